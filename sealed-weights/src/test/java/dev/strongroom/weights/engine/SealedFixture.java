package dev.strongroom.weights.engine;

import dev.strongroom.weights.format.ModelIdentity;
import dev.strongroom.weights.format.ObjectKey;
import dev.strongroom.weights.format.SealedFormat;
import dev.strongroom.weights.format.SealedObject;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.SecretBytes;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Random;

/// One object sealed under keys that the test knows.
record SealedFixture(Path path, Bytes plain, Bytes dek, Bytes context, SealedObject pinned) {
  static final String NAME = "0123456789abcdef0123456789abcdef";
  static final String DEK_ID = "fedcba9876543210fedcba9876543210";
  static final ModelIdentity IDENTITY = new ModelIdentity("acme", "model", 3);

  private static final SecureRandom RANDOM = new SecureRandom();

  static SealedFixture seal(Path directory, Bytes plain, int workers) throws Exception {
    var dek = fresh(32);
    var header = SealedFormat.newHeader(RANDOM);
    var context = IDENTITY.objectContext(DEK_ID);
    var path = Files.createTempDirectory(directory, "object").resolve(NAME);
    var digest = new Bytes[1];
    try (var sealer = new ObjectSealer(workers, plain.length(), Progress.NONE)) {
      var key = ObjectKey.derive(NAME, SecretBytes.takeFrom(dek.toArray()), header, context);
      sealer.seal(PlainSource.ofBytes(plain), path, key, header, sha -> digest[0] = sha);
      sealer.finish();
    }
    return of(path, plain, dek, context, header, digest[0]);
  }

  static SealedFixture of(
      Path path, Bytes plain, Bytes dek, Bytes context, Bytes header, Bytes sha256) {
    var pinned =
        new SealedObject(
            NAME,
            plain.length(),
            SealedFormat.ciphertextBytes(plain.length()),
            header,
            sha256,
            DEK_ID);
    return new SealedFixture(path, plain, dek, context, pinned);
  }

  ObjectKey key() throws Exception {
    return ObjectKey.derive(NAME, SecretBytes.takeFrom(dek.toArray()), pinned.header(), context);
  }

  SealedFile open() throws Exception {
    return SealedFile.open(path, pinned, key(), _ -> {});
  }

  Bytes object() throws Exception {
    return Bytes.copyOf(Files.readAllBytes(path));
  }

  void overwrite(Bytes object) throws Exception {
    Files.write(path, object.toArray());
  }

  /// The whole plaintext through `copyTo`.
  Bytes copyAll(int workers) throws Exception {
    var target = path.resolveSibling("copy");
    try (var file = open();
        var channel =
            FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.copyTo(channel, workers, Progress.NONE);
    }
    return Bytes.copyOf(Files.readAllBytes(target));
  }

  static Bytes fresh(int length) {
    var bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  static Bytes seeded(int length, long seed) {
    var bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }
}
