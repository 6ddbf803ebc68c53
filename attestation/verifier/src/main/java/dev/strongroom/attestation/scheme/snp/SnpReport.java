package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.attestation.trust.EcdsaSignature;
import dev.strongroom.attestation.trust.ReportDataCarrier;
import dev.strongroom.attestation.trust.SignedReport;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;

/// ATTESTATION_REPORT (AMD 56860 revision 1.58, MSG_REPORT_RSP), versions 2 to 5. All numbers are
/// little-endian. Ranges marked reserved must be zero: later firmware that gives them a meaning
/// counts the version up, and an unknown version is refused.
///
/// | Offset | Bytes | Field             | Meaning                                                 |
/// |-------:|------:|-------------------|---------------------------------------------------------|
/// | 0x000  |     4 | VERSION           | 2 to 5                                                  |
/// | 0x004  |     4 | GUEST_SVN         | chosen by the ID block                                  |
/// | 0x008  |     8 | POLICY            | see [GuestPolicy]                                       |
/// | 0x010  |    16 | FAMILY_ID         | chosen by the ID block                                  |
/// | 0x020  |    16 | IMAGE_ID          | chosen by the ID block                                  |
/// | 0x030  |     4 | VMPL              | privilege level that asked                              |
/// | 0x034  |     4 | SIGNATURE_ALGO    | 1: ECDSA P-384 with SHA-384                             |
/// | 0x038  |     8 | CURRENT_TCB       | running, see [SnpProduct]                               |
/// | 0x040  |     8 | PLATFORM_INFO     | see [PlatformInfo]                                      |
/// | 0x048  |     4 | KEY_INFO          | see [KeyInfo]; bits 31:5 reserved                       |
/// | 0x04C  |     4 | reserved          |                                                         |
/// | 0x050  |    64 | REPORT_DATA       | what the guest bound, see the protocol's Transcript     |
/// | 0x090  |    48 | MEASUREMENT       | launch digest                                           |
/// | 0x0C0  |    32 | HOST_DATA         | what the host bound at launch: digest of the init-data  |
/// | 0x0E0  |    48 | ID_KEY_DIGEST     | signer of the ID block                                  |
/// | 0x110  |    48 | AUTHOR_KEY_DIGEST | certifier of that signer                                |
/// | 0x140  |    32 | REPORT_ID         | this guest instance                                     |
/// | 0x160  |    32 | REPORT_ID_MA      | its migration agent                                     |
/// | 0x180  |     8 | REPORTED_TCB      | that the signing key is derived from                    |
/// | 0x188  |     3 | CPUID_FAM_ID, CPUID_MOD_ID, CPUID_STEP | version 3 on; before: reserved     |
/// | 0x18B  |    21 | reserved          |                                                         |
/// | 0x1A0  |    64 | CHIP_ID           | this chip; zero if masked; Turin: 8 bytes, then zero    |
/// | 0x1E0  |     8 | COMMITTED_TCB     | cannot be rolled back below                             |
/// | 0x1E8  |     3 | CURRENT_BUILD, CURRENT_MINOR, CURRENT_MAJOR | firmware                      |
/// | 0x1EB  |     1 | reserved          |                                                         |
/// | 0x1EC  |     3 | COMMITTED_BUILD, COMMITTED_MINOR, COMMITTED_MAJOR | firmware                |
/// | 0x1EF  |     1 | reserved          |                                                         |
/// | 0x1F0  |     8 | LAUNCH_TCB        | current when the guest was launched                     |
/// | 0x1F8  |     8 | LAUNCH_MIT_VECTOR | version 5 on; before: reserved                          |
/// | 0x200  |     8 | CURRENT_MIT_VECTOR | version 5 on; before: reserved                         |
/// | 0x208  |   152 | reserved          |                                                         |
/// | 0x2A0  |   512 | SIGNATURE         | r, s: 72 bytes each, of which 48 are used; 368 zero; over 0x000..0x29F |
///
/// TCBs stay raw here, 8 bytes: their layout follows the product, which a version 2 report does not
/// name.
public record SnpReport(
    int version,
    long guestSvn,
    GuestPolicy policy,
    Bytes familyId,
    Bytes imageId,
    long vmpl,
    Bytes currentTcb,
    PlatformInfo platformInfo,
    KeyInfo keyInfo,
    Bytes reportData,
    Bytes measurement,
    Bytes hostData,
    Bytes idKeyDigest,
    Bytes authorKeyDigest,
    Bytes reportId,
    Bytes reportIdMa,
    Bytes reportedTcb,
    Cpuid cpuid,
    Bytes chipId,
    Bytes committedTcb,
    FirmwareVersion currentFirmware,
    FirmwareVersion committedFirmware,
    Bytes launchTcb,
    long launchMitigations,
    long currentMitigations,
    Bytes signedBytes,
    EcdsaSignature signature)
    implements SignedReport, ReportDataCarrier {
  /// Length of every report.
  public static final int BYTES = 1184;

  private static final int SIGNED_BYTES = 0x2a0;
  private static final int LOWEST_VERSION = 2;
  private static final int HIGHEST_VERSION = 5;
  private static final int FIRST_VERSION_WITH_CPUID = 3;
  private static final int FIRST_VERSION_WITH_MITIGATIONS = 5;
  private static final int ECDSA_P384_SHA384 = 1;
  private static final int KEY_INFO_LIMIT = 1 << 5;
  private static final int TCB_BYTES = 8;
  private static final int SIGNATURE_VALUE_BYTES = 48;
  private static final int SIGNATURE_VALUE_PADDING_BYTES = 24;

  /// Reads a report.
  ///
  /// @throws MalformedException if it is not exactly one report of a known version
  public static SnpReport parse(Bytes report) throws MalformedException {
    if (report.length() != BYTES) {
      throw new MalformedException(
          "ATTESTATION_REPORT", 0, "got " + report.length() + " bytes, want " + BYTES);
    }
    var in = new BinaryReader(report);
    int version = version(in);
    return new SnpReport(
        version,
        in.u32le("GUEST_SVN"),
        new GuestPolicy(in.bits64le("POLICY")),
        in.bytes("FAMILY_ID", 16),
        in.bytes("IMAGE_ID", 16),
        in.u32le("VMPL"),
        currentTcb(in),
        new PlatformInfo(in.bits64le("PLATFORM_INFO")),
        keyInfo(in),
        in.bytes("REPORT_DATA", 64),
        in.bytes("MEASUREMENT", 48),
        in.bytes("HOST_DATA", 32),
        in.bytes("ID_KEY_DIGEST", 48),
        in.bytes("AUTHOR_KEY_DIGEST", 48),
        in.bytes("REPORT_ID", 32),
        in.bytes("REPORT_ID_MA", 32),
        in.bytes("REPORTED_TCB", TCB_BYTES),
        cpuid(in, version),
        in.bytes("CHIP_ID", 64),
        in.bytes("COMMITTED_TCB", TCB_BYTES),
        firmware(in, "CURRENT"),
        firmware(in, "COMMITTED"),
        in.bytes("LAUNCH_TCB", TCB_BYTES),
        mitigations(in, version, "LAUNCH_MIT_VECTOR"),
        mitigations(in, version, "CURRENT_MIT_VECTOR"),
        signedBytes(in, report),
        signature(in));
  }

  private static int version(BinaryReader in) throws MalformedException {
    long version = in.u32le("VERSION");
    if (version < LOWEST_VERSION || version > HIGHEST_VERSION) {
      throw new MalformedException("VERSION", 0, "got " + version + ", want 2 to 5");
    }
    return (int) version;
  }

  private static Bytes currentTcb(BinaryReader in) throws MalformedException {
    int at = in.position();
    long algorithm = in.u32le("SIGNATURE_ALGO");
    if (algorithm != ECDSA_P384_SHA384) {
      throw new MalformedException("SIGNATURE_ALGO", at, "got " + algorithm + ", want 1");
    }
    return in.bytes("CURRENT_TCB", TCB_BYTES);
  }

  private static KeyInfo keyInfo(BinaryReader in) throws MalformedException {
    int at = in.position();
    long bits = in.u32le("KEY_INFO");
    if (bits >= KEY_INFO_LIMIT) {
      throw new MalformedException("KEY_INFO", at, "reserved bits are set: " + bits);
    }
    in.zeros("reserved", 4);
    return KeyInfo.ofBits((int) bits);
  }

  private static Cpuid cpuid(BinaryReader in, int version) throws MalformedException {
    if (version < FIRST_VERSION_WITH_CPUID) {
      in.zeros("reserved", 24);
      return new Cpuid(0, 0, 0);
    }
    var cpuid = new Cpuid(in.u8("CPUID_FAM_ID"), in.u8("CPUID_MOD_ID"), in.u8("CPUID_STEP"));
    in.zeros("reserved", 21);
    return cpuid;
  }

  private static FirmwareVersion firmware(BinaryReader in, String which) throws MalformedException {
    int build = in.u8(which + "_BUILD");
    int minor = in.u8(which + "_MINOR");
    int major = in.u8(which + "_MAJOR");
    in.zeros("reserved", 1);
    return new FirmwareVersion(major, minor, build);
  }

  private static long mitigations(BinaryReader in, int version, String field)
      throws MalformedException {
    if (version < FIRST_VERSION_WITH_MITIGATIONS) {
      in.zeros("reserved", 8);
      return 0;
    }
    return in.bits64le(field);
  }

  private static Bytes signedBytes(BinaryReader in, Bytes report) throws MalformedException {
    in.zeros("reserved", SIGNED_BYTES - in.position());
    return report.slice(0, SIGNED_BYTES);
  }

  private static EcdsaSignature signature(BinaryReader in) throws MalformedException {
    var r = in.bytes("SIGNATURE.R", SIGNATURE_VALUE_BYTES);
    in.zeros("SIGNATURE.R", SIGNATURE_VALUE_PADDING_BYTES);
    var s = in.bytes("SIGNATURE.S", SIGNATURE_VALUE_BYTES);
    in.zeros("SIGNATURE.S", SIGNATURE_VALUE_PADDING_BYTES);
    in.zeros("SIGNATURE reserved", in.remaining());
    in.end();
    return EcdsaSignature.ofLittleEndian(r, s);
  }

  /// True if CPUID is present.
  public boolean hasCpuid() {
    return version >= FIRST_VERSION_WITH_CPUID;
  }
}
