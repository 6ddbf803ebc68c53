package dev.strongroom.collateral.item;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.Der;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.collateral.item.Material.Validity;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;

/// Answers of AMD's Key Distribution Service.
final class AmdForms {
  /// Extensions of endorsement keys (AMD 57230, certificate extensions).
  private static final String AMD = "1.3.6.1.4.1.3704.1.";

  private AmdForms() {}

  /// A VCEK of another chip or TCB would only be found out when its reports fail: say it now.
  static Validity vcek(AmdItem.Vcek item, Bytes body) throws MalformedException {
    var certificate = Certificate.ofDer(item.name(), body);
    var tcb = item.tcb();
    // spec: AMD 57230 4.1 VCEK: the answer is the VCEK of the given hwid and TCB parameters
    requireLevel(item, certificate, "3.1", "blSPL", tcb.bootloader());
    requireLevel(item, certificate, "3.2", "teeSPL", tcb.tee());
    requireLevel(item, certificate, "3.3", "snpSPL", tcb.snp());
    requireLevel(item, certificate, "3.8", "ucodeSPL", tcb.microcode());
    if (item.product() == SnpProduct.TURIN) {
      requireLevel(item, certificate, "3.9", "fmcSPL", tcb.fmc());
    }
    var hwid = required(item, certificate, "4", "hwID");
    int skipped = hwid.length() - item.hwid().length();
    if (skipped < 0 || !hwid.slice(skipped, hwid.length()).equals(item.hwid())) {
      throw new MalformedException(item.name(), -1, "is the VCEK of another chip, " + hwid);
    }
    return new Validity(certificate.notBefore(), certificate.notAfter());
  }

  private static void requireLevel(
      AmdItem.Vcek item, Certificate certificate, String oid, String field, int want)
      throws MalformedException {
    var der = new Der(required(item, certificate, oid, field));
    int got = der.smallInteger(field);
    if (got != want) {
      throw new MalformedException(
          item.name(), -1, "is the VCEK of another TCB: %s %d".formatted(field, got));
    }
  }

  private static Bytes required(
      AmdItem.Vcek item, Certificate certificate, String oid, String field)
      throws MalformedException {
    var content = certificate.extension(AMD + oid);
    if (content.isEmpty()) {
      throw new MalformedException(item.name(), -1, "has no " + field + ": it is no VCEK");
    }
    return content.get();
  }

  static Validity chain(AmdItem.Chain item, Bytes body) throws MalformedException {
    var certificates = CertificateChain.parse(body).certificates();
    var product = item.product().text();
    // spec: AMD 57230 4.2: cert_chain holds the ASK (ASVK) and the ARK
    var signer =
        switch (item.key()) {
          case VCEK -> "SEV-" + product;
          case VLEK -> "SEV-VLEK-" + product;
        };
    var names = certificates.stream().map(Certificate::commonName).toList();
    if (certificates.size() != 2
        || !names.getFirst().equals(signer)
        || !names.getLast().equals("ARK-" + product)) {
      throw new MalformedException(
          item.name(), -1, "got %s, want [%s, ARK-%s]".formatted(names, signer, product));
    }
    var first = certificates.getFirst();
    var last = certificates.getLast();
    return new Validity(
        first.notBefore().isAfter(last.notBefore()) ? first.notBefore() : last.notBefore(),
        first.notAfter().isBefore(last.notAfter()) ? first.notAfter() : last.notAfter());
  }
}
