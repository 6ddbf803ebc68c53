package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.evidence.Spki;
import dev.strongroom.attestation.trust.BoundStatement;
import dev.strongroom.attestation.trust.KeyStatement;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;

/// HCL report: what Azure's paravisor keeps in NV index 0x01400001 of the virtual TPM. Once a
/// verified CPU report carries the digest of its runtime data, it vouches for the attestation key.
/// All numbers are little-endian.
///
/// | Offset | Bytes | Field | Meaning |
/// |-------:|------:|-------|---------|
/// | 0x000 | 4 | signature | `HCLA` |
/// | 0x004 | 4 | version | 1 or 2 |
/// | 0x008 | 4 | report size | everything up to the end of the runtime data |
/// | 0x00C | 4 | request type | 2, certificate of the attestation key |
/// | 0x010 | 16 | status, reserved | zero |
/// | 0x020 | 1184 | hardware report | SEV-SNP report, or TDREPORT and zeros |
/// | 0x4C0 | 4 | data size | 20 and the runtime data |
/// | 0x4C4 | 4 | version | 1 |
/// | 0x4C8 | 4 | report type | 2 SEV-SNP, 4 TDX |
/// | 0x4CC | 4 | hash type | 1, SHA-256 |
/// | 0x4D0 | 4 | runtime data size | |
/// | 0x4D4 | n | runtime data | see [RuntimeData] |
/// | | m | rest of the NV index | zero |
///
/// @param cpu kind of CPU that the paravisor says it runs on
/// @param hardwareReport 1184 bytes. A TDREPORT there proves nothing to a remote party: its quote
///   comes separately
/// @param runtimeJson runtime data as received, whose digest the CPU signs
/// @param signerSpki the attestation key HCLAkPub, DER SubjectPublicKeyInfo
public record HclReport(
    Cpu cpu, Bytes hardwareReport, Bytes runtimeJson, RuntimeData runtimeData, Bytes signerSpki)
    implements KeyStatement, BoundStatement {
  /// Several times the NV index of any version.
  public static final int MAX_BYTES = 16 * 1024;

  private static final Bytes SIGNATURE = Bytes.utf8("HCLA");
  private static final int HIGHEST_VERSION = 2;
  private static final int AK_CERT_REQUEST = 2;
  private static final int HARDWARE_REPORT_BYTES = 1184;
  private static final int RUNTIME_HEADER_BYTES = 20;
  private static final int RUNTIME_AT = 0x4c0 + RUNTIME_HEADER_BYTES;
  private static final int SHA256_TYPE = 1;
  private static final int FILLING_BYTES = 32;

  /// Kinds of CPU.
  public enum Cpu {
    SEV_SNP,
    TDX
  }

  /// Reads a report.
  ///
  /// @throws MalformedException if it is not exactly one, or its runtime data has no attestation
  ///   key
  public static HclReport parse(Bytes report) throws MalformedException {
    if (report.length() > MAX_BYTES) {
      throw new MalformedException("HCL report", 0, "got " + report.length() + " bytes");
    }
    var in = new BinaryReader(report);
    in.expect("signature", SIGNATURE);
    number(in, "version", 1, HIGHEST_VERSION);
    int sizeAt = in.position();
    long size = in.u32le("report size");
    number(in, "request type", AK_CERT_REQUEST, AK_CERT_REQUEST);
    in.zeros("status, reserved", 16);
    var hardware = in.bytes("hardware report", HARDWARE_REPORT_BYTES);
    int dataSizeAt = in.position();
    long dataSize = in.u32le("data size");
    number(in, "runtime data version", 1, 1);
    var cpu = cpu(in);
    number(in, "hash type", SHA256_TYPE, SHA256_TYPE);
    int runtimeAt = in.position();
    long runtimeSize = in.u32le("runtime data size");
    // One length, three spellings: all must agree.
    if (dataSize != runtimeSize + RUNTIME_HEADER_BYTES) {
      throw new MalformedException("data size", dataSizeAt, "is not the runtime data's and 20");
    }
    if (size != runtimeSize + RUNTIME_AT) {
      throw new MalformedException("report size", sizeAt, "does not end with the runtime data");
    }
    if (runtimeSize > in.remaining()) {
      throw new MalformedException("runtime data size", runtimeAt, "got " + runtimeSize);
    }
    var json = in.bytes("runtime data", (int) runtimeSize);
    in.zeros("rest of the NV index", in.remaining());
    var runtime = RuntimeData.parse(json);
    var key = Spki.rsa(runtime.akModulus(), RuntimeData.EXPONENT);
    return new HclReport(cpu, hardware, json, runtime, key);
  }

  private static Cpu cpu(BinaryReader in) throws MalformedException {
    int at = in.position();
    long type = in.u32le("report type");
    if (type == 2) {
      return Cpu.SEV_SNP;
    }
    if (type == 4) {
      return Cpu.TDX;
    }
    throw new MalformedException("report type", at, "got " + type + ", want 2 or 4");
  }

  private static void number(BinaryReader in, String field, int lowest, int highest)
      throws MalformedException {
    int at = in.position();
    long value = in.u32le(field);
    if (value < lowest || value > highest) {
      throw new MalformedException(
          field, at, "got " + value + ", want " + lowest + " to " + highest);
    }
  }

  // spec: Azure guest attestation, vTPM: report_data is SHA-256 of the runtime data, then zeros
  @Override
  public Bytes boundReportData() {
    return runtimeJson.sha256().concat(Bytes.zeros(FILLING_BYTES));
  }
}
