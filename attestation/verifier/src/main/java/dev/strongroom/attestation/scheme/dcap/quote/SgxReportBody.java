package dev.strongroom.attestation.scheme.dcap.quote;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;

/// REPORT body of an SGX enclave (Intel SDM volume 3D, 39.13 and 40; ECDSA Quote Library API,
/// appendix A, `sgx_report_body_t`), 384 bytes, little-endian. The quoting enclave reports in the
/// same form. Reserved ranges must be zero.
///
/// | Offset | Bytes | Field         | Meaning                                            |
/// |-------:|------:|---------------|----------------------------------------------------|
/// |   0    |    16 | CPUSVN        |                                                    |
/// |  16    |     4 | MISCSELECT    | kept as bytes, as identities spell it              |
/// |  20    |    12 | reserved      |                                                    |
/// |  32    |    16 | ISVEXTPRODID  |                                                    |
/// |  48    |    16 | ATTRIBUTES    | 8 bytes of flags (bit 1 DEBUG), 8 of XFRM          |
/// |  64    |    32 | MRENCLAVE     | digest of the enclave                              |
/// |  96    |    32 | reserved      |                                                    |
/// | 128    |    32 | MRSIGNER      | SHA-256 of the signer's modulus                    |
/// | 160    |    32 | reserved      |                                                    |
/// | 192    |    64 | CONFIGID      |                                                    |
/// | 256    |     2 | ISVPRODID     |                                                    |
/// | 258    |     2 | ISVSVN        |                                                    |
/// | 260    |     2 | CONFIGSVN     |                                                    |
/// | 262    |    42 | reserved      |                                                    |
/// | 304    |    16 | ISVFAMILYID   |                                                    |
/// | 320    |    64 | REPORTDATA    | what the enclave bound                             |
public record SgxReportBody(
    Bytes cpuSvn,
    Bytes miscSelect,
    Bytes isvExtProdId,
    Bytes attributes,
    Bytes mrEnclave,
    Bytes mrSigner,
    Bytes configId,
    int isvProdId,
    int isvSvn,
    int configSvn,
    Bytes isvFamilyId,
    Bytes reportData)
    implements QuoteBody {
  /// Length of the body.
  public static final int BYTES = 384;

  private static final int DEBUG = 0x02;

  static SgxReportBody read(BinaryReader in) throws MalformedException {
    var cpuSvn = in.bytes("CPUSVN", 16);
    var miscSelect = in.bytes("MISCSELECT", 4);
    in.zeros("reserved", 12);
    var isvExtProdId = in.bytes("ISVEXTPRODID", 16);
    var attributes = in.bytes("ATTRIBUTES", 16);
    var mrEnclave = in.bytes("MRENCLAVE", 32);
    in.zeros("reserved", 32);
    var mrSigner = in.bytes("MRSIGNER", 32);
    in.zeros("reserved", 32);
    var configId = in.bytes("CONFIGID", 64);
    int isvProdId = in.u16le("ISVPRODID");
    int isvSvn = in.u16le("ISVSVN");
    int configSvn = in.u16le("CONFIGSVN");
    in.zeros("reserved", 42);
    return new SgxReportBody(
        cpuSvn,
        miscSelect,
        isvExtProdId,
        attributes,
        mrEnclave,
        mrSigner,
        configId,
        isvProdId,
        isvSvn,
        configSvn,
        in.bytes("ISVFAMILYID", 16),
        in.bytes("REPORTDATA", 64));
  }

  /// ATTRIBUTES bit 1: a debugger may read the enclave.
  public boolean debug() {
    return (attributes.at(0) & DEBUG) != 0;
  }

  @Override
  public Tee tee() {
    return Tee.SGX;
  }
}
