package dev.strongroom.weights.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.weights.engine.Progress;
import dev.strongroom.weights.format.SealedFormat;
import dev.strongroom.weights.format.SealedObject;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedModelTest {
  @TempDir private Path parent;

  private static void refuses(Fault fault, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            IntegrityException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }

  private SealedDirectory sealed() throws Exception {
    var directory = SealedDirectory.withModel(parent);
    directory.seal();
    return directory;
  }

  private static void openAll(SealedDirectory directory) throws Exception {
    try (var model = directory.open();
        var opened = model.unlock(directory.key)) {
      SealedDirectory.content(opened);
    }
  }

  @Test
  void givesBackWhatWasSealed() throws Exception {
    var directory = sealed();
    try (var model = directory.open();
        var opened = model.unlock(directory.key)) {
      assertThat(SealedDirectory.content(opened)).isEqualTo(directory.sourceContent());
      assertThat(opened.files())
          .containsExactly(
              new ModelFile("empty", 0),
              new ModelFile("model-1.safetensors", 200_000),
              new ModelFile("model-2.safetensors", 200_000),
              new ModelFile("tokenizer/vocabulary.json", 9));
    }
  }

  @Test
  void saysWhatTheOwnerSigned() throws Exception {
    var directory = SealedDirectory.withModel(parent);
    var envelope = directory.seal();
    try (var model = directory.open()) {
      var manifest = model.manifest();
      assertThat(manifest.profile()).isEqualTo("simulation");
      assertThat(manifest.owner()).isEqualTo("acme");
      assertThat(manifest.model()).isEqualTo("model");
      assertThat(manifest.version()).isEqualTo(1);
      assertThat(manifest.floorPolicyDigest()).isEqualTo(SealedDirectory.FLOOR);
      assertThat(manifest.totalBytes()).isEqualTo(400_009);
      assertThat(manifest.files()).hasSize(4);
      assertThat(model.envelope()).isEqualTo(envelope);
      assertThat(model.manifestDigest()).isEqualTo(envelope.payload().sha384());
      assertThat(Manifest.parse(manifest.toJson())).isEqualTo(manifest);
    }
  }

  @Test
  void readsRangesAndEndsWithTheModel() throws Exception {
    var directory = sealed();
    try (var model = directory.open()) {
      var opened = model.unlock(directory.key);
      var file = opened.file("model-1.safetensors");
      var buffer = ByteBuffer.allocate(1000);
      assertThat(file.read(100_000, buffer)).isEqualTo(1000);
      assertThat(Bytes.copyOf(buffer.array()))
          .isEqualTo(SealedDirectory.random(200_000, 1).slice(100_000, 101_000));
      assertThatThrownBy(() -> opened.file("model-3.safetensors"))
          .isInstanceOf(NoSuchFileException.class);
      opened.close();

      assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1)))
          .isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> opened.file("empty")).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void endsACopyUnderWayWithTheModel() throws Exception {
    var second = new SealedDirectory(parent);
    second.write("large", SealedDirectory.random(20_000_000, 5));
    second.seal();
    var target = parent.resolve("target");
    var opened = second.open().unlock(second.key);
    try (var channel =
        FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThatThrownBy(
              () -> opened.copyTo(opened.files().getFirst(), channel, 2, (_, _) -> close(opened)))
          .isInstanceOf(ClosedChannelException.class);
    }
    assertThat(target).isEmptyFile();
  }

  private static void close(OpenedModel model) {
    try {
      model.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void extractsFilesUnderTheirNames() throws Exception {
    var directory = sealed();
    var target = parent.resolve("extracted");
    var seen = new ArrayList<Long>();
    try (var model = directory.open();
        var opened = model.unlock(directory.key)) {
      opened.extractTo(target, 2, (done, _) -> seen.add(done));
      assertThat(SealedDirectory.contentOf(target)).isEqualTo(directory.sourceContent());
      assertThat(seen).isSorted().last().isEqualTo(400_009L);
      assertThatThrownBy(() -> opened.extractTo(target, 2, Progress.NONE))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void leavesNoPartOfADamagedFile() throws Exception {
    var directory = sealed();
    SealedObject damaged;
    try (var model = directory.open()) {
      damaged =
          model.manifest().files().stream()
              .filter(file -> file.plaintextBytes() == 200_000)
              .findFirst()
              .orElseThrow();
    }
    flip(directory.object(damaged), 150_000);
    var target = parent.resolve("extracted");
    try (var model = directory.open();
        var opened = model.unlock(directory.key)) {
      refuses(Fault.SEGMENT_FORGED, () -> opened.extractTo(target, 2, Progress.NONE));
    }
    // Files come in the order of their paths, and either model file may be the damaged one.
    var whole = directory.sourceContent();
    var extracted = SealedDirectory.contentOf(target);
    assertThat(extracted.keySet()).isIn(Set.of("empty"), Set.of("empty", "model-1.safetensors"));
    assertThat(whole.entrySet().containsAll(extracted.entrySet())).isTrue();
  }

  @Test
  void verifiesItsObjectsWithoutAKey() throws Exception {
    var directory = sealed();
    var model = directory.open();
    var seen = new ArrayList<Long>();
    model.verifyObjects((done, _) -> seen.add(done));
    assertThat(seen).isSorted().hasSize(5);
    for (var object : model.manifest().objects()) {
      var path = directory.object(object);
      for (int at : new int[] {0, 39, 40, (int) object.ciphertextBytes() - 1}) {
        flip(path, at);
        refuses(
            at < 40 ? Fault.HEADER_MISMATCH : Fault.DIGEST_MISMATCH,
            () -> model.verifyObjects(Progress.NONE));
        flip(path, at);
      }
    }
    model.verifyObjects(Progress.NONE);
  }

  @Nested
  class Manifests {
    @Test
    void ofAnotherOwnerIsRefused() throws Exception {
      var directory = sealed();
      var stranger = SigningKey.generate(SealedDirectory.RANDOM);

      refuses(
          Fault.MANIFEST_SIGNATURE,
          () -> SealedModel.open(directory.target, List.of(stranger.publicKey())));
      refuses(Fault.MANIFEST_SIGNATURE, () -> SealedModel.open(directory.target, List.of()));
      directory.resign(directory.open().manifest(), stranger);
      refuses(Fault.MANIFEST_SIGNATURE, directory::open);
    }

    @Test
    void withAChangedFieldIsRefused() throws Exception {
      var directory = sealed();
      var envelope = directory.open().envelope();
      var payload = envelope.payload().utf8();
      for (var change :
          List.of(
              new String[] {"\"simulation\"", "\"production\""},
              new String[] {"\"version\":1", "\"version\":2"},
              new String[] {"\"owner\":\"acme\"", "\"owner\":\"acne\""})) {
        var changed = payload.replace(change[0], change[1]);
        assertThat(changed).isNotEqualTo(payload);
        var forged =
            new Envelope(envelope.payloadType(), Bytes.utf8(changed), envelope.signatures());
        Files.write(directory.target.resolve("manifest.dsse.json"), forged.toJson().toArray());
        refuses(Fault.MANIFEST_SIGNATURE, directory::open);
      }
    }

    @Test
    void thatIsMissingMeansNoModel() throws Exception {
      var directory = sealed();
      Files.delete(directory.target.resolve("manifest.dsse.json"));

      refuses(Fault.MANIFEST_MISSING, directory::open);
    }

    @Test
    void thatIsCutAnywhereIsMalformed() throws Exception {
      var directory = sealed();
      var file = directory.target.resolve("manifest.dsse.json");
      var whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length; length += 7) {
        Files.write(file, Bytes.copyOf(whole).slice(0, length).toArray());
        assertThatThrownBy(directory::open).isInstanceOf(MalformedException.class);
      }
    }

    @Test
    void ofAnotherModelWithTheSameOwnerOpensNothing() throws Exception {
      var directory = sealed();
      var other = SealedDirectory.withModel(parent);
      other.seal(SealedDirectory.request("other", 1));
      directory.resign(other.open().manifest(), directory.owner);

      refuses(Fault.KEY_MISSING, directory::open);
    }

    @Test
    void ofAnotherVersionOpensNothing() throws Exception {
      var directory = sealed();
      var m = directory.open().manifest();
      directory.resign(
          new Manifest(
              m.profile(),
              m.owner(),
              m.model(),
              2,
              m.floorPolicyDigest(),
              m.totalBytes(),
              m.index(),
              m.files()),
          directory.owner);

      refuses(Fault.KEY_WRONG, () -> openAll(directory));
    }

    @Test
    void thatContradictThemselvesCannotBeMade() throws Exception {
      var m = sealed().open().manifest();
      var twice = new ArrayList<>(m.files());
      twice.set(0, twice.get(1));
      List<ThrowingCallable> bad =
          List.of(
              () -> with(m, "staging", m.totalBytes(), m.index(), m.files()),
              () -> with(m, m.profile(), m.totalBytes() + 1, m.index(), m.files()),
              () -> with(m, m.profile(), m.totalBytes(), m.files().getFirst(), m.files()),
              () -> with(m, m.profile(), sum(twice), m.index(), twice),
              () -> with(m, m.profile(), 0, m.index(), List.of()));
      for (var call : bad) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
      }
      var json = m.toJson().utf8().replace("\"totalBytes\":400009", "\"totalBytes\":400010");
      assertThatThrownBy(() -> Manifest.parse(Bytes.utf8(json)))
          .isInstanceOf(MalformedException.class);
    }

    @Test
    void ofTheMostFilesSurviveTheirEnvelope() throws Exception {
      var directory = sealed();
      var m = directory.open().manifest();
      var one = m.index();
      long bytes = 1L << 40;
      var files = new ArrayList<SealedObject>();
      for (int i = 0; i < Manifest.MAX_FILES; i++) {
        var name = "%032x".formatted(i);
        files.add(
            new SealedObject(
                name,
                bytes,
                SealedFormat.ciphertextBytes(bytes),
                one.header(),
                one.sha256(),
                name));
      }
      var most = with(m, m.profile(), bytes * files.size(), one, files);
      var envelope = directory.owner.sign(Manifest.PAYLOAD_TYPE, most.toJson());

      assertThat(
              Manifest.verify(
                  Envelope.parse(envelope.toJson()), List.of(directory.owner.publicKey())))
          .isEqualTo(most);
      files.add(files.getFirst());
      assertThatThrownBy(() -> with(m, m.profile(), bytes * files.size(), one, files))
          .hasMessageContaining("2049 files");
    }

    @Test
    void doNotListFilesInTheOrderOfTheirPaths() throws Exception {
      var m = sealed().open().manifest();

      assertThat(m.files()).isSortedAccordingTo(Comparator.comparing(SealedObject::name));
    }

    private static long sum(List<SealedObject> files) {
      return files.stream().mapToLong(SealedObject::plaintextBytes).sum();
    }

    private static Manifest with(
        Manifest m, String profile, long totalBytes, SealedObject index, List<SealedObject> files) {
      return new Manifest(
          profile,
          m.owner(),
          m.model(),
          m.version(),
          m.floorPolicyDigest(),
          totalBytes,
          index,
          files);
    }
  }

  @Nested
  class Objects {
    @Test
    void swappedBetweenFilesAreRefused() throws Exception {
      var directory = sealed();
      var same =
          directory.open().manifest().files().stream()
              .filter(file -> file.plaintextBytes() == 200_000)
              .map(directory::object)
              .toList();
      swap(same.get(0), same.get(1));

      refuses(Fault.HEADER_MISMATCH, () -> openAll(directory));
    }

    @Test
    void swappedBetweenModelsAreRefused() throws Exception {
      var directory = sealed();
      var other = SealedDirectory.withModel(parent);
      other.seal(SealedDirectory.request("other", 1));
      swap(
          directory.object(directory.open().manifest().index()),
          other.object(other.open().manifest().index()));

      refuses(Fault.HEADER_MISMATCH, () -> openAll(directory));
      refuses(Fault.HEADER_MISMATCH, () -> openAll(other));
    }

    @Test
    void underAnotherFilesHeaderAreRefusedEvenIfTheOwnerSignedIt() throws Exception {
      var directory = sealed();
      var m = directory.open().manifest();
      var files = new ArrayList<>(m.files());
      int at = 0;
      while (files.get(at).plaintextBytes() != 200_000) {
        at++;
      }
      var victim = files.get(at);
      var header = m.index().header();
      files.set(
          at,
          new SealedObject(
              victim.name(),
              victim.plaintextBytes(),
              victim.ciphertextBytes(),
              header,
              victim.sha256(),
              victim.dekId()));
      directory.resign(
          new Manifest(
              m.profile(),
              m.owner(),
              m.model(),
              m.version(),
              m.floorPolicyDigest(),
              m.totalBytes(),
              m.index(),
              files),
          directory.owner);
      refuses(Fault.HEADER_MISMATCH, () -> openAll(directory));
      var object = Files.readAllBytes(directory.object(victim));
      System.arraycopy(header.toArray(), 0, object, 0, 40);
      Files.write(directory.object(victim), object);
      refuses(Fault.SEGMENT_FORGED, () -> openAll(directory));
    }

    @Test
    void missingOrCutAreRefused() throws Exception {
      var directory = sealed();
      var index = directory.object(directory.open().manifest().index());
      var whole = Files.readAllBytes(index);
      Files.write(index, Bytes.copyOf(whole).slice(0, whole.length - 1).toArray());
      refuses(Fault.TRUNCATED, () -> openAll(directory));
      Files.delete(index);
      refuses(Fault.OBJECT_MISSING, () -> openAll(directory));
    }

    private static void swap(Path one, Path other) throws Exception {
      var spare = one.resolveSibling("spare");
      Files.move(one, spare);
      Files.move(other, one);
      Files.move(spare, other, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Nested
  class Keys {
    @Test
    void ofAnotherModelOpenNothing() throws Exception {
      var directory = sealed();
      try (var model = directory.open();
          var wrong = ModelKey.generate(1, SealedDirectory.RANDOM)) {
        refuses(Fault.KEY_WRONG, () -> model.unlock(wrong));
      }
    }

    @Test
    void rotateWithoutTouchingTheWeights() throws Exception {
      var directory = sealed();
      var before = SealedDirectory.contentOf(directory.target.resolve("objects"));
      try (var model = directory.open();
          var next = ModelKey.generate(2, SealedDirectory.RANDOM)) {
        model.rewrap(directory.key, next, SealedDirectory.RANDOM);
        assertThat(model.epoch()).isEqualTo(2);
        refuses(Fault.KEY_EPOCH, () -> model.unlock(directory.key));
      }
      try (var model = directory.open();
          var next = ModelKey.generate(2, SealedDirectory.RANDOM)) {
        refuses(Fault.KEY_WRONG, () -> model.unlock(next));
        refuses(Fault.KEY_WRONG, () -> model.rewrap(next, directory.key, SealedDirectory.RANDOM));
      }
      assertThat(SealedDirectory.contentOf(directory.target.resolve("objects"))).isEqualTo(before);
    }

    @Test
    void afterRotationOpenEverything() throws Exception {
      var directory = sealed();
      try (var next = ModelKey.generate(2, SealedDirectory.RANDOM)) {
        directory.open().rewrap(directory.key, next, SealedDirectory.RANDOM);
        try (var model = directory.open();
            var opened = model.unlock(next)) {
          assertThat(SealedDirectory.content(opened)).isEqualTo(directory.sourceContent());
        }
      }
    }

    @Test
    void swappedWithinTheRingAreRefused() throws Exception {
      var directory = sealed();
      var file = directory.target.resolve("keyring.json");
      var ring = KeyRing.parse(Bytes.copyOf(Files.readAllBytes(file)));
      var keys = new ArrayList<>(ring.keys());
      var first = keys.get(0);
      var second = keys.get(1);
      keys.set(0, new KeyRing.WrappedKey(first.dekId(), second.wrapped()));
      keys.set(1, new KeyRing.WrappedKey(second.dekId(), first.wrapped()));
      Files.write(file, new KeyRing(1, keys).toJson().toArray());

      refuses(Fault.KEY_WRONG, () -> openAll(directory));
    }

    @Test
    void withAFlippedByteAreRefused() throws Exception {
      var directory = sealed();
      var file = directory.target.resolve("keyring.json");
      var ring = KeyRing.parse(Bytes.copyOf(Files.readAllBytes(file)));
      for (int i = 0; i < 60; i++) {
        var keys = new ArrayList<>(ring.keys());
        var wrapped = keys.get(2).wrapped().toArray();
        wrapped[i] ^= 1;
        keys.set(2, new KeyRing.WrappedKey(keys.get(2).dekId(), Bytes.copyOf(wrapped)));
        Files.write(file, new KeyRing(1, keys).toJson().toArray());
        refuses(Fault.KEY_WRONG, () -> openAll(directory));
      }
    }

    @Test
    void missingFromTheRingAreNoticedAtOnce() throws Exception {
      var directory = sealed();
      var file = directory.target.resolve("keyring.json");
      var ring = KeyRing.parse(Bytes.copyOf(Files.readAllBytes(file)));
      Files.write(file, new KeyRing(1, ring.keys().subList(1, 5)).toJson().toArray());
      refuses(Fault.KEY_MISSING, directory::open);
      Files.delete(file);
      refuses(Fault.KEY_MISSING, directory::open);
      Files.writeString(file, "{}");
      assertThatThrownBy(directory::open).isInstanceOf(MalformedException.class);
    }

    @Test
    void neverPrintThemselves() {
      try (var key = ModelKey.generate(7, SealedDirectory.RANDOM)) {
        assertThat(key.toString()).isEqualTo("ModelKey[epoch 7, redacted]");
      }
    }
  }

  @Nested
  class Index {
    @Test
    void refusesPathsThatLeaveTheirDirectory() {
      for (var path : List.of("", "/etc", "..", "a/../b", "a//b", "a/", ".", "a\\b", "a\u0000")) {
        assertThatThrownBy(() -> new PathIndex.Entry(path, "x"))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }

    @Test
    void mustNameExactlyTheManifestsFiles() throws Exception {
      var m = sealed().open().manifest();
      var entries = new ArrayList<PathIndex.Entry>();
      m.files().forEach(file -> entries.add(new PathIndex.Entry("f" + file.name(), file.name())));
      assertThat(new PathIndex(entries).objectsByPath(m)).hasSize(4);

      refuses(Fault.INDEX_MISMATCH, () -> new PathIndex(entries.subList(0, 3)).objectsByPath(m));
      var twice = new ArrayList<>(entries);
      twice.set(0, new PathIndex.Entry("other", twice.get(1).object()));
      refuses(Fault.INDEX_MISMATCH, () -> new PathIndex(twice).objectsByPath(m));
      var samePath = new ArrayList<>(entries);
      samePath.set(0, new PathIndex.Entry(samePath.get(1).path(), samePath.get(0).object()));
      refuses(Fault.INDEX_MISMATCH, () -> new PathIndex(samePath).objectsByPath(m));
      var index = new ArrayList<>(entries);
      index.set(0, new PathIndex.Entry("other", m.index().name()));
      refuses(Fault.INDEX_MISMATCH, () -> new PathIndex(index).objectsByPath(m));
    }
  }

  private static void flip(Path file, int at) throws Exception {
    var bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }
}
