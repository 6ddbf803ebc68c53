package dev.strongroom.quickstart.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoModelTest {
  private static final int WIDTH = 256;

  @TempDir Path directory;

  @Test
  void writesTheSameBytesForTheSameSeed() throws Exception {
    var first = DemoModel.write(directory.resolve("first.gguf"), 42);
    var second = DemoModel.write(directory.resolve("second.gguf"), 42);

    assertThat(Files.mismatch(first.path(), second.path())).isEqualTo(-1);
    assertThat(second.sha256()).isEqualTo(first.sha256());
    // sha256sum first.gguf, on x86-64; every other machine must agree.
    assertThat(first.sha256().hex())
        .isEqualTo("43e16e2f604f20f015edfeaa67109c46f28d8482c1c4ab0742538b7b24c00dd2");
  }

  @Test
  void reportsSizeAndDigestOfTheFile() throws Exception {
    var file = DemoModel.write(directory.resolve("model.gguf"), 7);

    var bytes = Bytes.copyOf(Files.readAllBytes(file.path()));
    assertThat(file.sizeBytes()).isEqualTo(bytes.length()).isBetween(30_000_000L, 50_000_000L);
    assertThat(file.sha256()).isEqualTo(bytes.sha256());
  }

  @Test
  void writesAnotherModelForAnotherSeed() throws Exception {
    var first = DemoModel.write(directory.resolve("first.gguf"), 1);
    var second = DemoModel.write(directory.resolve("second.gguf"), 2);

    assertThat(second.sha256()).isNotEqualTo(first.sha256());
  }

  @Test
  void replacesALongerFile() throws Exception {
    var target = directory.resolve("model.gguf");
    Files.write(target, new byte[50_000_000]);

    var file = DemoModel.write(target, 7);

    assertThat(Files.size(target)).isEqualTo(file.sizeBytes());
  }

  @Test
  void headerDescribesALlamaThatFillsTheFile() throws Exception {
    var file = DemoModel.write(directory.resolve("model.gguf"), 42);

    var header = GgufHeader.read(file.path());

    assertThat(header.metadata())
        .containsEntry("general.architecture", "llama")
        .containsEntry("llama.block_count", 8L)
        .containsEntry("llama.embedding_length", 256L)
        .containsEntry("llama.vocab_size", 4096L)
        .containsEntry("tokenizer.ggml.model", "llama")
        .containsEntry("tokenizer.ggml.add_bos_token", true);
    assertThat(header.metadata())
        .extractingByKey("tokenizer.ggml.tokens")
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(4096);
    assertThat(header.metadata())
        .extractingByKey("tokenizer.ggml.token_type")
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(4096)
        .startsWith(2L, 3L, 3L, 6L);

    long next = 0;
    for (var tensor : header.tensors()) {
      assertThat(tensor.offset()).as(tensor.name()).isEqualTo(next);
      next = (next + tensor.sizeBytes() + 31) / 32 * 32;
    }
    assertThat(header.tensors()).hasSize(3 + 8 * 9);
    assertThat(header.dataOffset() % 32).isZero();
    assertThat(header.dataOffset() + next).isEqualTo(file.sizeBytes());
  }

  @Test
  void samplesWordsOnlyAndKeepsWeightsToScale() throws Exception {
    var file = DemoModel.write(directory.resolve("model.gguf"), 42);
    var header = GgufHeader.read(file.path());
    var tokens = (List<?>) header.metadata().getOrDefault("tokenizer.ggml.tokens", List.of());
    assertThat(tokens).hasSize(4096);
    var output = floats(file.path(), header, "output.weight");

    double squares = 0;
    int words = 0;
    for (int token = 0; token < tokens.size(); token++) {
      double row = 0;
      for (int i = 0; i < WIDTH; i++) {
        row += Math.pow(output.getFloat((token * WIDTH + i) * Float.BYTES), 2);
      }
      boolean word = tokens.get(token).toString().matches("\u2581[a-z]+");
      assertThat(row > 0).as(tokens.get(token).toString()).isEqualTo(word);
      squares += row;
      words += word ? 1 : 0;
    }
    // Logits of deviation 3 over a normalised state of 256.
    assertThat(Math.sqrt(squares / words)).isBetween(2.9, 3.1);
    assertThat(words).isGreaterThan(3000);
  }

  private static ByteBuffer floats(Path file, GgufHeader header, String name) throws Exception {
    var tensor =
        header.tensors().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    var all = ByteBuffer.wrap(Files.readAllBytes(file));
    return all.slice((int) (header.dataOffset() + tensor.offset()), (int) tensor.sizeBytes())
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void everyWordIsMadeOfTokens() {
    var vocabulary = Vocabulary.of(new SplittableRandom(3));
    var tokens = new HashSet<>(vocabulary.tokens());

    assertThat(tokens).hasSize(Vocabulary.SIZE);
    for (var word : vocabulary.tokens().subList(vocabulary.firstWord(), Vocabulary.SIZE)) {
      assertThat(tokens).contains(word.substring(word.length() - 2));
      assertThat(tokens).contains(word.substring(0, word.length() - 2));
    }
  }
}
