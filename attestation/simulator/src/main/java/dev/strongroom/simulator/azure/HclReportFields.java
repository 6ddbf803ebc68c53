package dev.strongroom.simulator.azure;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The report that Azure's paravisor leaves in the vTPM (NV index 0x01400001): the hardware's
/// report and the runtime data that it binds (Azure confidential VM guest attestation, "HCL
/// report"). Numbers are little-endian. Starts as a good report; tests change fields before the
/// hardware's report is made over them. Not thread-safe.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// |  0x000 |     4 | `HCLA` |
/// |  0x004 |     4 | version: 2 |
/// |  0x008 |     4 | length without the padding |
/// |  0x00C |     4 | request type: 2 |
/// |  0x010 |    16 | status, flags, reserved: zero |
/// |  0x020 |  1184 | SNP report, or TDREPORT and zeros |
/// |  0x4C0 |     4 | length of this and the rest |
/// |  0x4C4 |     4 | version: 1 |
/// |  0x4C8 |     4 | report type: 2 SNP, 4 TDX |
/// |  0x4CC |     4 | hash type: 1, SHA-256 |
/// |  0x4D0 |     4 | length of the JSON |
/// |  0x4D4 |     n | JSON; REPORT_DATA is its SHA-256, then zeros |
/// |        |       | zeros up to 2600 bytes |
public final class HclReportFields {
  /// Report type of SEV-SNP.
  public static final int SNP = 2;

  /// Report type of TDX.
  public static final int TDX = 4;

  private static final int BYTES = 2600;
  private static final int HEADER_BYTES = 32;
  private static final int HARDWARE_BYTES = 1184;
  private static final int RUNTIME_HEADER_BYTES = 20;
  private static final int REPORT_DATA_BYTES = 64;

  private String signature = "HCLA";
  private long version = 2;
  private long requestType = 2;
  private long runtimeVersion = 1;
  private long reportType;
  private long hashType = 1;
  private final Map<String, String> ak;
  private final Map<String, String> ek;
  private final Map<String, Object> configuration = new LinkedHashMap<>();
  private Bytes userData = Bytes.zeros(REPORT_DATA_BYTES);
  private Optional<Bytes> runtime = Optional.empty();
  private long lengthLie;
  private long jsonLengthLie;

  HclReportFields(int reportType, RSAPublicKey ak, Bytes ekModulus) {
    this.reportType = reportType;
    this.ak = key("HCLAkPub", "sign", unsigned(ak));
    this.ek = key("HCLEkPub", "encrypt", ekModulus);
    configuration.put("console-enabled", true);
    configuration.put("root-cert-thumbprint", "");
    configuration.put("secure-boot", true);
    configuration.put("tpm-enabled", true);
    configuration.put("tpm-persisted", true);
    configuration.put("vmUniqueId", "00000000-0000-4000-8000-000000000000");
  }

  private static Bytes unsigned(RSAPublicKey key) {
    var bytes = Bytes.copyOf(key.getModulus().toByteArray());
    return bytes.slice(bytes.at(0) == 0 ? 1 : 0, bytes.length());
  }

  private static Map<String, String> key(String id, String operation, Bytes modulus) {
    var key = new LinkedHashMap<String, String>();
    key.put("kid", id);
    key.put("key_ops", operation);
    key.put("kty", "RSA");
    key.put("e", "AQAB");
    key.put("n", base64Url(modulus));
    return key;
  }

  private static String base64Url(Bytes value) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value.toArray());
  }

  /// The four letters that it starts with.
  public HclReportFields signature(String value) {
    signature = value;
    return this;
  }

  /// Version.
  public HclReportFields version(long value) {
    version = value;
    return this;
  }

  /// Request type.
  public HclReportFields requestType(long value) {
    requestType = value;
    return this;
  }

  /// Version of the runtime data.
  public HclReportFields runtimeVersion(long value) {
    runtimeVersion = value;
    return this;
  }

  /// Report type.
  public HclReportFields reportType(long value) {
    reportType = value;
    return this;
  }

  /// Hash type, as written; the hash stays SHA-256.
  public HclReportFields hashType(long value) {
    hashType = value;
    return this;
  }

  /// A member of the AK's JSON Web Key, such as `n` in base64url.
  public HclReportFields akMember(String name, String value) {
    ak.put(name, value);
    return this;
  }

  /// A member of `vm-configuration`.
  public HclReportFields configuration(String name, Object value) {
    configuration.put(name, value);
    return this;
  }

  /// `user-data`, 64 bytes.
  public HclReportFields userData(Bytes value) {
    userData = value;
    return this;
  }

  /// The runtime data in place of the JSON of the other fields.
  public HclReportFields runtime(Bytes value) {
    runtime = Optional.of(value);
    return this;
  }

  /// Adds to the stated lengths of the report and of the JSON.
  public HclReportFields lengthsOffBy(long report, long json) {
    lengthLie = report;
    jsonLengthLie = json;
    return this;
  }

  /// The runtime data.
  public Bytes runtime() {
    return runtime.orElseGet(this::json);
  }

  private Bytes json() {
    var keys = List.of(withOperations(ak), withOperations(ek));
    var all = new LinkedHashMap<String, Object>();
    all.put("keys", keys);
    all.put("vm-configuration", configuration);
    all.put("user-data", userData.hex().toUpperCase(Locale.ROOT));
    return StrictJson.write(all);
  }

  /// `key_ops` is an array.
  private static Map<String, Object> withOperations(Map<String, String> key) {
    var all = new LinkedHashMap<String, Object>(key);
    all.computeIfPresent("key_ops", (_, operation) -> List.of(operation));
    return all;
  }

  /// What the hardware's report is to bind, 64 bytes.
  public Bytes reportData() {
    return runtime().sha256().concat(Bytes.zeros(32));
  }

  /// The report around what `hardware` makes of its REPORT_DATA: an SNP report or a TDREPORT.
  public Bytes around(UnaryOperator<Bytes> hardware) {
    var report = hardware.apply(reportData());
    var json = runtime();
    int runtimeBytes = RUNTIME_HEADER_BYTES + json.length();
    int length = HEADER_BYTES + HARDWARE_BYTES + runtimeBytes;
    return new BinaryWriter()
        .raw(Bytes.utf8(signature))
        .u32le(version)
        .u32le(length + lengthLie)
        .u32le(requestType)
        .zeros(16)
        .raw(report)
        .zeros(HARDWARE_BYTES - report.length())
        .u32le(runtimeBytes + jsonLengthLie)
        .u32le(runtimeVersion)
        .u32le(reportType)
        .u32le(hashType)
        .u32le(json.length() + jsonLengthLie)
        .raw(json)
        .zeros(Math.max(0, BYTES - length))
        .toBytes();
  }
}
