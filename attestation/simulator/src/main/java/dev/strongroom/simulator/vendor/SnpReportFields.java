package dev.strongroom.simulator.vendor;

import dev.strongroom.attestation.scheme.snp.KeyInfo;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.simulator.layout.Area;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.util.HexFormat;

/// The fields of an SEV-SNP report, laid out as [dev.strongroom.attestation.scheme.snp.SnpReport]
/// documents. Starts as a good report of version 3; tests change fields before it is signed. Not
/// thread-safe.
public final class SnpReportFields {
  /// TCB of the simulated Genoa: bootloader 10, TEE 0, SNP 23, microcode 84.
  static final Bytes TCB = hex("0a00000000001754");

  /// SMT allowed, bit 17 as required.
  private static final long POLICY = 0x30000;

  /// SMT_EN, ECC_EN, ALIAS_CHECK_COMPLETE.
  private static final long PLATFORM_INFO = 0x25;

  private static final int FIRST_VERSION_WITH_CPUID = 3;
  private static final int FIRST_VERSION_WITH_MITIGATIONS = 5;
  private static final int TCB_BYTES = 8;
  private static final int CPUID_BYTES = 3;
  private static final int SIGNED_BYTES = 0x2a0;
  private static final int VALUE_BYTES = 48;
  private static final int VALUE_PADDING_BYTES = 24;
  private static final int TAIL_BYTES = 368;

  private final Area area = new Area(SIGNED_BYTES);

  SnpReportFields(Bytes measurement, Bytes hostData, Bytes reportId, Bytes chipId) {
    version(3).policy(POLICY).signatureAlgorithm(1).platformInfo(PLATFORM_INFO);
    measurement(measurement).hostData(hostData).reportId(reportId).chipId(chipId);
    // REPORT_ID_MA of a guest without migration agent: all ones.
    reportIdMa(hex("ff".repeat(32)));
    // Firmware 1.55.39.
    currentFirmware(hex("273701")).committedFirmware(hex("273701"));
    tcb(TCB).cpuid(hex("191101"));
  }

  /// A good report of `product`, version 3.
  ///
  /// @param tcb of all four TCB fields
  static SnpReportFields of(
      SnpProduct product,
      SnpTcb tcb,
      Bytes measurement,
      Bytes hostData,
      Bytes reportId,
      Bytes chipId) {
    return new SnpReportFields(measurement, hostData, reportId, chipId)
        .tcb(raw(product, tcb))
        .cpuid(cpuid(product));
  }

  private static Bytes hex(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }

  private static Bytes cpuid(SnpProduct product) {
    return switch (product) {
      case MILAN -> hex("190101");
      case GENOA -> hex("191101");
      case TURIN -> hex("1a0201");
    };
  }

  /// TCB_VERSION of `product`, 8 bytes.
  public static Bytes raw(SnpProduct product, SnpTcb tcb) {
    var out = new BinaryWriter();
    switch (product) {
      case MILAN, GENOA -> out.u8(tcb.bootloader()).u8(tcb.tee()).zeros(4).u8(tcb.snp());
      case TURIN -> out.u8(tcb.fmc()).u8(tcb.bootloader()).u8(tcb.tee()).u8(tcb.snp()).zeros(3);
    }
    return out.u8(tcb.microcode()).toBytes();
  }

  /// Makes it a good report of another version: CPUID goes below 3, mitigation vectors come at 5.
  public SnpReportFields ofVersion(int value) {
    version(value);
    if (value < FIRST_VERSION_WITH_CPUID) {
      cpuid(Bytes.zeros(CPUID_BYTES));
    }
    long mitigations = value < FIRST_VERSION_WITH_MITIGATIONS ? 0 : 0x3f;
    return launchMitigations(mitigations).currentMitigations(mitigations);
  }

  /// All four TCBs, 8 bytes.
  public SnpReportFields tcb(Bytes value) {
    return currentTcb(value).reportedTcb(value).committedTcb(value).launchTcb(value);
  }

  /// The guest was launched with this ID block: its ids, SVN, policy, measurement and key digests.
  public SnpReportFields launchedWith(SnpIdBlock block) {
    return familyId(block.familyId())
        .imageId(block.imageId())
        .guestSvn(block.guestSvn())
        .policy(block.policy())
        .measurement(block.measurement())
        .idKeyDigest(block.idKeyDigest())
        .authorKeyDigest(block.authorKeyDigest())
        .keyInfo(area.slice(0x48, 0x49).at(0) | (block.authorKeyDigest().isZero() ? 0 : 1));
  }

  /// Makes it a report for a VLEK: KEY_INFO says so, and CHIP_ID is masked.
  SnpReportFields loaded() {
    return keyInfo((long) KeyInfo.VLEK << 2).chipId(Bytes.zeros(64));
  }

  /// VERSION.
  public SnpReportFields version(int value) {
    area.number(0x0, 4, value);
    return this;
  }

  /// GUEST_SVN.
  public SnpReportFields guestSvn(long value) {
    area.number(0x4, 4, value);
    return this;
  }

  /// POLICY.
  public SnpReportFields policy(long value) {
    area.number(0x8, 8, value);
    return this;
  }

  /// FAMILY_ID, 16 bytes.
  public SnpReportFields familyId(Bytes value) {
    area.put(0x10, 16, value);
    return this;
  }

  /// IMAGE_ID, 16 bytes.
  public SnpReportFields imageId(Bytes value) {
    area.put(0x20, 16, value);
    return this;
  }

  /// VMPL.
  public SnpReportFields vmpl(long value) {
    area.number(0x30, 4, value);
    return this;
  }

  /// SIGNATURE_ALGO.
  public SnpReportFields signatureAlgorithm(long value) {
    area.number(0x34, 4, value);
    return this;
  }

  /// CURRENT_TCB, 8 bytes.
  public SnpReportFields currentTcb(Bytes value) {
    area.put(0x38, TCB_BYTES, value);
    return this;
  }

  /// PLATFORM_INFO.
  public SnpReportFields platformInfo(long value) {
    area.number(0x40, 8, value);
    return this;
  }

  /// KEY_INFO.
  public SnpReportFields keyInfo(long value) {
    area.number(0x48, 4, value);
    return this;
  }

  /// REPORT_DATA, 64 bytes.
  public SnpReportFields reportData(Bytes value) {
    area.put(0x50, 64, value);
    return this;
  }

  /// MEASUREMENT, 48 bytes.
  public SnpReportFields measurement(Bytes value) {
    area.put(0x90, 48, value);
    return this;
  }

  /// HOST_DATA, 32 bytes.
  public SnpReportFields hostData(Bytes value) {
    area.put(0xc0, 32, value);
    return this;
  }

  /// ID_KEY_DIGEST, 48 bytes.
  public SnpReportFields idKeyDigest(Bytes value) {
    area.put(0xe0, 48, value);
    return this;
  }

  /// AUTHOR_KEY_DIGEST, 48 bytes.
  public SnpReportFields authorKeyDigest(Bytes value) {
    area.put(0x110, 48, value);
    return this;
  }

  /// REPORT_ID, 32 bytes.
  public SnpReportFields reportId(Bytes value) {
    area.put(0x140, 32, value);
    return this;
  }

  /// REPORT_ID_MA, 32 bytes.
  public SnpReportFields reportIdMa(Bytes value) {
    area.put(0x160, 32, value);
    return this;
  }

  /// REPORTED_TCB, 8 bytes.
  public SnpReportFields reportedTcb(Bytes value) {
    area.put(0x180, TCB_BYTES, value);
    return this;
  }

  /// CPUID_FAM_ID, CPUID_MOD_ID, CPUID_STEP, 3 bytes.
  public SnpReportFields cpuid(Bytes value) {
    area.put(0x188, CPUID_BYTES, value);
    return this;
  }

  /// CHIP_ID, 64 bytes.
  public SnpReportFields chipId(Bytes value) {
    area.put(0x1a0, 64, value);
    return this;
  }

  /// COMMITTED_TCB, 8 bytes.
  public SnpReportFields committedTcb(Bytes value) {
    area.put(0x1e0, TCB_BYTES, value);
    return this;
  }

  /// CURRENT_BUILD, CURRENT_MINOR, CURRENT_MAJOR, 3 bytes.
  public SnpReportFields currentFirmware(Bytes value) {
    area.put(0x1e8, 3, value);
    return this;
  }

  /// COMMITTED_BUILD, COMMITTED_MINOR, COMMITTED_MAJOR, 3 bytes.
  public SnpReportFields committedFirmware(Bytes value) {
    area.put(0x1ec, 3, value);
    return this;
  }

  /// LAUNCH_TCB, 8 bytes.
  public SnpReportFields launchTcb(Bytes value) {
    area.put(0x1f0, TCB_BYTES, value);
    return this;
  }

  /// LAUNCH_MIT_VECTOR, of version 5 on.
  public SnpReportFields launchMitigations(long value) {
    area.number(0x1f8, 8, value);
    return this;
  }

  /// CURRENT_MIT_VECTOR, of version 5 on.
  public SnpReportFields currentMitigations(long value) {
    area.number(0x200, 8, value);
    return this;
  }

  /// Overwrites the bytes at `offset` of the signed part, reserved ones included.
  public SnpReportFields patch(int offset, Bytes value) {
    area.patch(offset, value);
    return this;
  }

  /// The report, 1184 bytes, signed by `key`.
  Bytes sign(SigningKey key) {
    var signed = area.toBytes();
    return signed.concat(signature(key.sign(signed)));
  }

  /// AMD's form of a P-384 signature, 512 bytes: `r` and `s` little-endian in 72 bytes each.
  static Bytes signature(Bytes bigEndian) {
    return new BinaryWriter()
        .raw(reversed(bigEndian.slice(0, VALUE_BYTES)))
        .zeros(VALUE_PADDING_BYTES)
        .raw(reversed(bigEndian.slice(VALUE_BYTES, 2 * VALUE_BYTES)))
        .zeros(VALUE_PADDING_BYTES)
        .zeros(TAIL_BYTES)
        .toBytes();
  }

  static Bytes reversed(Bytes value) {
    var out = new BinaryWriter();
    for (int i = value.length() - 1; i >= 0; i--) {
      out.u8(value.at(i));
    }
    return out.toBytes();
  }
}
