package dev.strongroom.weights.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.weights.engine.Progress;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealerTest {
  private static final String CANARY = "CANARY-7f3a-in-the-weights";
  private static final String NAME_CANARY = "canary-name-of-a-secret-project";

  @TempDir private Path parent;

  private static void refuses(Fault fault, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            IntegrityException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }

  @Test
  void leavesNoPlaintextAndNoNameInTheSealedDirectory() throws Exception {
    var directory = SealedDirectory.withModel(parent);
    directory.write(NAME_CANARY + "/" + NAME_CANARY + ".bin", Bytes.utf8(CANARY.repeat(20_000)));
    directory.seal();
    var leaks = new ArrayList<String>();
    try (var walk = Files.walk(directory.target)) {
      for (var file : walk.toList()) {
        var relative = directory.target.relativize(file).toString();
        var text = relative;
        if (Files.isRegularFile(file)) {
          text += new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        }
        if (!relative.isEmpty() && leaks(text)) {
          leaks.add(relative);
        }
      }
    }
    var payload = directory.open().envelope().payload().utf8();

    assertThat(leaks).isEmpty();
    assertThat(leaks(payload)).isFalse();
    // The search finds what is there.
    assertThat(
            leaks(
                Files.readString(
                    directory.source.resolve(NAME_CANARY + "/" + NAME_CANARY + ".bin"))))
        .isTrue();
  }

  /// Searches for words long enough not to appear by chance.
  private static boolean leaks(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    for (var canary :
        new String[] {CANARY, NAME_CANARY, "safetensors", "tokenizer", "vocabulary"}) {
      var secret = canary.toLowerCase(Locale.ROOT);
      if (lower.contains(secret) || lower.contains(Bytes.utf8(canary).hex())) {
        return true;
      }
    }
    return false;
  }

  @Test
  void sealsTheSameModelToOtherBytesEachTime() throws Exception {
    var one = SealedDirectory.withModel(parent);
    one.seal();
    var two = SealedDirectory.withModel(parent);
    two.seal();
    var names = SealedDirectory.contentOf(one.target.resolve("objects")).keySet();

    assertThat(SealedDirectory.contentOf(two.target.resolve("objects")).keySet())
        .doesNotContainAnyElementsOf(names)
        .hasSize(5);
  }

  @Test
  void leavesNothingTemporaryBehind() throws Exception {
    var directory = SealedDirectory.withModel(parent);
    directory.seal();

    assertThat(SealedDirectory.contentOf(directory.target).keySet())
        .hasSize(7)
        .contains("manifest.dsse.json", "keyring.json")
        .noneMatch(name -> name.contains("part"));
  }

  @Test
  void countsProgressUpToTheTotal() throws Exception {
    var directory = SealedDirectory.withModel(parent);
    directory.write("large", SealedDirectory.random(5_000_000, 9));
    var seen = new ArrayList<Long>();
    Sealer.seal(
        directory.source,
        directory.target,
        SealedDirectory.request("model", 1),
        directory.key,
        directory.owner,
        SealedDirectory.RANDOM,
        (done, total) -> {
          assertThat(total).isEqualTo(5_400_009);
          seen.add(done);
        });

    assertThat(seen).isSorted().last().isEqualTo(5_400_009L);
  }

  @Test
  void followsLinksInsideTheSource() throws Exception {
    var directory = SealedDirectory.withModel(parent);
    Files.createSymbolicLink(directory.source.resolve("alias"), Path.of("model-1.safetensors"));
    directory.seal();
    try (var model = directory.open();
        var opened = model.unlock(directory.key)) {
      assertThat(SealedDirectory.content(opened))
          .containsEntry("alias", SealedDirectory.random(200_000, 1))
          .hasSize(5);
    }
  }

  @Test
  void refusesLinksOutOfTheSource() throws Exception {
    var directory = SealedDirectory.withModel(parent);
    var outside = Files.writeString(parent.resolve("secret"), "x");
    Files.createSymbolicLink(directory.source.resolve("link"), outside);
    refuses(Fault.SOURCE_LINK, directory::seal);
    Files.delete(directory.source.resolve("link"));
    Files.createSymbolicLink(directory.source.resolve("link"), parent);
    refuses(Fault.SOURCE_LINK, directory::seal);
    Files.delete(directory.source.resolve("link"));
    Files.createSymbolicLink(directory.source.resolve("link"), parent.resolve("nowhere"));
    refuses(Fault.SOURCE_LINK, directory::seal);

    assertThat(directory.target).doesNotExist();
  }

  @Test
  void refusesWhatIsNoFileAndNamesThatCannotBeCarried() throws Exception {
    var directory = SealedDirectory.withModel(parent);
    Files.createSymbolicLink(directory.source.resolve("folder"), Path.of("tokenizer"));
    refuses(Fault.SOURCE_UNSUPPORTED, directory::seal);
    Files.delete(directory.source.resolve("folder"));
    directory.write("a\\b", Bytes.empty());
    refuses(Fault.SOURCE_UNSUPPORTED, directory::seal);
  }

  @Test
  void refusesAnEmptySource() throws Exception {
    refuses(Fault.SOURCE_COUNT, () -> new SealedDirectory(parent).seal());
  }

  @Test
  void refusesAnOccupiedTargetAndLeavesItAlone() throws Exception {
    var directory = SealedDirectory.withModel(parent);
    directory.seal();
    var before = SealedDirectory.contentOf(directory.target);

    refuses(Fault.TARGET_OCCUPIED, directory::seal);
    assertThat(SealedDirectory.contentOf(directory.target)).isEqualTo(before);
  }

  @Test
  void refusesATargetInsideTheSource() throws Exception {
    var directory = SealedDirectory.withModel(parent);

    refuses(
        Fault.TARGET_OCCUPIED,
        () ->
            Sealer.seal(
                directory.source,
                directory.source.resolve("out"),
                SealedDirectory.request("model", 1),
                directory.key,
                directory.owner,
                SealedDirectory.RANDOM,
                Progress.NONE));
  }

  @Test
  void refusesASourceThatGrowsMeanwhileAndRemovesWhatItWrote() throws Exception {
    var directory = SealedDirectory.withModel(parent);
    directory.write("zz-large", SealedDirectory.random(30_000_000, 9));
    var large = directory.source.resolve("zz-large");

    refuses(
        Fault.SOURCE_CHANGED,
        () ->
            Sealer.seal(
                directory.source,
                directory.target,
                SealedDirectory.request("model", 1),
                directory.key,
                directory.owner,
                SealedDirectory.RANDOM,
                (done, total) -> append(large, done)));
    assertThat(SealedDirectory.contentOf(directory.target)).isEmpty();
  }

  private static void append(Path file, long done) {
    try {
      Files.write(file, new byte[] {(byte) done}, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void removesWhatItWroteWhenTheCallerBreaksOff() throws Exception {
    var directory = SealedDirectory.withModel(parent);
    directory.write("zz-large", SealedDirectory.random(30_000_000, 9));

    assertThatThrownBy(
            () ->
                Sealer.seal(
                    directory.source,
                    directory.target,
                    SealedDirectory.request("model", 1),
                    directory.key,
                    directory.owner,
                    SealedDirectory.RANDOM,
                    (done, _) -> {
                      if (done > 10_000_000) {
                        throw new IllegalStateException("enough");
                      }
                    }))
        .hasMessage("enough");
    assertThat(SealedDirectory.contentOf(directory.target)).isEmpty();
    refuses(Fault.MANIFEST_MISSING, directory::open);
    directory.seal();
    directory.open().close();
  }

  @Test
  void sealsMoreFilesThanWorkers() throws Exception {
    var directory = new SealedDirectory(parent);
    for (int i = 0; i < 150; i++) {
      directory.write("d" + i % 7 + "/f" + i, SealedDirectory.random(i * 997, i));
    }
    directory.seal();
    try (var model = directory.open();
        var opened = model.unlock(directory.key)) {
      assertThat(SealedDirectory.content(opened)).isEqualTo(directory.sourceContent());
    }
  }
}
