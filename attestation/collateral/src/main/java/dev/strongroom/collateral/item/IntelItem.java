package dev.strongroom.collateral.item;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.util.Locale;

/// What Intel's Provisioning Certification Service keeps (Intel PCS API v4).
///
/// | Name | Resource |
/// |---|---|
/// | `intel/tdx/tcb/FMSPC/SET` | `/tdx/certification/v4/tcb?fmspc=…&update=early` |
/// | `intel/tdx/qe/SET` | `/tdx/certification/v4/qe/identity?update=early` |
/// | `intel/tdx/evaluation-numbers` | `/tdx/certification/v4/tcbevaluationdatanumbers` |
/// | `intel/platform-crl`, `intel/processor-crl` | `/sgx/certification/v4/pckcrl?ca=platform&encoding=der` |
/// | `intel/root-crl` | `/IntelSGXRootCA.der`, where Intel keeps its certificates |
public sealed interface IntelItem extends Item {
  /// What names begin with.
  String PREFIX = "intel/";

  @Override
  default Service service() {
    return Service.INTEL_PCS;
  }

  @Override
  default Duration spacing() {
    return Duration.ZERO;
  }

  @Override
  default boolean revisable() {
    return true;
  }

  /// Kinds of TEEs.
  enum Tee {
    /// Enclaves.
    SGX("QE"),
    /// Virtual machines.
    TDX("TD_QE");

    private final String enclave;

    Tee(String enclave) {
      this.enclave = enclave;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// `id` of its quoting enclave's identity.
    String enclave() {
      return enclave;
    }

    private String resource(String rest) {
      return "/" + text() + "/certification/v4/" + rest;
    }
  }

  /// Issuers of PCK certificates.
  enum PckCa {
    /// Of platforms with several packages.
    PLATFORM,
    /// Of single packages.
    PROCESSOR;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// TCB levels of one kind of processor.
  ///
  /// @param fmspc 6 bytes, from the PCK certificate
  record TcbInfo(Tee tee, Bytes fmspc, EvaluationSet set) implements IntelItem {
    private static final int FMSPC_BYTES = 6;

    public TcbInfo {
      if (fmspc.length() != FMSPC_BYTES) {
        throw new IllegalArgumentException("fmspc: want 6 bytes, got " + fmspc.length());
      }
    }

    @Override
    public String name() {
      return PREFIX + tee.text() + "/tcb/" + fmspc.hex() + "/" + set.text();
    }

    @Override
    public String resource() {
      return tee.resource("tcb?fmspc=" + fmspc.hex() + "&" + set.query());
    }

    @Override
    public Form form() {
      return Form.SIGNED_JSON;
    }

    @Override
    public String issuerChainHeader() {
      return "TCB-Info-Issuer-Chain";
    }
  }

  /// What the quoting enclave must be.
  record QeIdentity(Tee tee, EvaluationSet set) implements IntelItem {
    @Override
    public String name() {
      return PREFIX + tee.text() + "/qe/" + set.text();
    }

    @Override
    public String resource() {
      return tee.resource("qe/identity?" + set.query());
    }

    @Override
    public Form form() {
      return Form.SIGNED_JSON;
    }

    @Override
    public String issuerChainHeader() {
      return "SGX-Enclave-Identity-Issuer-Chain";
    }
  }

  /// Which evaluation sets there are, and when each began.
  record EvaluationNumbers(Tee tee) implements IntelItem {
    @Override
    public String name() {
      return PREFIX + tee.text() + "/evaluation-numbers";
    }

    @Override
    public String resource() {
      return tee.resource("tcbevaluationdatanumbers");
    }

    @Override
    public Form form() {
      return Form.SIGNED_JSON;
    }

    @Override
    public String issuerChainHeader() {
      return "TCB-Evaluation-Data-Numbers-Issuer-Chain";
    }
  }

  /// Revoked PCK certificates.
  record PckCrl(PckCa ca) implements IntelItem {
    @Override
    public String name() {
      return PREFIX + ca.text() + "-crl";
    }

    @Override
    public String resource() {
      return "/sgx/certification/v4/pckcrl?ca=" + ca.text() + "&encoding=der";
    }

    @Override
    public Form form() {
      return Form.REVOCATION_LIST;
    }

    @Override
    public String issuerChainHeader() {
      return "SGX-PCK-CRL-Issuer-Chain";
    }
  }

  /// Revoked intermediates and TCB signers; the root signs it.
  record RootCrl() implements IntelItem {
    @Override
    public String name() {
      return PREFIX + "root-crl";
    }

    @Override
    public Service service() {
      return Service.INTEL_CERTIFICATES;
    }

    @Override
    public String resource() {
      return "/IntelSGXRootCA.der";
    }

    @Override
    public Form form() {
      return Form.REVOCATION_LIST;
    }

    @Override
    public String issuerChainHeader() {
      return "";
    }
  }

  /// The item with this name.
  ///
  /// @throws MalformedException if none has it
  static IntelItem ofName(String name) throws MalformedException {
    var words = name.split("/", -1);
    try {
      var item =
          switch (words[1]) {
            case "root-crl" -> new RootCrl();
            case "platform-crl" -> new PckCrl(PckCa.PLATFORM);
            case "processor-crl" -> new PckCrl(PckCa.PROCESSOR);
            default -> ofTee(Tee.valueOf(words[1].toUpperCase(Locale.ROOT)), words);
          };
      if (item.name().equals(name)) {
        return item;
      }
      throw new IllegalArgumentException("another spelling of " + item.name());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new MalformedException("item", -1, "no collateral is named '" + name + "'", e);
    }
  }

  private static IntelItem ofTee(Tee tee, String[] words) throws MalformedException {
    return switch (words[2]) {
      case "tcb" -> new TcbInfo(tee, Bytes.ofHex("fmspc", words[3]), EvaluationSet.parse(words[4]));
      case "qe" -> new QeIdentity(tee, EvaluationSet.parse(words[3]));
      case "evaluation-numbers" -> new EvaluationNumbers(tee);
      default -> throw new IllegalArgumentException("no such kind");
    };
  }
}
