package dev.strongroom.quickstart.model;

import dev.strongroom.quickstart.model.GgufWriter.Tensor;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Writes a llama transformer with random weights as GGUF (see [GgufWriter]): the same seed gives
/// the same bytes, on every machine. About 37 MiB, ten million 32-bit weights: vocabulary 4096,
/// width 256, 8 layers, 8 heads that share 4 key and value heads, feed-forward width 1024.
///
/// Weights are drawn with variance 1 / fan-in, and those that add to the residual stream smaller by
/// the square root of the number of additions, so activations keep their size from layer to layer.
/// The output matrix is zero for every token that is not a word (see [Vocabulary]): a sampler that
/// cuts the tail off, as top-k does, picks words only.
public final class DemoModel {
  private static final int WIDTH = 256;
  private static final int LAYERS = 8;
  private static final int HEADS = 8;
  private static final int KEY_VALUE_HEADS = 4;
  private static final int KEY_VALUE_WIDTH = WIDTH / HEADS * KEY_VALUE_HEADS;
  private static final int FEED_FORWARD = 1024;
  private static final int CONTEXT = 4096;

  /// Standard deviation of the logits: some forty words share the probability at temperature 1.
  private static final double LOGIT_DEVIATION = 3;

  private DemoModel() {}

  /// Writes the model of `seed` to `target`, replacing what was there. `target` may be a
  /// `/proc/self/fd/N` that names a memory file.
  ///
  /// @throws IOException if `target` cannot be written; an incomplete file may remain
  public static ModelFile write(Path target, long seed) throws IOException {
    var random = new SplittableRandom(seed);
    var vocabulary = Vocabulary.of(random.split());
    var weights = weights(vocabulary.firstWord());
    var header = header(vocabulary, weights);
    try (var out = new Output(target)) {
      out.header(header);
      for (var part : weights) {
        out.weights(part, random.split());
      }
      return out.finish(target);
    }
  }

  /// One tensor and how it is drawn.
  ///
  /// @param deviation standard deviation; zero stands for a vector of ones, a norm's weights
  /// @param zeroRows number of leading rows that are zero
  private record Weights(Tensor tensor, double deviation, int zeroRows) {
    static Weights matrix(String name, int columns, int rows, double gain) {
      return new Weights(new Tensor(name, columns, rows), gain / StrictMath.sqrt(columns), 0);
    }

    static Weights norm(String name) {
      return new Weights(new Tensor(name, WIDTH, 1), 0, 0);
    }
  }

  private static List<Weights> weights(int firstWord) {
    double residualGain = 1 / StrictMath.sqrt(2 * LAYERS);
    var all = new ArrayList<Weights>();
    all.add(new Weights(new Tensor("token_embd.weight", WIDTH, Vocabulary.SIZE), 1, 0));
    for (int layer = 0; layer < LAYERS; layer++) {
      var block = "blk." + layer + ".";
      all.add(Weights.norm(block + "attn_norm.weight"));
      all.add(Weights.matrix(block + "attn_q.weight", WIDTH, WIDTH, 1));
      all.add(Weights.matrix(block + "attn_k.weight", WIDTH, KEY_VALUE_WIDTH, 1));
      all.add(Weights.matrix(block + "attn_v.weight", WIDTH, KEY_VALUE_WIDTH, 1));
      all.add(Weights.matrix(block + "attn_output.weight", WIDTH, WIDTH, residualGain));
      all.add(Weights.norm(block + "ffn_norm.weight"));
      all.add(Weights.matrix(block + "ffn_gate.weight", WIDTH, FEED_FORWARD, 1));
      all.add(Weights.matrix(block + "ffn_up.weight", WIDTH, FEED_FORWARD, 1));
      all.add(Weights.matrix(block + "ffn_down.weight", FEED_FORWARD, WIDTH, residualGain));
    }
    all.add(Weights.norm("output_norm.weight"));
    double outputDeviation = LOGIT_DEVIATION / StrictMath.sqrt(WIDTH);
    all.add(
        new Weights(
            new Tensor("output.weight", WIDTH, Vocabulary.SIZE), outputDeviation, firstWord));
    return all;
  }

  private static Bytes header(Vocabulary vocabulary, List<Weights> weights) {
    // A longer piece scores higher, so the tokenizer joins syllables before it looks at letters.
    var scores = IntStream.range(0, Vocabulary.SIZE).mapToObj(id -> score(vocabulary, id)).toList();
    var header =
        new GgufWriter()
            .text("general.architecture", "llama")
            .text("general.name", "Strongroom demonstration model, random weights")
            .number("general.alignment", GgufWriter.ALIGNMENT)
            .number("llama.vocab_size", Vocabulary.SIZE)
            .number("llama.context_length", CONTEXT)
            .number("llama.embedding_length", WIDTH)
            .number("llama.block_count", LAYERS)
            .number("llama.feed_forward_length", FEED_FORWARD)
            .number("llama.attention.head_count", HEADS)
            .number("llama.attention.head_count_kv", KEY_VALUE_HEADS)
            .number("llama.rope.dimension_count", WIDTH / HEADS)
            .real("llama.attention.layer_norm_rms_epsilon", 1e-5f)
            .text("tokenizer.ggml.model", "llama")
            .texts("tokenizer.ggml.tokens", vocabulary.tokens())
            .reals("tokenizer.ggml.scores", scores)
            .numbers("tokenizer.ggml.token_type", vocabulary.types())
            .number("tokenizer.ggml.unknown_token_id", Vocabulary.UNKNOWN_ID)
            .number("tokenizer.ggml.bos_token_id", Vocabulary.BEGIN_ID)
            .number("tokenizer.ggml.eos_token_id", Vocabulary.END_ID)
            .flag("tokenizer.ggml.add_bos_token", true)
            .flag("tokenizer.ggml.add_eos_token", false);
    weights.forEach(part -> header.tensor(part.tensor));
    return header.toBytes();
  }

  private static float score(Vocabulary vocabulary, int id) {
    boolean text = vocabulary.types().get(id) == Vocabulary.NORMAL;
    return text ? vocabulary.tokens().get(id).length() : 0;
  }

  /// The file and the digest over it. Not thread-safe.
  private static final class Output implements AutoCloseable {
    private final FileChannel channel;
    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private long written;

    Output(Path target) throws IOException {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("SHA-256 is required of every Java platform", e);
      }
      channel =
          FileChannel.open(
              target,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
    }

    void header(Bytes header) throws IOException {
      for (byte b : header.toArray()) {
        room(1);
        buffer.put(b);
      }
    }

    void weights(Weights weights, SplittableRandom random) throws IOException {
      var tensor = weights.tensor();
      long zeros = (long) weights.zeroRows() * tensor.columns();
      long count = (long) tensor.rows() * tensor.columns();
      float scale = (float) (weights.deviation() / SUM_DEVIATION);
      for (long i = 0; i < count; i++) {
        room(Float.BYTES);
        if (i < zeros) {
          buffer.putFloat(0);
        } else {
          buffer.putFloat(weights.deviation() == 0 ? 1 : scale * nearlyNormal(random));
        }
      }
      for (int i = GgufWriter.padding(tensor.sizeBytes()); i > 0; i--) {
        room(1);
        buffer.put((byte) 0);
      }
    }

    /// Standard deviation of [#nearlyNormal]: each part has variance (2^32 - 1) / 12.
    private static final double SUM_DEVIATION = StrictMath.sqrt(4 * ((1L << 32) - 1) / 12.0);

    /// The sum of four uniform 16-bit parts of one draw, centred. Integers only, so that no
    /// platform's mathematics can change a byte.
    private static int nearlyNormal(SplittableRandom random) {
      long bits = random.nextLong();
      long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
      return (int) sum - 2 * 0xffff;
    }

    private void room(int bytes) throws IOException {
      if (buffer.remaining() < bytes) {
        flush();
      }
    }

    private void flush() throws IOException {
      buffer.flip();
      digest.update(buffer.array(), 0, buffer.limit());
      written += buffer.limit();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      buffer.clear();
    }

    ModelFile finish(Path target) throws IOException {
      flush();
      return new ModelFile(target, written, Bytes.copyOf(digest.digest()));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
