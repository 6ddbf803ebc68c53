package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.attestation.trust.OcspAnswer;
import dev.strongroom.attestation.trust.Revocation;
import java.util.List;
import java.util.Optional;

/// What NVIDIA says of its devices and their software, fetched beforehand. Nothing in it is
/// trusted.
///
/// @param rims manifests of any drivers, VBIOSes and switch BIOSes
/// @param answers about any certificates of devices and of signers of manifests
/// @param lists of any issuers
public record NvidiaCollateral(
    List<Rim> rims, List<OcspAnswer> answers, List<RevocationList> lists) {
  public NvidiaCollateral {
    rims = List.copyOf(rims);
    answers = List.copyOf(answers);
    lists = List.copyOf(lists);
  }

  /// Nothing at hand.
  public static NvidiaCollateral none() {
    return new NvidiaCollateral(List.of(), List.of(), List.of());
  }

  /// The manifest of that name.
  Optional<Rim> rim(RimId id) {
    return rims.stream().filter(rim -> rim.id().equals(id)).findFirst();
  }

  /// What speaks of the certificates of `chain`.
  public Revocation about(CertificateChain chain) {
    return new Revocation.Answers(
        answers.stream().filter(answer -> isAbout(answer, chain.certificates())).toList(),
        lists.stream().filter(list -> isAbout(list, chain.certificates())).toList());
  }

  private static boolean isAbout(OcspAnswer answer, List<Certificate> chain) {
    for (int i = 0; i < chain.size() - 1; i++) {
      var certificate = chain.get(i);
      var issuer = chain.get(i + 1);
      if (answer.response().singles().stream()
          .anyMatch(single -> single.certificate().names(certificate, issuer))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAbout(RevocationList list, List<Certificate> chain) {
    return chain.stream().anyMatch(certificate -> certificate.subject().equals(list.issuer()));
  }
}
