package dev.strongroom.attestation.scheme.dcap.quote;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.List;

/// What a quote says of a TDX guest (TDX DCAP Quoting Library API, appendix A, TD Quote Body), 584
/// bytes for TDX 1.0, 648 for TDX 1.5, little-endian.
///
/// | Offset | Bytes | Field          | Meaning                                               |
/// |-------:|------:|----------------|-------------------------------------------------------|
/// |   0    |    16 | TEE_TCB_SVN    | [0] SVN, [1] version of the TDX module; [2] microcode |
/// |  16    |    48 | MRSEAM         | digest of the TDX module                              |
/// |  64    |    48 | MRSIGNERSEAM   | its signer, zero for Intel's                          |
/// | 112    |     8 | SEAMATTRIBUTES | zero                                                  |
/// | 120    |     8 | TDATTRIBUTES   | see [TdAttributes]                                    |
/// | 128    |     8 | XFAM           | extended features that the guest may use              |
/// | 136    |    48 | MRTD           | digest of the initial guest                           |
/// | 184    |    48 | MRCONFIGID     | what the host bound at launch: digest of the init-data |
/// | 232    |    48 | MROWNER        |                                                       |
/// | 280    |    48 | MROWNERCONFIG  |                                                       |
/// | 328    | 4 × 48 | RTMR0 to RTMR3 | extended while running                               |
/// | 520    |    64 | REPORTDATA     | what the guest bound                                  |
/// | 584    |    16 | TEE_TCB_SVN_2  | TDX 1.5: the module that runs now                     |
/// | 600    |    48 | MRSERVICETD    | TDX 1.5: digest of the bound service TDs, or zero     |
///
/// @param teeTcbSvn2 empty in TDX 1.0
/// @param mrServiceTd empty in TDX 1.0
public record TdReport(
    Bytes teeTcbSvn,
    Bytes mrSeam,
    Bytes mrSignerSeam,
    Bytes seamAttributes,
    TdAttributes attributes,
    long xfam,
    Bytes mrTd,
    Bytes mrConfigId,
    Bytes mrOwner,
    Bytes mrOwnerConfig,
    List<Bytes> rtmrs,
    Bytes reportData,
    Bytes teeTcbSvn2,
    Bytes mrServiceTd)
    implements QuoteBody {
  /// Length for TDX 1.0.
  public static final int BYTES = 584;

  /// Length for TDX 1.5.
  public static final int BYTES_1_5 = 648;

  private static final int DIGEST_BYTES = 48;
  private static final int TCB_BYTES = 16;

  public TdReport {
    rtmrs = List.copyOf(rtmrs);
  }

  static TdReport read(BinaryReader in, boolean v15) throws MalformedException {
    return new TdReport(
        in.bytes("TEE_TCB_SVN", TCB_BYTES),
        in.bytes("MRSEAM", DIGEST_BYTES),
        in.bytes("MRSIGNERSEAM", DIGEST_BYTES),
        in.bytes("SEAMATTRIBUTES", 8),
        new TdAttributes(in.bits64le("TDATTRIBUTES")),
        in.bits64le("XFAM"),
        in.bytes("MRTD", DIGEST_BYTES),
        in.bytes("MRCONFIGID", DIGEST_BYTES),
        in.bytes("MROWNER", DIGEST_BYTES),
        in.bytes("MROWNERCONFIG", DIGEST_BYTES),
        List.of(
            in.bytes("RTMR0", DIGEST_BYTES),
            in.bytes("RTMR1", DIGEST_BYTES),
            in.bytes("RTMR2", DIGEST_BYTES),
            in.bytes("RTMR3", DIGEST_BYTES)),
        in.bytes("REPORTDATA", 64),
        v15 ? in.bytes("TEE_TCB_SVN_2", TCB_BYTES) : Bytes.empty(),
        v15 ? in.bytes("MRSERVICETD", DIGEST_BYTES) : Bytes.empty());
  }

  /// True if the fields of TDX 1.5 are present.
  public boolean isTdx15() {
    return teeTcbSvn2.length() > 0;
  }

  @Override
  public Tee tee() {
    return Tee.TDX;
  }
}
