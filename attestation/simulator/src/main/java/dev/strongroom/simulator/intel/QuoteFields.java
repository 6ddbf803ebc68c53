package dev.strongroom.simulator.intel;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.simulator.layout.Area;
import dev.strongroom.simulator.pki.P256Key;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.util.HexFormat;
import java.util.Optional;

/// The fields of a quote around its body (Intel SGX DCAP quote library API, A.4; Intel TDX DCAP
/// quote library API, A.3 and A.4): version 3 for SGX, 4 and 5 for TDX. Starts as a good quote;
/// tests change fields before it is signed. Not thread-safe.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// |      0 |     2 | version |
/// |      2 |     2 | attestation key type: 2, ECDSA P-256 |
/// |      4 |     4 | TEE type: 0 SGX, 0x81 TDX |
/// |      8 |     2 | QE SVN (version 3), reserved |
/// |     10 |     2 | PCE SVN (version 3), reserved |
/// |     12 |    16 | QE vendor id |
/// |     28 |    20 | user data |
/// |     48 | 2 + 4 | version 5: body type (1 SGX, 2 TD 1.0, 3 TD 1.5) and length |
/// |        |     n | body |
/// |        |     4 | length of the signature section |
/// |        |    64 | quote signature over all before its length, by the attestation key |
/// |        |    64 | attestation key |
/// |        | 2 + 4 | versions 4, 5: certification data type 6 and length of the rest |
/// |        |   384 | QE report; its REPORTDATA is SHA-256(key ‖ authentication data) ‖ 32 zero bytes |
/// |        |    64 | QE report signature, by the PCK |
/// |        | 2 + n | authentication data |
/// |        | 2 + 4 + n | certification data: type 5, PEM of the PCK chain, NUL |
public final class QuoteFields {
  /// Intel's, 939a7233f79c4ca9940a0db3957f0607.
  private static final Bytes QE_VENDOR = hex("939a7233f79c4ca9940a0db3957f0607");

  private static final int HEADER_BYTES = 48;
  private static final int TDX = 0x81;
  private static final int QE_REPORT_DATA_AT = 320;

  private final Area header = new Area(HEADER_BYTES);
  private final int version;
  private final Bytes body;
  private int bodyType;
  private long bodyLength;
  private EnclaveReportFields qeReport;
  private boolean bindsKey = true;
  private Bytes authenticationData =
      hex("000102030405060708090a0b0c0d0e0f").concat(hex("101112131415161718191a1b1c1d1e1f"));
  private int outerType = 6;
  private int certificationType = 5;
  private Optional<Bytes> certificationData = Optional.empty();
  private Optional<Bytes> signature = Optional.empty();
  private Optional<Bytes> qeSignature = Optional.empty();
  private Optional<Bytes> key = Optional.empty();
  private long lengthLie;
  private Bytes padding = Bytes.empty();

  private QuoteFields(int version, long teeType, int bodyType, Bytes body, String qeIdentity) {
    this.version = version;
    this.body = body;
    this.bodyType = bodyType;
    this.bodyLength = body.length();
    this.qeReport = quotingEnclave(qeIdentity);
    version(version).keyType(2).teeType(teeType).qeVendor(QE_VENDOR);
    userData(Bytes.utf8("strongroom simulated platform").sha256().slice(0, 20));
  }

  private static Bytes hex(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }

  /// Report of the quoting enclave that [PcsDocument] gives an identity for.
  private static EnclaveReportFields quotingEnclave(String id) {
    return EnclaveReportFields.quotingEnclave(
        PcsDocument.quotingSigner(id), PcsDocument.quotingProduct(id), PcsDocument.QUOTING_SVN);
  }

  /// An SGX quote of version 3.
  public static QuoteFields sgx3(EnclaveReportFields enclave) {
    var fields = new QuoteFields(3, 0, 1, enclave.body(), PcsDocument.QE);
    fields.header.number(8, 2, 9);
    fields.header.number(10, 2, 14);
    return fields;
  }

  /// A TDX quote of version 4, TD 1.0.
  public static QuoteFields tdx4(TdReportFields td) {
    return new QuoteFields(4, TDX, 2, td.body10(), PcsDocument.TD_QE);
  }

  /// A TDX quote of version 5, type 2: TD 1.0.
  public static QuoteFields tdx5(TdReportFields td) {
    return new QuoteFields(5, TDX, 2, td.body10(), PcsDocument.TD_QE);
  }

  /// A TDX quote of version 5, type 3: TD 1.5.
  public static QuoteFields tdx5Td15(TdReportFields td) {
    return new QuoteFields(5, TDX, 3, td.body15(), PcsDocument.TD_QE);
  }

  /// Version, as written; the layout stays that of the factory.
  public QuoteFields version(int value) {
    header.number(0, 2, value);
    return this;
  }

  /// Attestation key type.
  public QuoteFields keyType(int value) {
    header.number(2, 2, value);
    return this;
  }

  /// TEE type.
  public QuoteFields teeType(long value) {
    header.number(4, 4, value);
    return this;
  }

  /// QE vendor id, 16 bytes.
  public QuoteFields qeVendor(Bytes value) {
    header.put(12, 16, value);
    return this;
  }

  /// User data, 20 bytes.
  public QuoteFields userData(Bytes value) {
    header.put(28, 20, value);
    return this;
  }

  /// Overwrites the bytes at `offset` of the header, 48 bytes.
  public QuoteFields patchHeader(int offset, Bytes value) {
    header.patch(offset, value);
    return this;
  }

  /// Body type and length as version 5 writes them.
  public QuoteFields bodyDescriptor(int type, long length) {
    bodyType = type;
    bodyLength = length;
    return this;
  }

  /// The quoting enclave's report; its REPORTDATA is made to bind the key when it is signed.
  public QuoteFields qeReport(EnclaveReportFields value) {
    qeReport = value;
    return this;
  }

  /// The quoting enclave's report with its REPORTDATA as it is.
  public QuoteFields qeReportAsIs(EnclaveReportFields value) {
    bindsKey = false;
    return qeReport(value);
  }

  /// QE authentication data.
  public QuoteFields authenticationData(Bytes value) {
    authenticationData = value;
    return this;
  }

  /// Types of the outer (6) and the inner (5) certification data.
  public QuoteFields certificationTypes(int outer, int inner) {
    outerType = outer;
    certificationType = inner;
    return this;
  }

  /// The inner certification data in place of the PCK chain.
  public QuoteFields certificationData(Bytes value) {
    certificationData = Optional.of(value);
    return this;
  }

  /// A signature in place of the attestation key's, 64 bytes.
  public QuoteFields signature(Bytes value) {
    signature = Optional.of(value);
    return this;
  }

  /// A signature in place of the PCK's, 64 bytes.
  public QuoteFields qeSignature(Bytes value) {
    qeSignature = Optional.of(value);
    return this;
  }

  /// An attestation key in place of the one that signs, 64 bytes; the QE report binds it.
  public QuoteFields attestationKey(Bytes value) {
    key = Optional.of(value);
    return this;
  }

  /// Adds to the length that the signature section states.
  public QuoteFields signatureLengthOffBy(long value) {
    lengthLie = value;
    return this;
  }

  /// What follows the signature section.
  public QuoteFields padding(Bytes value) {
    padding = value;
    return this;
  }

  /// The quote.
  Bytes sign(P256Key attestationKey, P256Key pck, CertificateChain pckChain) {
    var signed = signedPart();
    var point = key.orElse(attestationKey.point());
    var section =
        signature
            .orElseGet(() -> attestationKey.sign(signed))
            .concat(point)
            .concat(wrapped(certification(point, pck, pckChain)));
    return new BinaryWriter()
        .raw(signed)
        .u32le(section.length() + lengthLie)
        .raw(section)
        .raw(padding)
        .toBytes();
  }

  private Bytes signedPart() {
    var out = new BinaryWriter().raw(header.toBytes());
    if (version == 5) {
      out.u16le(bodyType).u32le(bodyLength);
    }
    return out.raw(body).toBytes();
  }

  private Bytes wrapped(Bytes certification) {
    return version == 3
        ? certification
        : new BinaryWriter()
            .u16le(outerType)
            .u32le(certification.length())
            .raw(certification)
            .toBytes();
  }

  private Bytes certification(Bytes point, P256Key pck, CertificateChain pckChain) {
    var report = new Area(EnclaveReportFields.BYTES);
    report.patch(0, qeReport.body());
    if (bindsKey) {
      var bound = point.concat(authenticationData).sha256().concat(Bytes.zeros(32));
      report.patch(QE_REPORT_DATA_AT, bound);
    }
    var data = certificationData.orElse(pckChain.toPem().concat(Bytes.zeros(1)));
    return new BinaryWriter()
        .raw(report.toBytes())
        .raw(qeSignature.orElseGet(() -> pck.sign(report.toBytes())))
        .u16le(authenticationData.length())
        .raw(authenticationData)
        .u16le(certificationType)
        .u32le(data.length())
        .raw(data)
        .toBytes();
  }
}
