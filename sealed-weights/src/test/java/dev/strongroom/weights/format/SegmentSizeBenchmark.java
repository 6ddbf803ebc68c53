package dev.strongroom.weights.format;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// How fast the chosen provider seals and opens segments of a given size on one thread, from the
/// start of the JVM on. The figures of docs/adr/0003-segment-size.md are its output. One JVM per
/// line, so that nothing is warm by accident:
///
/// ```
/// java -cp … SegmentSizeBenchmark seal|open <segment KiB> cold|warm <scratch file>
/// ```
///
/// `open` needs the scratch file of an earlier `seal` of the same segment size.
public final class SegmentSizeBenchmark {
  private static final int ROUND_BYTES = 128 << 20;
  private static final int ROUNDS = 12;

  private final Cipher cipher = CryptoProvider.chosen().aesGcm();
  private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
  private final int segmentBytes;

  private SegmentSizeBenchmark(int segmentBytes) {
    this.segmentBytes = segmentBytes;
  }

  /// Prints one line of GiB/s, one figure per 128 MiB.
  public static void main(String[] args) throws Exception {
    int mode = args[0].equals("seal") ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    int segmentBytes = Integer.parseInt(args[1]) << 10;
    var scratch = Path.of(args[3]);
    long start = System.nanoTime();
    if (args[2].equals("warm")) {
      CryptoProvider.chosen().warmUpFor(Long.MAX_VALUE);
    }
    double warmUp = (System.nanoTime() - start) / 1e9;
    var figures = new SegmentSizeBenchmark(segmentBytes).run(mode, scratch);
    System.out.printf(
        Locale.ROOT, "%s %s KiB %s (%.2f s):%s%n", args[0], args[1], args[2], warmUp, figures);
  }

  private String run(int mode, Path scratch) throws Exception {
    int tag = mode == Cipher.ENCRYPT_MODE ? 0 : SealedFormat.TAG_BYTES;
    int segments = ROUND_BYTES / segmentBytes;
    var in = new byte[segments * (segmentBytes + tag)];
    var out = new byte[segments * (segmentBytes + SealedFormat.TAG_BYTES)];
    if (mode == Cipher.DECRYPT_MODE) {
      try (var file = FileChannel.open(scratch, StandardOpenOption.READ)) {
        file.read(ByteBuffer.wrap(in));
      }
    }
    var figures = new StringBuilder();
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      int at = 0;
      for (int i = 0; i < segments; i++) {
        at += segment(mode, i, in, i * (segmentBytes + tag), segmentBytes + tag, out, at);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      figures.append(
          String.format(Locale.ROOT, " %.2f", ROUND_BYTES / (double) (1 << 30) / seconds));
    }
    if (mode == Cipher.ENCRYPT_MODE) {
      try (var file =
          FileChannel.open(scratch, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.wrap(out));
      }
    }
    return figures.toString();
  }

  private int segment(int mode, int number, byte[] in, int from, int length, byte[] out, int at)
      throws GeneralSecurityException {
    var nonce = new byte[12];
    ByteBuffer.wrap(nonce).putInt(number);
    cipher.init(mode, key, new GCMParameterSpec(128, nonce));
    return cipher.doFinal(in, from, length, out, at);
  }
}
