package dev.strongroom.attestation.scheme.dcap.quote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class QuoteTest {
  private static final int MUTATIONS = 20_000;
  private static final long SEED = 20261123;

  private static final int HEADER = 48;
  private static final int SIGNATURE_AND_KEY = 128;
  private static final int QE_REPORT = 384;
  private static final int QE_SIGNATURE = 64;
  private static final int AUTH = 34;

  private static Bytes v3() {
    return Vectors.read("cpu/sgx/v3-swhardening/quote.bin");
  }

  private static Bytes v4() {
    return Vectors.read("cpu/tdx/v4-debug-td/quote.bin");
  }

  private static Bytes v5() {
    return Vectors.read("cpu/tdx/v5-uptodate-eval18/quote.bin");
  }

  private static Bytes with(Bytes value, int at, Bytes replacement) {
    return value
        .slice(0, at)
        .concat(replacement)
        .concat(value.slice(at + replacement.length(), value.length()));
  }

  private static Bytes u32(long value) {
    return new BinaryWriter().u32le(value).toBytes();
  }

  private static Bytes u16(int value) {
    return new BinaryWriter().u16le(value).toBytes();
  }

  private static void malformed(Bytes quote, String message) {
    assertThatThrownBy(() -> Quote.parse(quote))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(message);
  }

  @Test
  void readsEachVersion() throws Exception {
    assertThat(Quote.parse(v3()).body()).isInstanceOf(SgxReportBody.class);
    assertThat(Quote.parse(v3()).qeSvn()).isEqualTo(9);
    assertThat(Quote.parse(v3()).pceSvn()).isEqualTo(14);
    var td = (TdReport) Quote.parse(v4()).body();
    assertThat(td.isTdx15()).isFalse();
    assertThat(td.attributes().has(TdAttribute.DEBUG)).isTrue();
    assertThat(td.attributes().hex()).isEqualTo("0000000010000001");
    var td15 = (TdReport) Quote.parse(v5()).body();
    assertThat(td15.isTdx15()).isTrue();
    assertThat(td15.teeTcbSvn2().hex()).isEqualTo("0d010400000000000000000000000000");
    assertThat(td15.mrTd().hex()).startsWith("7348651a34b2d2d3");
    assertThat(td15.rtmrs().get(1).hex()).startsWith("463acaace1b6e97c");
    assertThat(td15.mrServiceTd().isZero()).isTrue();
  }

  @Test
  void everyTruncationIsMalformed() {
    for (var quote : List.of(v3(), v4(), v5())) {
      for (int length = 0; length < quote.length(); length++) {
        var shorter = quote.slice(0, length);
        assertThatThrownBy(() -> Quote.parse(shorter)).isInstanceOf(MalformedException.class);
      }
    }
  }

  @Test
  void aByteAfterTheEndSurfaces() throws Exception {
    for (var quote : List.of(v3(), v4(), v5())) {
      assertThat(Quote.parse(quote).trailing()).isEqualTo(Bytes.empty());
      assertThat(Quote.parse(quote.concat(Bytes.utf8("!"))).trailing()).isEqualTo(Bytes.utf8("!"));
    }
  }

  @Test
  void refusesWhatIsTooLarge() {
    malformed(v4().concat(Bytes.zeros(Quote.MAX_BYTES)), "limit 65536");
  }

  @Nested
  @DisplayName("the same body in each version's envelope")
  class Envelopes {
    private Bytes version5(Bytes older, int type, int bodyLength) {
      var head = new BinaryWriter().u16le(5).raw(older.slice(2, HEADER));
      head.u16le(type).u32le(bodyLength).raw(older.slice(HEADER, HEADER + bodyLength));
      return head.toBytes();
    }

    private Bytes wrapped(Bytes section) {
      var inner = section.slice(SIGNATURE_AND_KEY, section.length());
      return new BinaryWriter()
          .u32le(section.length() + 6)
          .raw(section.slice(0, SIGNATURE_AND_KEY))
          .u16le(6)
          .u32le(inner.length())
          .raw(inner)
          .toBytes();
    }

    // spec: TDX DCAP Quoting Library API A.4 quote version 5
    @Test
    @DisplayName("version 5, type 1: SGX")
    void readsSgxInVersion5() throws Exception {
      var old = v3();
      var section = old.slice(HEADER + SgxReportBody.BYTES + 4, old.length());
      var head = version5(with(old, 8, Bytes.zeros(4)), 1, SgxReportBody.BYTES);
      var quote = Quote.parse(head.concat(wrapped(section)));
      assertThat(quote.body()).isEqualTo(Quote.parse(old).body());
      assertThat(quote.signedBytes()).isEqualTo(head);
      assertThat(quote.quotingEnclave()).isEqualTo(Quote.parse(old).quotingEnclave());
    }

    // spec: TDX DCAP Quoting Library API A.4 quote version 5
    @Test
    @DisplayName("version 5, type 2: TDX 1.0")
    void readsTdx10InVersion5() throws Exception {
      var old = v4();
      var head = version5(old, 2, TdReport.BYTES);
      var quote = Quote.parse(head.concat(old.slice(HEADER + TdReport.BYTES, old.length())));
      assertThat(quote.body()).isEqualTo(Quote.parse(old).body());
    }

    @Test
    @DisplayName("version 4: SGX")
    void readsSgxInVersion4() throws Exception {
      var old = v3();
      var head = with(old.slice(0, HEADER + SgxReportBody.BYTES), 0, u16(4));
      var section = old.slice(HEADER + SgxReportBody.BYTES + 4, old.length());
      assertThat(Quote.parse(head.concat(wrapped(section))).body())
          .isEqualTo(Quote.parse(old).body());
    }

    // spec: TDX DCAP Quoting Library API A.4 quote version 5
    @Test
    void refusesABodyOfTheOtherTee() {
      var head = version5(v4(), 1, SgxReportBody.BYTES);
      malformed(head, "body type at 48: got 1, want 2 or 3 (TDX)");
      malformed(with(v5(), 48, u16(4)), "body type at 48: got 4");
      malformed(with(v5(), 50, u32(584)), "body size at 50: got 584, want 648");
      malformed(with(with(v5(), 4, u32(0)), 48, u16(3)), "want 1 (SGX)");
    }
  }

  @Test
  void refusesVersionsKeysAndTeesThatAreNotKnown() {
    for (int version : new int[] {0, 1, 2, 6, 0xffff}) {
      malformed(with(v4(), 0, u16(version)), "version at 0");
    }
    for (int type : new int[] {0, 1, 3, 4}) {
      malformed(with(v4(), 2, u16(type)), "attestation key type at 2");
    }
    malformed(with(v4(), 4, u32(0x80)), "TEE type at 4: got 0x80, want 0 (SGX) or 0x81 (TDX)");
    malformed(with(v3(), 4, u32(0x81)), "in version 3");
  }

  @Nested
  @DisplayName("each length that lies")
  class Lengths {
    /// Offsets of the lengths in a quote of version 4: section, wrapper, certification data.
    private int section() {
      return HEADER + TdReport.BYTES;
    }

    private int wrapper() {
      return section() + 4 + SIGNATURE_AND_KEY + 2;
    }

    private int auth() {
      return wrapper() + 4 + QE_REPORT + QE_SIGNATURE;
    }

    private int certification() {
      return auth() + AUTH + 2;
    }

    private long at(int offset) {
      long value = 0;
      for (int i = 3; i >= 0; i--) {
        value = value << 8 | v4().at(offset + i);
      }
      return value;
    }

    @Test
    void byOneEitherWay() {
      for (int offset : new int[] {section(), wrapper(), certification()}) {
        for (long lie : new long[] {at(offset) - 1, at(offset) + 1, 0}) {
          malformed(with(v4(), offset, u32(lie)), "");
        }
      }
      for (int lie : new int[] {0, 31, 33, 0xffff}) {
        malformed(with(v4(), auth(), u16(lie)), "");
      }
    }

    @Test
    @DisplayName("dcap-qvl audit: a length of four gigabytes allocates nothing")
    void allocatesNoMoreThanTheInput() {
      for (int offset : new int[] {section(), wrapper(), certification()}) {
        malformed(with(v4(), offset, u32(0xffff_ffffL)), "4294967295");
        malformed(with(v4(), offset, u32(0x7fff_ffffL)), "2147483647");
      }
    }

    @Test
    void refusesAnotherWrapper() {
      for (int type : new int[] {0, 5, 7}) {
        malformed(with(v4(), wrapper() - 2, u16(type)), "wrapper type");
      }
    }

    @Test
    @DisplayName("certification data of other types are kept, and are no PCK chain")
    void keepsOtherCertificationData() throws Exception {
      for (int type : new int[] {1, 2, 3, 4, 7}) {
        var quote = Quote.parse(with(v4(), certification() - 2, u16(type)));
        assertThat(quote.certificationType()).isEqualTo(type);
        assertThatThrownBy(quote::pckChain)
            .hasMessage("certification data: got type " + type + ", want 5, a PCK chain");
      }
    }
  }

  @Test
  @DisplayName("reserved ranges of REPORT bodies must be zero, bit by bit")
  void refusesEachReservedBit() {
    var ranges =
        List.of(
            new int[] {20, 32}, new int[] {96, 128}, new int[] {160, 192}, new int[] {262, 304});
    int enclave = HEADER + TdReport.BYTES + 4 + SIGNATURE_AND_KEY + 6;
    for (var range : ranges) {
      for (int i = range[0]; i < range[1]; i++) {
        for (int bit = 0; bit < Byte.SIZE; bit++) {
          malformed(Genuine.flipped(v3(), HEADER + i, 1 << bit), "reserved");
          malformed(Genuine.flipped(v4(), enclave + i, 1 << bit), "reserved");
        }
      }
    }
  }

  @Test
  void theChainEndsInOneNulOrNone() throws Exception {
    var quote = Quote.parse(v4());
    assertThat(quote.certificationData().at(quote.certificationData().length() - 1)).isZero();
    assertThat(quote.pckChain().certificates()).hasSize(3);
    assertThat(
            Quote.parse(Vectors.read("cpu/sgx/v3-outofdate-debug/quote.bin"))
                .pckChain()
                .certificates())
        .hasSize(3);
  }

  @Test
  void onlyMalformedExceptionEscapes() {
    var random = new Random(SEED);
    var quotes = List.of(v3(), v4(), v5());
    int read = 0;
    for (int n = 0; n < MUTATIONS; n++) {
      var bytes = quotes.get(n % quotes.size()).toArray();
      int edits = 1 + random.nextInt(4);
      for (int e = 0; e < edits; e++) {
        bytes[random.nextInt(1300)] = (byte) random.nextInt();
      }
      try {
        Quote.parse(Bytes.copyOf(bytes));
        read++;
      } catch (MalformedException e) {
        assertThat(e).as("seed %d, mutation %d", SEED, n).hasMessageContaining(e.field());
      }
    }
    assertThat(read).isPositive();
  }
}
