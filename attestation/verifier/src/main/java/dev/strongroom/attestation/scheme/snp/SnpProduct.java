package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.wire.Bytes;
import java.util.Arrays;
import java.util.Optional;

/// Processor lines with SEV-SNP, as their roots name them. Bergamo and Siena are Genoa here: AMD
/// gives them ARK-Genoa.
///
/// TCB_VERSION, byte by byte (AMD 56860):
///
/// | Product | 0 | 1 | 2 | 3 | 4 to 5 | 6 | 7 |
/// |---|---|---|---|---|---|---|---|
/// | Milan, Genoa | BL | TEE | zero | zero | zero | SNP | UCODE |
/// | Turin | FMC | BL | TEE | SNP | zero | zero | UCODE |
public enum SnpProduct {
  /// Family 19h, models 00h to 0Fh.
  MILAN("Milan", 64, 0),
  /// Family 19h, models 10h to 1Fh and A0h to AFh.
  GENOA("Genoa", 64, 0),
  /// Family 1Ah, models 00h to 11h.
  TURIN("Turin", 8, 1);

  private static final int ZEN_3_AND_4 = 0x19;
  private static final int ZEN_5 = 0x1a;

  private final String text;
  private final int hwidBytes;
  private final int structVersion;

  SnpProduct(String text, int hwidBytes, int structVersion) {
    this.text = text;
    this.hwidBytes = hwidBytes;
    this.structVersion = structVersion;
  }

  /// As in certificate names: `Milan`.
  public String text() {
    return text;
  }

  /// Length of hwID in the product's VCEKs.
  int hwidBytes() {
    return hwidBytes;
  }

  /// structVersion of the product's VCEKs and VLEKs.
  int structVersion() {
    return structVersion;
  }

  /// The product with this name.
  static Optional<SnpProduct> ofText(String text) {
    return Arrays.stream(values()).filter(product -> product.text.equals(text)).findFirst();
  }

  /// The product of a processor.
  public static Optional<SnpProduct> ofCpuid(Cpuid cpuid) {
    int model = cpuid.model();
    if (cpuid.family() == ZEN_3_AND_4) {
      if (model <= 0x0f) {
        return Optional.of(MILAN);
      }
      boolean genoa = model <= 0x1f || (model >= 0xa0 && model <= 0xaf);
      return genoa ? Optional.of(GENOA) : Optional.empty();
    }
    return cpuid.family() == ZEN_5 && model <= 0x11 ? Optional.of(TURIN) : Optional.empty();
  }

  /// Takes a TCB_VERSION of this product apart.
  public SnpTcb tcb(Bytes raw) {
    return switch (this) {
      case MILAN, GENOA -> new SnpTcb(0, raw.at(0), raw.at(1), raw.at(6), raw.at(7));
      case TURIN -> new SnpTcb(raw.at(0), raw.at(1), raw.at(2), raw.at(3), raw.at(7));
    };
  }

  /// True if the bytes that this product reserves are zero.
  boolean reservedBytesAreZero(Bytes raw) {
    return switch (this) {
      case MILAN, GENOA -> raw.slice(2, 6).isZero();
      case TURIN -> raw.slice(4, 7).isZero();
    };
  }
}
