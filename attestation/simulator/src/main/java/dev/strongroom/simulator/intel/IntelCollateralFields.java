package dev.strongroom.simulator.intel;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.simulator.pki.Authority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// The collateral of one platform before it is signed. Starts good: issued a day ago, valid for 30
/// days, nothing revoked. Not thread-safe.
public final class IntelCollateralFields {
  private static final Duration AGE = Duration.ofDays(1);
  private static final Duration VALIDITY = Duration.ofDays(30);

  private final IntelHierarchy intel;
  private final PcsDocument tcbInfo;
  private final PcsDocument qeIdentity;
  private Authority signer;
  private PckCa pckCrlIssuer;
  private Instant rootCrlIssued;
  private Instant pckCrlIssued;
  private List<Certificate> rootRevoked = List.of();
  private List<Certificate> pckRevoked = List.of();

  private IntelCollateralFields(
      IntelHierarchy intel,
      PckFields pck,
      PcsDocument tcbInfo,
      PcsDocument qeIdentity,
      Instant issued) {
    this.intel = intel;
    this.tcbInfo = tcbInfo;
    this.qeIdentity = qeIdentity;
    this.signer = intel.tcbSigning();
    this.pckCrlIssuer = pck.ca();
    this.rootCrlIssued = issued;
    this.pckCrlIssued = issued;
  }

  /// For TDX quotes of the platform whose PCK says `pck`.
  public static IntelCollateralFields tdx(IntelHierarchy intel, PckFields pck, Instant now) {
    var issued = now.minus(AGE);
    return new IntelCollateralFields(
        intel, pck, PcsDocument.tdxTcbInfo(pck, issued), PcsDocument.tdQeIdentity(issued), issued);
  }

  /// For SGX quotes of the platform whose PCK says `pck`.
  public static IntelCollateralFields sgx(IntelHierarchy intel, PckFields pck, Instant now) {
    var issued = now.minus(AGE);
    return new IntelCollateralFields(
        intel, pck, PcsDocument.sgxTcbInfo(pck, issued), PcsDocument.qeIdentity(issued), issued);
  }

  /// Changes the TCB info.
  public IntelCollateralFields tcbInfo(Consumer<PcsDocument> change) {
    change.accept(tcbInfo);
    return this;
  }

  /// Changes the quoting enclave's identity.
  public IntelCollateralFields qeIdentity(Consumer<PcsDocument> change) {
    change.accept(qeIdentity);
    return this;
  }

  /// Signs both documents with `authority`, and names it in their chains.
  public IntelCollateralFields signer(Authority authority) {
    signer = authority;
    return this;
  }

  /// Issuer of the PCK revocation list.
  public IntelCollateralFields pckCrlIssuer(PckCa ca) {
    pckCrlIssuer = ca;
    return this;
  }

  /// thisUpdate of the root's list.
  public IntelCollateralFields rootCrlIssued(Instant at) {
    rootCrlIssued = at;
    return this;
  }

  /// thisUpdate of the PCK list.
  public IntelCollateralFields pckCrlIssued(Instant at) {
    pckCrlIssued = at;
    return this;
  }

  /// What the root revokes: PCK CAs, the TCB signing certificate.
  public IntelCollateralFields rootRevoked(Certificate... certificates) {
    rootRevoked = List.of(certificates);
    return this;
  }

  /// What the PCK CA revokes.
  public IntelCollateralFields pckRevoked(Certificate... certificates) {
    pckRevoked = List.of(certificates);
    return this;
  }

  /// The collateral, signed.
  public IntelCollateral sign() {
    var root = intel.root();
    var issuers = new CertificateChain(List.of(signer.certificate(), root.certificate()));
    return new IntelCollateral(
        intel.issuerChain(pckCrlIssuer),
        root.revocationList(rootCrlIssued, rootCrlIssued.plus(VALIDITY), rootRevoked),
        intel
            .ca(pckCrlIssuer)
            .revocationList(pckCrlIssued, pckCrlIssued.plus(VALIDITY), pckRevoked),
        issuers,
        tcbInfo.sign(signer),
        issuers,
        qeIdentity.sign(signer));
  }
}
