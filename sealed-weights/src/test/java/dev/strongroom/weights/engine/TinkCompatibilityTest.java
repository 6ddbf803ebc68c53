package dev.strongroom.weights.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingKey;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingParameters;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingParameters.HashType;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.util.SecretBytes;
import dev.strongroom.weights.format.SealedFormat;
import dev.strongroom.wire.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tink opens what we seal, and we open what Tink seals.
class TinkCompatibilityTest {
  private static final int FIRST = 65480;
  private static final int NEXT = 65520;
  private static final long SEED = 20261123;

  @TempDir private Path directory;

  static IntStream lengths() {
    var random = new Random(SEED);
    return IntStream.concat(
        IntStream.of(
            0,
            1,
            15,
            16,
            FIRST - 1,
            FIRST,
            FIRST + 1,
            FIRST + NEXT - 1,
            FIRST + NEXT,
            FIRST + NEXT + 1,
            FIRST + 15 * NEXT - 1,
            FIRST + 15 * NEXT,
            FIRST + 15 * NEXT + 1,
            FIRST + 16 * NEXT,
            FIRST + 47 * NEXT + 12345),
        random.ints(12, 0, 3_000_000));
  }

  private static StreamingAead tink(Bytes dek) throws Exception {
    var parameters =
        AesGcmHkdfStreamingParameters.builder()
            .setKeySizeBytes(32)
            .setDerivedAesGcmKeySizeBytes(32)
            .setHkdfHashType(HashType.SHA256)
            .setCiphertextSegmentSizeBytes(SealedFormat.SEGMENT_BYTES)
            .build();
    return AesGcmHkdfStreaming.create(
        AesGcmHkdfStreamingKey.create(
            parameters, SecretBytes.copyFrom(dek.toArray(), InsecureSecretKeyAccess.get())));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void tinkOpensOurs(int length) throws Exception {
    var plain = SealedFixture.seeded(length, SEED + length);
    var fixture = SealedFixture.seal(directory, plain, 3);
    var aead = tink(fixture.dek());
    var context = fixture.context().toArray();

    var object = fixture.object();
    assertThat(object.length()).isEqualTo(SealedFormat.ciphertextBytes(length));
    assertThat(fixture.pinned().sha256()).isEqualTo(object.sha256());
    try (var in = aead.newDecryptingStream(new ByteArrayInputStream(object.toArray()), context)) {
      assertThat(Bytes.copyOf(in.readAllBytes())).isEqualTo(plain);
    }
    try (var channel =
        aead.newSeekableDecryptingChannel(
            FileChannel.open(fixture.path(), StandardOpenOption.READ), context)) {
      assertThat(channel.size()).isEqualTo(length);
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void weOpenTinks(int length) throws Exception {
    var plain = SealedFixture.seeded(length, SEED - length);
    var dek = SealedFixture.fresh(32);
    var context = SealedFixture.IDENTITY.objectContext(SealedFixture.DEK_ID);
    var out = new ByteArrayOutputStream();
    try (var sealing = tink(dek).newEncryptingStream(out, context.toArray())) {
      sealing.write(plain.toArray());
    }
    var object = Bytes.copyOf(out.toByteArray());
    var path = Files.write(directory.resolve("tink"), object.toArray());
    var fixture = SealedFixture.of(path, plain, dek, context, object.slice(0, 40), object.sha256());

    assertThat(fixture.copyAll(2)).isEqualTo(plain);
    try (var file = fixture.open()) {
      var buffer = ByteBuffer.allocate(length);
      assertThat(file.read(0, buffer)).isEqualTo(length == 0 ? -1 : length);
      assertThat(Bytes.copyOf(buffer.array())).isEqualTo(plain);
    }
  }
}
