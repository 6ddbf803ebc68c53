package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.Der;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Optional;

/// What AMD says in the extensions of a VCEK or VLEK certificate (AMD 57230, certificate
/// extensions), below 1.3.6.1.4.1.3704.1. Each is required exactly once; those of other products
/// must be absent or zero.
///
/// | OID | Name | Content |
/// |---|---|---|
/// | .1 | structVersion | INTEGER: 0, Turin 1 |
/// | .2 | productName | IA5String: `Milan-B0`, `Genoa`, `Turin`; VLEK: `Milan` |
/// | .3.1, .3.2, .3.3, .3.8 | blSPL, teeSPL, snpSPL, ucodeSPL | INTEGER |
/// | .3.9 | fmcSPL | INTEGER, Turin only |
/// | .3.4 to .3.7 | reserved | INTEGER 0, or absent |
/// | .4 | hwID | VCEK only: raw bytes, or in an OCTET STRING |
/// | .5 | cspID | VLEK only: IA5String |
///
/// @param product that productName names, stepping cut off
/// @param tcb the TCB that the key is derived from
/// @param hwid chip that the key belongs to; empty for a VLEK
/// @param cspId provider that the key belongs to; empty for a VCEK
record SnpEndorsement(SnpProduct product, SnpTcb tcb, Bytes hwid, String cspId) {
  private static final String AMD = "1.3.6.1.4.1.3704.1.";
  private static final int OCTET_STRING_HEADER_BYTES = 2;

  /// Reads the extensions of `leaf`.
  ///
  /// @param loaded true for a VLEK
  /// @throws MalformedException if one is absent, has another form, or does not belong there
  static SnpEndorsement parse(Certificate leaf, boolean loaded) throws MalformedException {
    var product = product(ia5(leaf, "2", "productName"));
    int structVersion = integer(leaf, "1", "structVersion");
    if (structVersion != product.structVersion()) {
      throw new MalformedException(
          "structVersion", -1, "got " + structVersion + ", want " + product.structVersion());
    }
    for (var reserved : new String[] {"3.4", "3.5", "3.6", "3.7"}) {
      if (leaf.extension(AMD + reserved).isPresent() && integer(leaf, reserved, "SPL") != 0) {
        throw new MalformedException("reserved SPL " + reserved, -1, "is not zero");
      }
    }
    boolean turin = product == SnpProduct.TURIN;
    if (!turin && leaf.extension(AMD + "3.9").isPresent()) {
      throw new MalformedException("fmcSPL", -1, "is present before Turin");
    }
    var tcb =
        new SnpTcb(
            turin ? integer(leaf, "3.9", "fmcSPL") : 0,
            integer(leaf, "3.1", "blSPL"),
            integer(leaf, "3.2", "teeSPL"),
            integer(leaf, "3.3", "snpSPL"),
            integer(leaf, "3.8", "ucodeSPL"));
    requireOwner(leaf, loaded);
    return loaded
        ? new SnpEndorsement(product, tcb, Bytes.empty(), ia5(leaf, "5", "cspID"))
        : new SnpEndorsement(product, tcb, hwid(leaf, product.hwidBytes()), "");
  }

  private static void requireOwner(Certificate leaf, boolean loaded) throws MalformedException {
    var foreign = loaded ? "4" : "5";
    if (leaf.extension(AMD + foreign).isPresent()) {
      throw new MalformedException(
          loaded ? "hwID" : "cspID", -1, "is present in a " + (loaded ? "VLEK" : "VCEK"));
    }
  }

  private static SnpProduct product(String name) throws MalformedException {
    int dash = name.indexOf('-');
    Optional<SnpProduct> product = SnpProduct.ofText(dash < 0 ? name : name.substring(0, dash));
    return product.orElseThrow(
        () -> new MalformedException("productName", -1, "got " + name + ", want a known product"));
  }

  private static Bytes hwid(Certificate leaf, int length) throws MalformedException {
    var content = required(leaf, "4", "hwID");
    if (content.length() == length) {
      return content;
    }
    if (content.length() == length + OCTET_STRING_HEADER_BYTES) {
      return new Der(content).value("hwID", Der.OCTET_STRING);
    }
    throw new MalformedException("hwID", -1, "got " + content.length() + " bytes, want " + length);
  }

  private static int integer(Certificate leaf, String oid, String name) throws MalformedException {
    var der = new Der(required(leaf, oid, name));
    int value = der.smallInteger(name);
    der.end();
    return value;
  }

  private static String ia5(Certificate leaf, String oid, String name) throws MalformedException {
    var der = new Der(required(leaf, oid, name));
    var value = der.value(name, Der.IA5_STRING);
    der.end();
    return value.utf8();
  }

  private static Bytes required(Certificate leaf, String oid, String name)
      throws MalformedException {
    return leaf.extension(AMD + oid)
        .orElseThrow(() -> new MalformedException(name, -1, "extension is absent"));
  }
}
