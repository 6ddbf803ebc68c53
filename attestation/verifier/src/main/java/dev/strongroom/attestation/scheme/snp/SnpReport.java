package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.attestation.trust.EcdsaSignature;
import dev.strongroom.attestation.trust.ReportDataCarrier;
import dev.strongroom.attestation.trust.SignedReport;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.List;

/// ATTESTATION_REPORT (AMD 56860 revision 1.58, MSG_REPORT_RSP), versions 2 to 5. All numbers are
/// little-endian. Ranges marked reserved must be zero: later firmware that gives them a meaning
/// counts the version up.
///
/// Versions above 5 are read as 5, and what they put into a range that 5 reserves is kept as
/// [Unknown]: shown, never interpreted. Their signature covers it like everything else, and
/// [SnpAppraisal] warns of them.
///
/// | Offset | Bytes | Field             | Meaning                                                 |
/// |-------:|------:|-------------------|---------------------------------------------------------|
/// | 0x000  |     4 | VERSION           | 2 on                                                    |
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
/// name. The mitigation vectors are 0 before version 5, see [#hasMitigations].
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
    EcdsaSignature signature,
    List<Unknown> unknown)
    implements SignedReport, ReportDataCarrier {
  /// Length of every report.
  public static final int BYTES = 1184;

  /// The last version whose layout is published.
  static final int HIGHEST_KNOWN_VERSION = 5;

  static final int FIRST_VERSION_WITH_CPUID = 3;
  private static final int FIRST_VERSION_WITH_MITIGATIONS = 5;

  /// Content of a range that version 5 reserves, in a report of a later version.
  ///
  /// @param offset where it starts
  /// @param value all of the range, not zero
  public record Unknown(int offset, Bytes value) {
    @Override
    public String toString() {
      return "0x%03x: %s".formatted(offset, value);
    }
  }

  public SnpReport {
    unknown = List.copyOf(unknown);
  }

  /// Reads a report.
  ///
  /// @throws MalformedException if it is not exactly one report
  public static SnpReport parse(Bytes report) throws MalformedException {
    if (report.length() != BYTES) {
      throw new MalformedException(
          "ATTESTATION_REPORT", 0, "got " + report.length() + " bytes, want " + BYTES);
    }
    return new SnpReportParser(report).parse();
  }

  /// True if CPUID is present.
  public boolean hasCpuid() {
    return version >= FIRST_VERSION_WITH_CPUID;
  }

  /// True if both mitigation vectors are present.
  public boolean hasMitigations() {
    return version >= FIRST_VERSION_WITH_MITIGATIONS;
  }

  /// True if the version's layout is published.
  public boolean isOfKnownVersion() {
    return version <= HIGHEST_KNOWN_VERSION;
  }
}
