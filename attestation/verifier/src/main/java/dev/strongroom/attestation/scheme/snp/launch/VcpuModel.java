package dev.strongroom.attestation.scheme.snp.launch;

import java.util.Optional;

/// CPU models of QEMU (`-cpu`). Their versions (`EPYC-v4`, `EPYC-Milan-v2`) start alike.
public enum VcpuModel {
  EPYC("EPYC", 0x17, 0x01, 2),
  EPYC_ROME("EPYC-Rome", 0x17, 0x31, 0),
  EPYC_MILAN("EPYC-Milan", 0x19, 0x01, 1),
  EPYC_GENOA("EPYC-Genoa", 0x19, 0x11, 0),
  EPYC_TURIN("EPYC-Turin", 0x1a, 0x00, 0);

  private static final int BASE_FAMILY = 0xf;

  private final String text;
  private final int signature;

  VcpuModel(String text, int family, int model, int stepping) {
    this.text = text;
    this.signature = signature(family, model, stepping);
  }

  // spec: AMD 24594 CPUID Fn0000_0001_EAX: 27:20 ExtFamily, 19:16 ExtModel, 11:8 BaseFamily, 7:4
  // BaseModel, 3:0 Stepping; family is the sum of both parts
  private static int signature(int family, int model, int stepping) {
    return (family - BASE_FAMILY) << 20
        | (model >>> 4) << 16
        | BASE_FAMILY << 8
        | (model & 0xf) << 4
        | stepping;
  }

  /// As QEMU spells it, without version.
  public String text() {
    return text;
  }

  /// CPUID Fn0000_0001_EAX, which RDX holds at reset.
  int signature() {
    return signature;
  }

  /// The model of `name`, whose version does not matter: `EPYC-Genoa-v1`.
  public static Optional<VcpuModel> ofText(String name) {
    var base = name.replaceFirst("-(v[0-9]+|IBPB)$", "");
    for (var model : values()) {
      if (model.text.equals(base)) {
        return Optional.of(model);
      }
    }
    return Optional.empty();
  }
}
