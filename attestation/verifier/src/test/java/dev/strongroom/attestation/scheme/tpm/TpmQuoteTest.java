package dev.strongroom.attestation.scheme.tpm;

import static dev.strongroom.attestation.scheme.tpm.FakeTpm.SHA256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.trust.RsaSignature;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TpmQuoteTest {
  private static final RsaSignature SIGNATURE = new RsaSignature(Bytes.zeros(256));
  private static final Bytes NONCE = Bytes.utf8("nonce");

  /// Offset of the clock behind a name of 2 bytes and this nonce.
  private static final int CLOCK_AT = 6 + 4 + 2 + 5;

  private static final int SAFE_AT = CLOCK_AT + 16;
  private static final int COUNT_AT = SAFE_AT + 1 + 8;

  private static Bytes attest() {
    var pcrs = new TreeMap<>(Map.of(0, Bytes.zeros(32), 23, Bytes.zeros(32)));
    return FakeTpm.attest(NONCE, pcrs, FakeTpm.selection(SHA256, pcrs.keySet()));
  }

  private static TpmQuote parse(Bytes attest) throws MalformedException {
    return TpmQuote.parse(attest, SIGNATURE, Map.of());
  }

  private static Bytes with(int at, int value) {
    var bytes = attest().toArray();
    bytes[at] = (byte) value;
    return Bytes.copyOf(bytes);
  }

  @Test
  void readsEveryField() throws Exception {
    var quote = parse(attest());
    assertThat(quote.qualifiedSigner().hex()).isEqualTo("1234");
    assertThat(quote.extraData()).isEqualTo(NONCE);
    assertThat(quote.clock()).isEqualTo(new TpmClock(77_000, 5, 1, true));
    assertThat(quote.firmwareVersion().hex()).isEqualTo("0000000000000009");
    assertThat(quote.selections())
        .containsExactly(new PcrSelection(SHA256, new TreeSet<>(List.of(0, 23))));
    assertThat(quote.pcrDigest()).isEqualTo(Bytes.zeros(64).sha256());
    assertThat(quote.signedBytes()).isEqualTo(attest());
  }

  @Test
  void refusesTruncationAtEveryLengthAndTrailingBytes() {
    var whole = attest();
    for (int length = 0; length < whole.length(); length++) {
      var cut = whole.slice(0, length);
      assertThatThrownBy(() -> parse(cut)).isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> parse(whole.concat(Bytes.zeros(1))))
        .hasMessage("end at %d: 1 byte left over".formatted(whole.length()));
  }

  // spec: TPM 2.0 Part 2, 6.2
  // spec: TPM 2.0 Part 2, 6.9
  @ParameterizedTest
  @CsvSource({
    "0, 0, magic",
    "3, 0x48, magic",
    "5, 0x17, type",
    "4, 0, type",
  })
  @DisplayName("TPM 2.0 Part 2, 6.2 and 6.9: made by the TPM, and a quote")
  void refusesOtherStructures(int at, String value, String field) {
    assertThatThrownBy(() -> parse(with(at, Integer.decode(value))))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith(field + " at");
  }

  // spec: TCG PTP 3.6.1
  @Test
  void refusesLyingLengthsAndCounts() {
    assertThatThrownBy(() -> parse(with(6, 1))).hasMessageContaining("exceeds 66");
    assertThatThrownBy(() -> parse(with(10, 0xff))).hasMessageContaining("exceeds 66");
    assertThatThrownBy(() -> parse(with(SAFE_AT, 2))).hasMessageContaining("want 0 or 1");
    assertThatThrownBy(() -> parse(with(COUNT_AT, 0xff))).hasMessageContaining("limit 16");
    assertThatThrownBy(() -> parse(with(COUNT_AT + 3, 16))).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> parse(with(COUNT_AT + 6, 4))).hasMessageContaining("got 4, want 3");
    assertThatThrownBy(() -> parse(with(COUNT_AT + 10, 1))).hasMessageContaining("exceeds 64");
    assertThatThrownBy(() -> parse(with(COUNT_AT + 11, 31))).hasMessageContaining("1 byte left");
  }

  @Test
  void refusesValuesThatAreNoPcrs() {
    assertThatThrownBy(() -> TpmQuote.parse(attest(), SIGNATURE, Map.of(24, Bytes.zeros(32))))
        .hasMessage("pcrs: got PCR24, want 0 to 23");
    assertThatThrownBy(() -> TpmQuote.parse(attest(), SIGNATURE, Map.of(-1, Bytes.zeros(32))))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> TpmQuote.parse(attest(), SIGNATURE, Map.of(3, Bytes.zeros(20))))
        .hasMessage("PCR3: got 20 bytes, want 32");
  }

  @Test
  @DisplayName("TPM 2.0 Part 2, 11.3.4: TPMT_SIGNATURE of RSASSA with SHA-256, and nothing else")
  void readsSignaturesWithTheirHeader() throws Exception {
    var value = Bytes.utf8("s".repeat(256));
    assertThat(TpmQuote.tpmtSignature(tpmt(0x14, 0xb, 256).raw(value).toBytes()))
        .isEqualTo(TpmQuote.rawSignature(value));
    for (var wrong :
        List.of(
            tpmt(0x16, 0xb, 256).raw(value),
            tpmt(0x14, 0x4, 256).raw(value),
            tpmt(0x14, 0xb, 255).raw(value),
            tpmt(0x14, 0xb, 257).raw(value),
            tpmt(0x14, 0xb, 513).raw(value),
            tpmt(0x14, 0xb, 0))) {
      assertThatThrownBy(() -> TpmQuote.tpmtSignature(wrong.toBytes()))
          .isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> TpmQuote.rawSignature(Bytes.zeros(255)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> TpmQuote.rawSignature(Bytes.zeros(513)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void readsSignaturesOf256To512BytesAndNothingBehindThem() throws Exception {
    for (int length : new int[] {256, 512}) {
      var whole = tpmt(0x14, 0xb, length).zeros(length).toBytes();
      assertThat(TpmQuote.tpmtSignature(whole).value().length()).isEqualTo(length);
      assertThatThrownBy(() -> TpmQuote.tpmtSignature(whole.concat(Bytes.zeros(1))))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("left over");
    }
  }

  @Test
  void readsUpToSixteenSelectionsAndNamesUpTo66Bytes() throws Exception {
    var pcrs = new TreeMap<>(Map.of(0, Bytes.zeros(32)));
    var selection = FakeTpm.selection(SHA256, pcrs.keySet());
    var sixteen = new Bytes[16];
    Arrays.fill(sixteen, selection);
    assertThat(parse(FakeTpm.attest(Bytes.zeros(66), pcrs, sixteen)).selections()).hasSize(16);

    var seventeen = new Bytes[17];
    Arrays.fill(seventeen, selection);
    assertThatThrownBy(() -> parse(FakeTpm.attest(NONCE, pcrs, seventeen)))
        .hasMessageContaining("limit 16");
    assertThatThrownBy(() -> parse(FakeTpm.attest(Bytes.zeros(67), pcrs, selection)))
        .hasMessageContaining("exceeds 66");
  }

  private static BinaryWriter tpmt(int algorithm, int hash, int length) {
    return new BinaryWriter().u16be(algorithm).u16be(hash).u16be(length);
  }
}
