package dev.strongroom.collateral.item;

import dev.strongroom.attestation.evidence.CertificateId;
import dev.strongroom.attestation.evidence.OcspHash;
import dev.strongroom.attestation.evidence.OcspRequest;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What NVIDIA says of its devices and their software.
///
/// | Name | Asked for |
/// |---|---|
/// | `nvidia/rim/ID` | `/v1/rim/ID`: ID in lower case, with `-` for `_` |
/// | `nvidia/ocsp/HASH/NAME/KEY/SERIAL` | an OCSPRequest for that CertID, posted |
/// | `nvidia/l1-root-crl`, `nvidia/l2-gh100-crl`, `nvidia/l2-gb100-crl` | `/crl/l1-root.crl`, … |
///
/// Source: NVIDIA attestation SDK for the services; the certificates' own CRL distribution points
/// for the lists.
public sealed interface NvidiaItem extends Item {
  /// What names begin with.
  String PREFIX = "nvidia/";

  @Override
  default String issuerChainHeader() {
    return "";
  }

  @Override
  default Duration spacing() {
    return Duration.ZERO;
  }

  /// Manifests get new revisions under the same id.
  @Override
  default boolean revisable() {
    return true;
  }

  /// A reference integrity manifest, in the answer of the service.
  record Rim(RimId id) implements NvidiaItem {
    /// @throws IllegalArgumentException if the id has a lower-case letter: names could not tell it
    ///   from another
    public Rim {
      if (!isUpperCase(id)) {
        throw new IllegalArgumentException("id: got a lower-case letter, want none");
      }
    }

    /// The item of that id.
    ///
    /// @throws MalformedException if the id has a lower-case letter, which none of NVIDIA's has
    public static Rim of(RimId id) throws MalformedException {
      if (!isUpperCase(id)) {
        throw new MalformedException("RIM id", -1, "has a lower-case letter: " + id.text());
      }
      return new Rim(id);
    }

    private static boolean isUpperCase(RimId id) {
      return id.text().equals(id.text().toUpperCase(Locale.ROOT));
    }

    @Override
    public String name() {
      // An id has no hyphen of its own.
      return PREFIX + "rim/" + id.text().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Service service() {
      return Service.NVIDIA_RIM;
    }

    @Override
    public String resource() {
      return "/v1/rim/" + id.text();
    }

    @Override
    public Form form() {
      return Form.MANIFEST_JSON;
    }
  }

  /// An answer about one certificate, without a nonce: whoever has the bundle may use it.
  record Ocsp(CertificateId certificate) implements NvidiaItem {
    private static final int HEX = 16;

    public Ocsp {
      if (certificate.serialNumber().signum() < 0) {
        throw new IllegalArgumentException("serialNumber: is negative");
      }
    }

    @Override
    public String name() {
      return PREFIX
          + "ocsp/%s/%s/%s/%s"
              .formatted(
                  certificate.hash().name().toLowerCase(Locale.ROOT),
                  certificate.issuerNameHash().hex(),
                  certificate.issuerKeyHash().hex(),
                  certificate.serialNumber().toString(HEX));
    }

    @Override
    public Service service() {
      return Service.NVIDIA_OCSP;
    }

    @Override
    public String resource() {
      return "/";
    }

    // spec: RFC 6960 A.1.1: a POST has the DER of the OCSPRequest, as application/ocsp-request
    @Override
    public Bytes question() {
      return new OcspRequest(certificate, Optional.empty()).der();
    }

    @Override
    public String questionType() {
      return "application/ocsp-request";
    }

    @Override
    public Form form() {
      return Form.OCSP_RESPONSE;
    }
  }

  /// A revocation list.
  record Crl(Issuer issuer) implements NvidiaItem {
    @Override
    public String name() {
      return PREFIX + issuer.file() + "-crl";
    }

    @Override
    public Service service() {
      return Service.NVIDIA_LISTS;
    }

    @Override
    public String resource() {
      return "/crl/" + issuer.file() + ".crl";
    }

    @Override
    public Form form() {
      return Form.REVOCATION_LIST;
    }
  }

  /// Who publishes lists.
  enum Issuer {
    /// Of the issuers of each architecture.
    ROOT("l1-root", "NVIDIA Device Identity CA"),
    /// Of the issuers of Hopper's devices, and of LS10's.
    GH100("l2-gh100", "NVIDIA GH100 Identity"),
    /// Of the issuers of Blackwell's devices.
    GB100("l2-gb100", "NVIDIA GB100 Identity");

    private final String file;
    private final String commonName;

    Issuer(String file, String commonName) {
      this.file = file;
      this.commonName = commonName;
    }

    String file() {
      return file;
    }

    /// As in its certificate.
    String commonName() {
      return commonName;
    }

    /// The issuer of this name.
    static Optional<Issuer> named(String commonName) {
      return Arrays.stream(values()).filter(one -> one.commonName.equals(commonName)).findFirst();
    }
  }

  /// The item with this name.
  ///
  /// @throws MalformedException if none has it
  static NvidiaItem ofName(String name) throws MalformedException {
    var words = name.split("/", -1);
    try {
      var item =
          switch (words[1]) {
            case "rim" -> rim(words[2]);
            case "ocsp" -> ocsp(words);
            case "l1-root-crl" -> new Crl(Issuer.ROOT);
            case "l2-gh100-crl" -> new Crl(Issuer.GH100);
            case "l2-gb100-crl" -> new Crl(Issuer.GB100);
            default -> throw new IllegalArgumentException("no such kind");
          };
      if (item.name().equals(name)) {
        return item;
      }
      throw new IllegalArgumentException("another spelling of " + item.name());
    } catch (IllegalArgumentException | IndexOutOfBoundsException | MalformedException e) {
      throw new MalformedException("item", -1, "no collateral is named '" + name + "'", e);
    }
  }

  private static Rim rim(String word) throws MalformedException {
    return new Rim(RimId.parse(word.toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  private static Ocsp ocsp(String[] words) throws MalformedException {
    return new Ocsp(
        new CertificateId(
            OcspHash.valueOf(words[2].toUpperCase(Locale.ROOT)),
            Bytes.ofHex("issuerNameHash", words[3]),
            Bytes.ofHex("issuerKeyHash", words[4]),
            new BigInteger(words[5], Ocsp.HEX)));
  }
}
