package dev.strongroom.agent.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.agent.testkit.Site;
import dev.strongroom.protocol.Profile;
import dev.strongroom.weights.engine.Progress;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryFileTest {
  private static final int WEIGHT_BYTES = 5 * 1024 * 1024 + 123;

  @TempDir private Path directory;

  @Test
  void cannotBeChangedOnceSealed() throws Exception {
    try (var memory = MemoryFile.create("test")) {
      try (var channel = memory.channel()) {
        channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      }
      memory.seal();

      try (var channel = memory.channel()) {
        assertThatThrownBy(() -> channel.write(ByteBuffer.wrap(new byte[] {9}), 0))
            .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> channel.write(ByteBuffer.wrap(new byte[] {9}), 3))
            .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> channel.truncate(1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> channel.map(FileChannel.MapMode.READ_WRITE, 0, 3))
            .isInstanceOf(IOException.class);
        assertThat(channel.map(FileChannel.MapMode.READ_ONLY, 0, 3).get(2)).isEqualTo((byte) 3);
      }
      assertThat(Files.readAllBytes(memory.path())).containsExactly(1, 2, 3);
    }
  }

  @Test
  void isReadByAnotherProcessAndGoneWhenClosed() throws Exception {
    Path path;
    try (var memory = MemoryFile.create("test")) {
      try (var channel = memory.channel()) {
        channel.write(ByteBuffer.wrap("weights".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      }
      memory.seal();
      path = memory.path();
      var cat = new ProcessBuilder("cat", path.toString()).start();
      assertThat(
              new String(
                  cat.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo("weights");
    }
    assertThat(memoryFiles()).noneMatch(target -> target.contains("memfd:test"));
  }

  private static List<String> memoryFiles() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.map(MemoryFileTest::target).toList();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException _) {
      return "";
    }
  }

  @Test
  void holdsTheWeightsInClearAndNothingElseDoes() throws Exception {
    var site = Site.create(directory, WEIGHT_BYTES);
    var sealed = SealedWeights.open(site.model(), site.owner().publicKey(), Profile.SIMULATION);
    var key = site.modelKey().duplicate();
    try (var memory = SealedWeights.memory()) {
      sealed.openInto(memory, key, 2, Progress.NONE);

      var clear = Bytes.copyOf(Files.readAllBytes(memory.path()));
      assertThat(clear.sha256()).isEqualTo(site.weightsDigest());
      assertThat(clear.slice(0, Site.CANARY.length()).utf8()).isEqualTo(Site.CANARY);
    }
    assertThat(key.isClosed()).isTrue();
    assertThat(Site.filesWithCanary(directory)).isEmpty();
  }

  @Test
  void staysEmptyWhereAnObjectIsNotTheSignedOne() throws Exception {
    var site = Site.create(directory, WEIGHT_BYTES);
    var objects = site.model().resolve("objects");
    Path largest;
    try (var files = Files.list(objects)) {
      largest =
          files
              .max(java.util.Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
    }
    try (var channel = FileChannel.open(largest, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {0, 1, 2, 3}), WEIGHT_BYTES / 2);
    }
    var sealed = SealedWeights.open(site.model(), site.owner().publicKey(), Profile.SIMULATION);
    try (var memory = SealedWeights.memory()) {
      assertThatThrownBy(
              () -> sealed.openInto(memory, site.modelKey().duplicate(), 2, Progress.NONE))
          .isInstanceOfSatisfying(
              AgentException.class, e -> assertThat(e.fault()).isEqualTo(Fault.MODEL));
      assertThat(Files.size(memory.path())).isZero();
    }
  }

  @Test
  void refusesAnotherOwnerProfileOrKey() throws Exception {
    var site = Site.create(directory, 1000);
    var random = new SecureRandom();
    assertThatThrownBy(
            () ->
                SealedWeights.open(
                    site.model(), SigningKey.generate(random).publicKey(), Profile.SIMULATION))
        .hasMessageStartingWith("agent.model: weights.manifest.signature");
    assertThatThrownBy(
            () -> SealedWeights.open(site.model(), site.owner().publicKey(), Profile.PRODUCTION))
        .hasMessageContaining("sealed for profile simulation");
    var sealed = SealedWeights.open(site.model(), site.owner().publicKey(), Profile.SIMULATION);
    try (var memory = SealedWeights.memory()) {
      assertThatThrownBy(
              () -> sealed.openInto(memory, SecretBytes.random(32, random), 2, Progress.NONE))
          .hasMessageContaining("weights.key.wrong");
    }
  }
}
