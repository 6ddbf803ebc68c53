package dev.strongroom.simulator.vendor;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.util.Arrays;

/// The fields of an SEV-SNP report of version 3, for Genoa, laid out as
/// [dev.strongroom.attestation.scheme.snp.SnpReport] documents. Starts as a good report; tests
/// change fields before it is signed. Not thread-safe.
public final class SnpReportFields {
  /// TCB of the simulated Genoa: bootloader 10, TEE 0, SNP 23, microcode 84.
  static final Bytes TCB = new BinaryWriter().u8(10).zeros(5).u8(23).u8(84).toBytes();

  /// SMT allowed, bit 17 as required.
  private static final long POLICY = 0x30000;

  /// SMT_EN, ECC_EN, ALIAS_CHECK_COMPLETE.
  private static final long PLATFORM_INFO = 0x25;

  private static final int SIGNED_BYTES = 0x2a0;
  private static final int VALUE_BYTES = 48;
  private static final int VALUE_PADDING_BYTES = 24;
  private static final int TAIL_BYTES = 368;

  private int version = 3;
  private long policy = POLICY;
  private long vmpl;
  private long platformInfo = PLATFORM_INFO;
  private long keyInfo;
  private Bytes reportData = Bytes.zeros(64);
  private Bytes measurement;
  private Bytes hostData;
  private Bytes reportId;
  private Bytes chipId;
  private Bytes currentTcb = TCB;
  private Bytes reportedTcb = TCB;
  private Bytes committedTcb = TCB;
  private Bytes launchTcb = TCB;
  private Bytes cpuid = new BinaryWriter().u8(0x19).u8(0x11).u8(0x01).toBytes();
  private Bytes patch = Bytes.empty();
  private int patchAt;

  SnpReportFields(Bytes measurement, Bytes hostData, Bytes reportId, Bytes chipId) {
    this.measurement = measurement;
    this.hostData = hostData;
    this.reportId = reportId;
    this.chipId = chipId;
  }

  /// VERSION.
  public SnpReportFields version(int value) {
    version = value;
    return this;
  }

  /// POLICY.
  public SnpReportFields policy(long value) {
    policy = value;
    return this;
  }

  /// VMPL.
  public SnpReportFields vmpl(long value) {
    vmpl = value;
    return this;
  }

  /// PLATFORM_INFO.
  public SnpReportFields platformInfo(long value) {
    platformInfo = value;
    return this;
  }

  /// KEY_INFO.
  public SnpReportFields keyInfo(long value) {
    keyInfo = value;
    return this;
  }

  /// REPORT_DATA, 64 bytes.
  public SnpReportFields reportData(Bytes value) {
    reportData = value;
    return this;
  }

  /// MEASUREMENT, 48 bytes.
  public SnpReportFields measurement(Bytes value) {
    measurement = value;
    return this;
  }

  /// HOST_DATA, 32 bytes.
  public SnpReportFields hostData(Bytes value) {
    hostData = value;
    return this;
  }

  /// REPORT_ID, 32 bytes.
  public SnpReportFields reportId(Bytes value) {
    reportId = value;
    return this;
  }

  /// CHIP_ID, 64 bytes.
  public SnpReportFields chipId(Bytes value) {
    chipId = value;
    return this;
  }

  /// CURRENT_TCB, 8 bytes.
  public SnpReportFields currentTcb(Bytes value) {
    currentTcb = value;
    return this;
  }

  /// REPORTED_TCB, 8 bytes.
  public SnpReportFields reportedTcb(Bytes value) {
    reportedTcb = value;
    return this;
  }

  /// COMMITTED_TCB, 8 bytes.
  public SnpReportFields committedTcb(Bytes value) {
    committedTcb = value;
    return this;
  }

  /// LAUNCH_TCB, 8 bytes.
  public SnpReportFields launchTcb(Bytes value) {
    launchTcb = value;
    return this;
  }

  /// CPUID_FAM_ID, CPUID_MOD_ID, CPUID_STEP, 3 bytes.
  public SnpReportFields cpuid(Bytes value) {
    cpuid = value;
    return this;
  }

  /// Overwrites the bytes at `offset` of the signed part, reserved ones included.
  public SnpReportFields patch(int offset, Bytes value) {
    patchAt = offset;
    patch = value;
    return this;
  }

  /// The signed part, 0x2A0 bytes.
  private Bytes signedPart() {
    var out = new BinaryWriter().u32le(version).u32le(0).u64le(policy);
    out.zeros(16).zeros(16).u32le(vmpl).u32le(1).raw(currentTcb).u64le(platformInfo);
    out.u32le(keyInfo).zeros(4).raw(reportData).raw(measurement).raw(hostData);
    out.zeros(48).zeros(48).raw(reportId).raw(Bytes.copyOf(ones())).raw(reportedTcb);
    out.raw(cpuid).zeros(21).raw(chipId).raw(committedTcb);
    // firmware 1.55.39, current and committed
    out.u8(39).u8(55).u8(1).u8(0).u8(39).u8(55).u8(1).u8(0).raw(launchTcb);
    var signed = out.zeros(0x2a0 - 0x1f8).toBytes();
    if (signed.length() != SIGNED_BYTES) {
      throw new IllegalStateException("a field has another length: " + signed.length());
    }
    return signed
        .slice(0, patchAt)
        .concat(patch)
        .concat(signed.slice(patchAt + patch.length(), SIGNED_BYTES));
  }

  /// REPORT_ID_MA of a guest without migration agent: all ones.
  private static byte[] ones() {
    var ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    return ones;
  }

  /// The report, 1184 bytes, signed by `key`.
  Bytes sign(SigningKey key) {
    var signed = signedPart();
    var signature = key.sign(signed);
    return new BinaryWriter()
        .raw(signed)
        .raw(reversed(signature.slice(0, VALUE_BYTES)))
        .zeros(VALUE_PADDING_BYTES)
        .raw(reversed(signature.slice(VALUE_BYTES, 2 * VALUE_BYTES)))
        .zeros(VALUE_PADDING_BYTES)
        .zeros(TAIL_BYTES)
        .toBytes();
  }

  private static Bytes reversed(Bytes value) {
    var out = new BinaryWriter();
    for (int i = value.length() - 1; i >= 0; i--) {
      out.u8(value.at(i));
    }
    return out.toBytes();
  }
}
