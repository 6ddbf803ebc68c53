package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.Issuers;
import dev.strongroom.attestation.nras.NrasAnswer;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.tcb.PckExtensions;
import dev.strongroom.attestation.scheme.nvidia.NvidiaCollateral;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What must be at hand before Evidence can be verified. Nothing is trusted for being here, and
/// whether it is fresh is judged at the time of verification.
///
/// @param amdRevocation AMD's revocation lists
/// @param dcap Intel's collateral, of any platforms
/// @param issuers certificates that complete chains which were sent without their upper part
/// @param nvidia NVIDIA's collateral, of any devices
/// @param otherSets Intel's collateral of other sets of TCB data: it decides nothing, and says what
///   would change by it
/// @param nras what NVIDIA's attestation service says of this session's devices: in place of
///   manifests and answers that are not at hand
public record Collateral(
    Revocation amdRevocation,
    List<DcapCollateral> dcap,
    Issuers issuers,
    NvidiaCollateral nvidia,
    List<OtherSet> otherSets,
    Optional<NrasAnswer> nras) {
  /// Collateral beside the one that decides.
  ///
  /// @param name `early`, `standard`, or a tcbEvaluationDataNumber
  public record OtherSet(String name, DcapCollateral collateral) {}

  public Collateral {
    dcap = List.copyOf(dcap);
    otherSets = List.copyOf(otherSets);
  }

  /// With no answer of NVIDIA's attestation service.
  public Collateral(
      Revocation amdRevocation,
      List<DcapCollateral> dcap,
      Issuers issuers,
      NvidiaCollateral nvidia,
      List<OtherSet> otherSets) {
    this(amdRevocation, dcap, issuers, nvidia, otherSets, Optional.empty());
  }

  /// With one set of Intel's data for a platform.
  public Collateral(Revocation amdRevocation, List<DcapCollateral> dcap, Issuers issuers) {
    this(amdRevocation, dcap, issuers, NvidiaCollateral.none(), List.of());
  }

  /// Nothing at hand.
  public static Collateral none() {
    return new Collateral(new Revocation.NotGiven(), List.of(), new Issuers(List.of()));
  }

  /// The same with NVIDIA's collateral.
  public Collateral withNvidia(NvidiaCollateral other) {
    return new Collateral(amdRevocation, dcap, issuers, other, otherSets, nras);
  }

  /// The same with an answer of NVIDIA's attestation service.
  public Collateral withNras(NrasAnswer answer) {
    return new Collateral(amdRevocation, dcap, issuers, nvidia, otherSets, Optional.of(answer));
  }

  /// The same with more certificates that may complete a chain.
  public Collateral withIssuers(List<Certificate> more) {
    var all = new ArrayList<>(issuers.certificates());
    all.addAll(more);
    return new Collateral(amdRevocation, dcap, new Issuers(all), nvidia, otherSets, nras);
  }

  /// Intel's collateral for the platform and TEE of a quote, by FMSPC and the CA of its PCK. If
  /// there is some, but none for this platform, any of it: verification then says what it was for.
  ///
  /// @throws MalformedException if the PCK certificate says no FMSPC
  Optional<DcapCollateral> of(Quote quote, CertificateChain pckChain) throws MalformedException {
    var fmspc = PckExtensions.of(pckChain.leaf()).fmspc();
    return dcap.stream()
        .filter(c -> c.tcbInfo().fmspc().equals(fmspc))
        .filter(c -> c.tcbInfo().tee() == quote.tee())
        .filter(c -> c.pckCrl().issuer().equals(pckChain.leaf().issuer()))
        .findFirst()
        .or(() -> dcap.stream().findFirst());
  }
}
