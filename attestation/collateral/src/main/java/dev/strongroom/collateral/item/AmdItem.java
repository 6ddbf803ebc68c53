package dev.strongroom.collateral.item;

import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/// What AMD's Key Distribution Service keeps (AMD 57230, chapter 4).
///
/// | Name | Resource |
/// |---|---|
/// | `amd/milan/vcek/HWID/FMC.BL.TEE.SNP.UCODE` | `/vcek/v1/Milan/HWID?blSPL=…` |
/// | `amd/milan/vcek-chain`, `amd/milan/vlek-chain` | `/vcek/v1/Milan/cert_chain`, `/vlek/…` |
/// | `amd/milan/vcek-crl`, `amd/milan/vlek-crl` | `/vcek/v1/Milan/crl`, `/vlek/…` |
public sealed interface AmdItem extends Item {
  /// What names begin with.
  String PREFIX = "amd/";

  /// The processor line.
  SnpProduct product();

  @Override
  default Service service() {
    return Service.AMD_KDS;
  }

  @Override
  default String issuerChainHeader() {
    return "";
  }

  @Override
  default Duration spacing() {
    return Duration.ZERO;
  }

  /// Kinds of endorsement keys.
  enum Key {
    /// Derived from a chip and its TCB.
    VCEK,
    /// Loaded by a provider.
    VLEK;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The certificate of a chip at a TCB. A chip has one for each TCB that it ever reported.
  ///
  /// @param hwid CHIP_ID of its reports; for Turin the first eight bytes
  record Vcek(SnpProduct product, Bytes hwid, SnpTcb tcb) implements AmdItem {
    private static final int TURIN_HWID_BYTES = 8;
    private static final int CHIP_ID_BYTES = 64;
    private static final Duration SPACING = Duration.ofSeconds(10);

    public Vcek {
      int want = hwidBytes(product);
      if (hwid.length() != want || hwid.isZero()) {
        throw new IllegalArgumentException(
            "hwid of %s: want %d bytes that are not all zero (a masked CHIP_ID has no VCEK), got %d"
                .formatted(product.text(), want, hwid.length()));
      }
    }

    /// The certificate that a report with this CHIP_ID and REPORTED_TCB needs.
    ///
    /// @param chipId 64 bytes
    /// @throws IllegalArgumentException if the chip is masked
    public static Vcek ofReport(SnpProduct product, Bytes chipId, Bytes reportedTcb) {
      // spec: AMD 57230 4.1 hwid: that of Turin has eight bytes, the first of CHIP_ID
      return new Vcek(product, chipId.slice(0, hwidBytes(product)), product.tcb(reportedTcb));
    }

    private static int hwidBytes(SnpProduct product) {
      return switch (product) {
        case MILAN, GENOA -> CHIP_ID_BYTES;
        case TURIN -> TURIN_HWID_BYTES;
      };
    }

    @Override
    public String name() {
      return PREFIX
          + folder(product)
          + "/vcek/%s/%d.%d.%d.%d.%d"
              .formatted(
                  hwid.hex(), tcb.fmc(), tcb.bootloader(), tcb.tee(), tcb.snp(), tcb.microcode());
    }

    @Override
    public String resource() {
      // spec: AMD 57230 4.1 fmcSPL: is a parameter of Turin only
      var fmc =
          switch (product) {
            case MILAN, GENOA -> "";
            case TURIN -> "fmcSPL=" + tcb.fmc() + "&";
          };
      return "/vcek/v1/%s/%s?%sblSPL=%d&teeSPL=%d&snpSPL=%d&ucodeSPL=%d"
          .formatted(
              product.text(),
              hwid.hex(),
              fmc,
              tcb.bootloader(),
              tcb.tee(),
              tcb.snp(),
              tcb.microcode());
    }

    @Override
    public Form form() {
      return Form.CERTIFICATE;
    }

    /// The service makes about one VCEK in ten seconds for an address, and answers 429 before.
    @Override
    public Duration spacing() {
      return SPACING;
    }

    @Override
    public boolean revisable() {
      return false;
    }
  }

  /// The issuers of a product's endorsement keys: ASK or ASVK, then ARK.
  record Chain(SnpProduct product, Key key) implements AmdItem {
    @Override
    public String name() {
      return PREFIX + folder(product) + "/" + key.text() + "-chain";
    }

    @Override
    public String resource() {
      return "/%s/v1/%s/cert_chain".formatted(key.text(), product.text());
    }

    @Override
    public Form form() {
      return Form.CHAIN;
    }

    @Override
    public boolean revisable() {
      return false;
    }
  }

  /// The revocation list that the product's ARK signs. It lists ASK and ASVK.
  record Crl(SnpProduct product, Key key) implements AmdItem {
    @Override
    public String name() {
      return PREFIX + folder(product) + "/" + key.text() + "-crl";
    }

    @Override
    public String resource() {
      return "/%s/v1/%s/crl".formatted(key.text(), product.text());
    }

    @Override
    public Form form() {
      return Form.REVOCATION_LIST;
    }

    @Override
    public boolean revisable() {
      return true;
    }
  }

  private static String folder(SnpProduct product) {
    return product.text().toLowerCase(Locale.ROOT);
  }

  /// The item with this name.
  ///
  /// @throws MalformedException if none has it
  static AmdItem ofName(String name) throws MalformedException {
    var words = name.split("/", -1);
    try {
      var product = SnpProduct.valueOf(words[1].toUpperCase(Locale.ROOT));
      var item =
          switch (words[2]) {
            case "vcek" -> new Vcek(product, Bytes.ofHex("hwid", words[3]), tcb(words[4]));
            case "vcek-chain" -> new Chain(product, Key.VCEK);
            case "vlek-chain" -> new Chain(product, Key.VLEK);
            case "vcek-crl" -> new Crl(product, Key.VCEK);
            case "vlek-crl" -> new Crl(product, Key.VLEK);
            default -> throw new IllegalArgumentException("no such kind");
          };
      if (item.name().equals(name)) {
        return item;
      }
      throw new IllegalArgumentException("another spelling of " + item.name());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new MalformedException("item", -1, "no collateral is named '" + name + "'", e);
    }
  }

  private static SnpTcb tcb(String text) {
    var levels = Arrays.stream(text.split("\\.", -1)).mapToInt(Integer::parseInt).boxed().toList();
    if (levels.size() != 5 || levels.stream().anyMatch(level -> level < 0 || level > 0xff)) {
      throw new IllegalArgumentException("want five levels from 0 to 255");
    }
    return new SnpTcb(levels.get(0), levels.get(1), levels.get(2), levels.get(3), levels.get(4));
  }
}
