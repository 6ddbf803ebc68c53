package dev.strongroom.weights.manifest;

import dev.strongroom.weights.engine.Progress;
import dev.strongroom.weights.format.SealedObject;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// A small model, sealed, with the keys at hand.
final class SealedDirectory {
  static final SecureRandom RANDOM = new SecureRandom();
  static final Bytes FLOOR = Bytes.utf8("floor policy").sha384();

  final Path source;
  final Path target;
  final ModelKey key = ModelKey.generate(1, RANDOM);
  final SigningKey owner = SigningKey.generate(RANDOM);

  SealedDirectory(Path parent) throws Exception {
    source = Files.createTempDirectory(parent, "source");
    target = parent.resolve(source.getFileName() + "-sealed");
  }

  /// With two files of one length, an empty one and one in a folder.
  static SealedDirectory withModel(Path parent) throws Exception {
    var directory = new SealedDirectory(parent);
    directory.write("model-1.safetensors", random(200_000, 1));
    directory.write("model-2.safetensors", random(200_000, 2));
    directory.write("tokenizer/vocabulary.json", Bytes.utf8("{\"<s>\":1}"));
    directory.write("empty", Bytes.empty());
    return directory;
  }

  static Bytes random(int length, long seed) {
    var bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  void write(String path, Bytes content) throws Exception {
    var file = source.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content.toArray());
  }

  static SealRequest request(String model, long version) {
    return new SealRequest("simulation", "acme", model, version, FLOOR, 2);
  }

  Envelope seal() throws Exception {
    return seal(request("model", 1));
  }

  Envelope seal(SealRequest request) throws Exception {
    return Sealer.seal(source, target, request, key, owner, RANDOM, Progress.NONE);
  }

  SealedModel open() throws Exception {
    return SealedModel.open(target, List.of(owner.publicKey()));
  }

  /// Every file read whole.
  static Map<String, Bytes> content(OpenedModel model) throws Exception {
    var content = new TreeMap<String, Bytes>();
    var copy = Files.createTempFile("strongroom", "copy");
    try {
      for (var file : model.files()) {
        try (var channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
          model.copyTo(file, channel, 2, Progress.NONE);
        }
        content.put(file.path(), Bytes.copyOf(Files.readAllBytes(copy)));
      }
    } finally {
      Files.delete(copy);
    }
    return content;
  }

  Map<String, Bytes> sourceContent() throws Exception {
    return contentOf(source);
  }

  static Map<String, Bytes> contentOf(Path folder) throws Exception {
    var content = new TreeMap<String, Bytes>();
    try (var walk = Files.walk(folder)) {
      for (var file : walk.filter(Files::isRegularFile).toList()) {
        content.put(folder.relativize(file).toString(), Bytes.copyOf(Files.readAllBytes(file)));
      }
    }
    return content;
  }

  Path object(SealedObject pinned) {
    return target.resolve("objects").resolve(pinned.name());
  }

  /// Signs another manifest into the directory.
  void resign(Manifest manifest, SigningKey signer) throws Exception {
    var envelope = signer.sign(Manifest.PAYLOAD_TYPE, manifest.toJson());
    Files.write(target.resolve("manifest.dsse.json"), envelope.toJson().toArray());
  }
}
