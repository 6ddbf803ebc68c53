package dev.strongroom.attestation.scheme.tpm;

import static dev.strongroom.attestation.scheme.tpm.FakeTpm.SHA1;
import static dev.strongroom.attestation.scheme.tpm.FakeTpm.SHA256;
import static dev.strongroom.attestation.scheme.tpm.FakeTpm.selection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.TestChains;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.TpmRule;
import dev.strongroom.attestation.trust.Proof;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.RsaSignature;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TpmVerifierTest {
  private static final FakeTpm TPM = new FakeTpm();
  private static final Bytes NONCE = Bytes.utf8("a nonce of this session");
  private static final QuoteDemand ALL = QuoteDemand.ofAllPcrs(new QuoteNonce(NONCE));

  private static SortedMap<Integer, Bytes> pcrs() {
    var pcrs = new TreeMap<Integer, Bytes>();
    IntStream.range(0, 24).forEach(i -> pcrs.put(i, Bytes.utf8("PCR " + i).sha256()));
    return pcrs;
  }

  private static List<Rule> verify(TpmQuote quote, QuoteDemand demand) {
    var by = Proof.of(TPM.statement(), TestChains.AK.chain(), TestChains.NOW);
    return switch (TpmVerifier.verify(quote, by, demand)) {
      case Verified<TpmQuote> _ -> List.of();
      case Rejected<TpmQuote>(var findings) -> findings.stream().map(Finding::rule).toList();
    };
  }

  private static TpmQuote signed(Bytes attest, Map<Integer, Bytes> pcrs) throws MalformedException {
    return TpmQuote.parse(attest, TPM.sign(attest), pcrs);
  }

  @Test
  void acceptsExactlyWhatWasAskedFor() throws Exception {
    assertThat(verify(TPM.quote(NONCE, pcrs()), ALL)).isEmpty();
    var some = new TreeMap<>(pcrs().subMap(4, 9));
    var demand = new QuoteDemand(new QuoteNonce(NONCE), new TreeSet<>(some.keySet()));
    assertThat(verify(TPM.quote(NONCE, some), demand)).isEmpty();
  }

  @Test
  @DisplayName("each signed byte and each byte of the signature counts")
  void refusesFlips() throws Exception {
    var quote = TPM.quote(NONCE, pcrs());
    var attest = quote.signedBytes();
    for (int i = 0; i < attest.length(); i++) {
      var bytes = attest.toArray();
      bytes[i] ^= 1;
      try {
        var flipped = TpmQuote.parse(Bytes.copyOf(bytes), quote.signature(), pcrs());
        assertThat(verify(flipped, ALL)).as("byte " + i).contains(ChainRule.REPORT_SIGNATURE);
      } catch (MalformedException e) {
        assertThat(e.field()).isNotEmpty();
      }
    }
    for (int i = 0; i < 256; i += 17) {
      var bytes = quote.signature().value().toArray();
      bytes[i] ^= 1;
      var flipped = TpmQuote.parse(attest, new RsaSignature(Bytes.copyOf(bytes)), quote.pcrs());
      assertThat(verify(flipped, ALL)).containsExactly(ChainRule.REPORT_SIGNATURE);
    }
  }

  @Test
  void refusesQuoteOfAnotherKey() throws Exception {
    assertThat(verify(new FakeTpm().quote(NONCE, pcrs()), ALL))
        .containsExactly(ChainRule.REPORT_SIGNATURE);
  }

  // spec: TPM 2.0 Part 3, 18.4
  @Test
  @DisplayName("nonce: absent, wrong, cut, longer and of another quote are refused")
  void refusesOtherNonces() throws Exception {
    for (var other :
        List.of(
            Bytes.empty(),
            Bytes.utf8("another nonce of a session"),
            NONCE.slice(0, NONCE.length() - 1),
            NONCE.concat(Bytes.zeros(1)),
            Bytes.zeros(NONCE.length()))) {
      assertThat(verify(TPM.quote(other, pcrs()), ALL)).containsExactly(TpmRule.NONCE);
    }
  }

  @Test
  @DisplayName("Cocos GHSA-4r6g-mp48-j2rw class: no demand can be built without a nonce")
  void emptyNonceCannotBeBuilt() {
    assertThatThrownBy(() -> new QuoteNonce(Bytes.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new QuoteNonce(Bytes.zeros(65)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // spec: TPM 2.0 Part 2, 10.12.1
  @Test
  @DisplayName(
      "Trustee weakness: resettable PCR 16 and 23, refilled with golden events, do not stand in"
          + " another PCR's place")
  void refusesResettablePcrsInPlaceOfOthers() throws Exception {
    // The guest may reset 16 and 23 and extend them at will, here to the values wanted of 4 and 7.
    var golden = new TreeMap<>(Map.of(4, pcrs().get(4), 7, pcrs().get(7)));
    var demand = new QuoteDemand(new QuoteNonce(NONCE), new TreeSet<>(Set.of(4, 7)));
    var attest = FakeTpm.attest(NONCE, golden, selection(SHA256, Set.of(16, 23)));
    assertThat(verify(signed(attest, golden), demand)).containsExactly(TpmRule.PCR_SELECTION);
    assertThat(verify(signed(attest, golden), ALL))
        .containsExactly(TpmRule.PCR_SELECTION, TpmRule.PCR_VALUES);
  }

  @Test
  @DisplayName("CVE-2022-0317 (go-attestation): a quote over no or some PCRs vouches for none")
  void refusesQuoteOverNoOrSomePcrs() throws Exception {
    var none = new TreeMap<Integer, Bytes>();
    for (var selections : List.of(new Bytes[0], new Bytes[] {selection(SHA256, Set.of())})) {
      var attest = FakeTpm.attest(NONCE, none, selections);
      assertThat(verify(signed(attest, pcrs()), ALL))
          .containsExactly(TpmRule.PCR_SELECTION, TpmRule.PCR_DIGEST);
    }
    var some = new TreeMap<>(pcrs().subMap(0, 12));
    assertThat(verify(TPM.quote(NONCE, some), ALL))
        .containsExactly(TpmRule.PCR_SELECTION, TpmRule.PCR_VALUES);
    var attest = FakeTpm.attest(NONCE, some, selection(SHA256, some.keySet()));
    assertThat(verify(signed(attest, pcrs()), ALL))
        .containsExactly(TpmRule.PCR_SELECTION, TpmRule.PCR_DIGEST);
    assertThatThrownBy(() -> new QuoteDemand(new QuoteNonce(NONCE), new TreeSet<>()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesOtherBanksAndSeveral() throws Exception {
    var all = pcrs();
    var sha1 = selection(SHA1, all.keySet());
    var sha256 = selection(SHA256, all.keySet());
    assertThat(verify(signed(FakeTpm.attest(NONCE, all, sha1), all), ALL))
        .containsExactly(TpmRule.PCR_BANK, TpmRule.PCR_SELECTION);
    assertThat(verify(signed(FakeTpm.attest(NONCE, all, sha256, sha1), all), ALL))
        .containsExactly(TpmRule.PCR_BANK, TpmRule.PCR_SELECTION);
    assertThat(verify(signed(FakeTpm.attest(NONCE, all, sha256, sha256), all), ALL))
        .containsExactly(TpmRule.PCR_SELECTION);
  }

  // spec: TPM 2.0 Part 1, 17.5
  @Test
  void refusesSwappedAlteredAndMissingValues() throws Exception {
    var attest = TPM.quote(NONCE, pcrs()).signedBytes();
    var swapped = pcrs();
    swapped.put(4, pcrs().get(7));
    swapped.put(7, pcrs().get(4));
    assertThat(verify(signed(attest, swapped), ALL)).containsExactly(TpmRule.PCR_DIGEST);
    var altered = pcrs();
    altered.put(7, Bytes.zeros(32));
    assertThat(verify(signed(attest, altered), ALL)).containsExactly(TpmRule.PCR_DIGEST);
    var missing = pcrs();
    missing.remove(7);
    assertThat(verify(signed(attest, missing), ALL))
        .containsExactly(TpmRule.PCR_VALUES, TpmRule.PCR_DIGEST);
  }

  @Test
  void demandsNameExistingPcrs() {
    for (int pcr : new int[] {-1, 24}) {
      assertThatThrownBy(
              () -> new QuoteDemand(new QuoteNonce(NONCE), new TreeSet<>(Set.of(0, pcr))))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
