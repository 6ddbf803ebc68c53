package dev.strongroom.attestation.scheme.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.trust.RsaSignature;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Quotes as `cpu/tpm/VECTORS.md` states them.
@Tag("vectors")
class TpmVectorsTest {
  private static final String TPM = "cpu/tpm/";

  @Test
  @DisplayName("a quote whose key nothing vouches for: everything holds, and nothing is verified")
  void quoteWithoutProvenance() throws Exception {
    var page =
        StrictJson.read(Vectors.read(TPM + "trustee-ak-quote/evidence.json"), JsonNode.class);
    var parts = page.get("tpm_quote");
    var pcrs = new TreeMap<Integer, Bytes>();
    for (var pcr : parts.get("pcrs")) {
      pcrs.put(pcrs.size(), Bytes.ofHex("pcr", pcr.asText()));
    }
    var quote =
        TpmQuote.parse(
            Bytes.ofBase64("message", parts.get("message").asText()),
            TpmQuote.tpmtSignature(Bytes.ofBase64("signature", parts.get("signature").asText())),
            pcrs);
    var nonce = new QuoteNonce(quote.extraData());
    assertThat(nonce.value().hex())
        .startsWith(
            "a04182b506878d4f29b91ee606a71a0d3361ccf1b22db20c98adcaa537bea393ef0e41a18b3569ab");
    var mismatches = TpmVerifier.mismatches(quote, QuoteDemand.ofAllPcrs(nonce));
    var verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new X509EncodedKeySpec(
                    Bytes.ofBase64("AK", page.get("ak_public").asText()).toArray())));
    verifier.update(quote.signedBytes().toArray());
    boolean signed = verifier.verify(quote.signature().value().toArray());
    // No statement vouches for ak_public, so TpmVerifier has no way to call the quote verified.
    Vectors.compare(
        TPM + "trustee-ak-quote",
        "signature by the sent key true, mismatches [], provenance unverified",
        "signature by the sent key %s, mismatches %s, provenance unverified"
            .formatted(signed, mismatches.stream().map(Finding::describe).toList()));
  }

  @Test
  void bareAttest() throws Exception {
    var attest = Vectors.read(TPM + "tpms-attest-only/tpms_attest.bin");
    var quote = TpmQuote.parse(attest, new RsaSignature(Bytes.zeros(256)), Map.of());
    Vectors.compare(
        TPM + "tpms-attest-only",
        "117 bytes, of one bank",
        attest.length() + " bytes, of " + (quote.selections().size() == 1 ? "one bank" : "more"));
  }
}
