package dev.strongroom.benchmarks.peers;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.snp.SnpAppraisal;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// Our SEV-SNP verifier on one case. Cold is three certificates and a report; warm is the same with
/// chains that were verified before at hand.
final class OurSnp {
  private static final TrustAnchors ANCHORS = TrustAnchors.production();

  private static final Revocation NO_LISTS = new Revocation.NotGiven();
  private static final int CAPACITY = 64;

  private OurSnp() {}

  static OurVerifier.Job job(PeerCase input) throws MalformedException {
    var report = PeerCase.read(input.evidence());
    var ders = List.of(der(input.leaf()), der(input.intermediate()), der(input.root()));
    var at = input.at();
    OurVerifier.Step cold =
        () -> SnpVerifier.verify(SnpReport.parse(report), chain(ders), ANCHORS, at);
    return switch (SnpVerifier.verify(SnpReport.parse(report), chain(ders), ANCHORS, at)) {
      case Rejected<SnpReport>(var findings) -> new OurVerifier.Job(findings, cold, cold);
      case Verified<SnpReport> verified -> {
        var cache = new VerificationCache(CAPACITY);
        OurVerifier.Step warm =
            () -> {
              var kept = SnpVerifier.verifyChain(chain(ders), ANCHORS, NO_LISTS, at, cache);
              return SnpVerifier.verify(SnpReport.parse(report), OurVerifier.verified(kept));
            };
        yield new OurVerifier.Job(SnpAppraisal.intrinsic(verified), cold, warm);
      }
    };
  }

  private static CertificateChain chain(List<Bytes> ders) throws MalformedException {
    var certificates = new ArrayList<Certificate>(ders.size());
    for (int i = 0; i < ders.size(); i++) {
      certificates.add(Certificate.ofDer("chain[" + i + "]", ders.get(i)));
    }
    return new CertificateChain(certificates);
  }

  private static Bytes der(String path) throws MalformedException {
    var content = PeerCase.read(path);
    return path.endsWith(".pem") ? CertificateChain.parse(content).leaf().der() : content;
  }
}
