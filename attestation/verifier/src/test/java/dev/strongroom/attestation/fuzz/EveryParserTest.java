package dev.strongroom.attestation.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.fuzz.Parsers.Parser;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every parser of [Parsers] on bad input: whatever comes, it is accepted or a
/// [MalformedException], and what parsing allocates is bounded by the input's own size.
class EveryParserTest {
  /// So that a failure repeats; another one explores further.
  private static final long SEED = Long.getLong("strongroom.fuzz.seed", 20261123L);

  private static final int MUTATIONS = 2_000;

  /// Inputs of up to this length are cut at every byte, longer ones at as many places.
  private static final int TRUNCATIONS = 2_000;

  /// Seeds that are cut, so that the check stays short where there are many alike.
  private static final int CUT_SEEDS = 4;

  /// Objects of a seed that double a key, one at a time.
  private static final int DOUBLED_OBJECTS = 64;

  /// What a parser may allocate for nothing: tables of the platform's own parsers, an exception.
  private static final long FREE_BYTES = 256 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static Stream<DynamicTest> each(Check check) {
    return Parsers.ALL.stream()
        .map(
            parser ->
                DynamicTest.dynamicTest(parser.name(), () -> check.on(parser, Seeds.of(parser))));
  }

  private interface Check {
    void on(Parser parser, List<Bytes> seeds) throws IOException;
  }

  /// True if the parser accepts; fails if it allocates more than it may.
  private static boolean accepts(Parser parser, Bytes input, String what) {
    long limit = FREE_BYTES + (long) parser.cost() * input.length();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    boolean accepted = parse(parser, input, what);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (allocated > limit) {
      // The first time may have loaded classes.
      before = THREADS.getCurrentThreadAllocatedBytes();
      accepted = parse(parser, input, what);
      allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    if (allocated > limit) {
      throw new AssertionError(
          "%s allocates %d bytes for %d, limit %d: %s"
              .formatted(parser.name(), allocated, input.length(), limit, what));
    }
    return accepted;
  }

  private static boolean parse(Parser parser, Bytes input, String what) {
    try {
      return FuzzTarget.parse(parser, input);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError(parser.name() + " on " + what + ": " + shown(input), e);
    }
  }

  private static String shown(Bytes input) {
    int length = Math.min(input.length(), 4096);
    return input.slice(0, length).hex() + (length < input.length() ? "…" : "");
  }

  @TestFactory
  Stream<DynamicTest> seedsAreAccepted() {
    return each(
        (parser, seeds) ->
            assertThat(seeds).anyMatch(seed -> accepts(parser, seed, "a seed of its own")));
  }

  @TestFactory
  Stream<DynamicTest> truncations() {
    return each(
        (parser, seeds) -> {
          for (var seed : seeds.subList(0, Math.min(seeds.size(), CUT_SEEDS))) {
            boolean whole = accepts(parser, seed, "a seed");
            int step = 1 + seed.length() / TRUNCATIONS;
            for (int length = 0; length < seed.length(); length += step) {
              boolean cut = accepts(parser, seed.slice(0, length), "a seed cut to " + length);
              assertThat(cut && whole && parser.isExact())
                  .as("%s accepts %d of %d bytes", parser.name(), length, seed.length())
                  .isFalse();
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> oneByteAppended() {
    return each(
        (parser, seeds) -> {
          for (var seed : seeds) {
            for (int value : new int[] {0, 1, 0x30, 0xff}) {
              var longer = seed.concat(Bytes.copyOf(new byte[] {(byte) value}));
              boolean accepted = accepts(parser, longer, "a seed and one byte");
              assertThat(accepted && parser.isExact()).as(parser.name()).isFalse();
            }
          }
        });
  }

  /// Whoever reads JSON, reads none with a key twice, at any depth.
  @TestFactory
  Stream<DynamicTest> keysTwice() {
    return each(
        (parser, seeds) -> {
          for (var seed : seeds.subList(0, Math.min(seeds.size(), CUT_SEEDS))) {
            var forms = Twice.of(seed, DOUBLED_OBJECTS);
            for (int i = 0; i < forms.size(); i++) {
              var what = i == 0 ? "a seed written anew" : "a key twice in object " + i;
              boolean accepted = accepts(parser, forms.get(i), what);
              assertThat(accepted).as(parser.name() + " on " + what).isEqualTo(i == 0);
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> mutations() {
    return each(
        (parser, seeds) -> {
          var random = new SplittableRandom(SEED);
          for (int i = 0; i < MUTATIONS; i++) {
            var what = "mutation " + i + " of seed " + SEED;
            var _ = accepts(parser, Hostile.mutation(seeds, random), what);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> hostileShapes() {
    return Parsers.ALL.stream()
        .flatMap(
            parser ->
                Hostile.shapes().entrySet().stream()
                    .map(
                        shape ->
                            DynamicTest.dynamicTest(
                                parser.name() + " on " + shape.getKey(),
                                () -> {
                                  var _ = accepts(parser, shape.getValue(), shape.getKey());
                                })));
  }

  @Test
  @DisplayName("a chain of 10 000 certificates, each of them genuine, is refused at the ninth")
  void refusesEndlessChains() {
    var one = Vectors.read("cpu/snp/genoa-v3-azure-aci/vcek.pem").utf8();
    var chain = Bytes.utf8(one.repeat(10_000));
    var parser = Parsers.named("CertificateChain");

    assertThat(accepts(parser, chain, "10 000 certificates")).isFalse();
    assertThatThrownBy(() -> CertificateChain.parse(chain))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("chain[8]");
  }

  @Test
  void refusesJsonWithAKeyTwiceAndNestedTooDeep() {
    for (var json : List.of(Hostile.KEY_TWICE, Hostile.DEEP_OBJECTS)) {
      assertThatThrownBy(() -> StrictJson.read(json, EvidenceSet.class))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void aParserThatAllocatesByALyingLengthIsFound() {
    var liar = Parser.open("Liar", _ -> new byte[1 << 24]);

    assertThatThrownBy(() -> accepts(liar, Bytes.zeros(4), "four bytes"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Liar allocates");
  }

  @Test
  void aParserThatThrowsAnythingElseIsFound() {
    var careless = Parser.open("Careless", input -> input.at(0));

    assertThatThrownBy(() -> accepts(careless, Bytes.empty(), "nothing"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Careless on nothing");
  }
}
