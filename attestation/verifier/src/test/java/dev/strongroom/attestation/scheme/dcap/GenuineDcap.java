package dev.strongroom.attestation.scheme.dcap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbEvaluation;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbPolicy;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;

/// Genuine quotes and collateral, read in place.
final class GenuineDcap {
  static final String CPU = "cpu/";
  static final String COMMON = "cpu/tdx/common/";
  static final String ROOT_CRL_2025 = COMMON + "root-crl-20250320-20260403.der";

  /// A time at which the collateral of `tdx/v5-uptodate-eval18` holds, which three quotes share.
  static final Instant EARLY_2026 = Instant.parse("2026-03-01T00:00:00Z");

  private GenuineDcap() {}

  /// @param folder below `cpu`
  static Quote quote(String folder) throws MalformedException {
    return Quote.parse(quoteBytes(folder));
  }

  static Bytes quoteBytes(String folder) {
    return Vectors.read(CPU + folder + "/quote.bin");
  }

  /// A bundle below `cpu`.
  static DcapCollateral bundle(String path) throws MalformedException {
    return DcapCollateral.ofJson(Vectors.read(CPU + path));
  }

  /// Separate files; the TCB signing chain is the common one, which Intel issued in 2025.
  static DcapCollateral files(String tcbInfo, String qeIdentity, Bytes rootCrl, Bytes pckCrl)
      throws MalformedException {
    var signers = Vectors.read(COMMON + "tcb-signing-chain.pem");
    return files(tcbInfo, qeIdentity, signers, rootCrl, pckCrl);
  }

  /// The TCB signing chain of before 2025.
  static Bytes olderSigners() throws MalformedException {
    var bundle =
        StrictJson.read(
            Vectors.read(CPU + "tdx/v5-relaunch-advised/collateral.json"), JsonNode.class);
    return Bytes.utf8(bundle.path("tcb_info_issuer_chain").textValue());
  }

  static DcapCollateral files(
      String tcbInfo, String qeIdentity, Bytes signers, Bytes rootCrl, Bytes pckCrl)
      throws MalformedException {
    return DcapCollateral.of(
        Vectors.read(CPU + tcbInfo),
        signers,
        Vectors.read(CPU + qeIdentity),
        signers,
        rootCrl,
        pckCrl);
  }

  /// A member in hexadecimal of a bundle below `cpu`.
  static Bytes member(String path, String name) throws MalformedException {
    var bundle = StrictJson.read(Vectors.read(CPU + path), JsonNode.class);
    return Bytes.ofHex(name, bundle.path(name).textValue());
  }

  static RevocationList crl(String path) throws MalformedException {
    return RevocationList.ofDer(path, Vectors.read(path));
  }

  static Verification<EndorsedQuote> verify(Quote quote, DcapCollateral collateral, Instant at)
      throws MalformedException {
    return DcapVerifier.verify(quote, quote.pckChain(), collateral, TrustAnchors.production(), at);
  }

  /// Verified, or an assertion with the reasons.
  static Verified<EndorsedQuote> verified(Quote quote, DcapCollateral collateral, Instant at)
      throws MalformedException {
    return switch (verify(quote, collateral, at)) {
      case Verified<EndorsedQuote> verified -> verified;
      case Rejected<EndorsedQuote> rejected -> throw new AssertionError(verdict(rejected, at));
    };
  }

  /// `UpToDate …` with levels, advisories and the strict findings, or `rejected: …`.
  static String verdict(Verification<EndorsedQuote> verification, Instant at) {
    return switch (verification) {
      case Rejected<EndorsedQuote>(var findings) -> "rejected: " + codes(findings);
      case Verified<EndorsedQuote> verified -> {
        var tcb = verified.evidence().tcb();
        var findings = DcapAppraisal.intrinsic(verified, TcbPolicy.STRICT, at);
        yield "%s (%d): %s; advisories %s; %s"
            .formatted(
                tcb.status().text(),
                tcb.evaluationDataNumber(),
                tcb.parts().stream().map(GenuineDcap::text).collect(Collectors.joining(", ")),
                tcb.advisories().stream()
                    .map(id -> id.replace("INTEL-SA-", ""))
                    .collect(Collectors.joining(" ", "[", "]")),
                findings.isEmpty() ? "no finding" : codes(findings));
      }
    };
  }

  private static String text(TcbEvaluation.Part part) {
    return "%s %s %s"
        .formatted(
            part.name(), part.status().text(), part.tcbDate().atZone(ZoneOffset.UTC).toLocalDate());
  }

  static String codes(List<Finding> findings) {
    return findings.stream().map(f -> f.rule().code()).distinct().collect(Collectors.joining(" "));
  }

  static CertificateChain chain(String... paths) throws MalformedException {
    var pem = Bytes.empty();
    for (var path : paths) {
      pem = pem.concat(Vectors.read(path)).concat(Bytes.utf8("\n"));
    }
    return CertificateChain.parse(pem);
  }
}
