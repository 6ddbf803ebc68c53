package dev.strongroom.simulator.intel;

import dev.strongroom.simulator.layout.Area;
import dev.strongroom.wire.Bytes;
import java.util.HexFormat;

/// The fields of an SGX report body (Intel SGX DCAP quote library API, A.4 "Enclave report body"),
/// little-endian: an enclave's own, and the quoting enclave's inside a quote. Tests change fields
/// before it is signed. Not thread-safe.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// |      0 |    16 | CPUSVN |
/// |     16 |     4 | MISCSELECT |
/// |     20 |    12 | reserved |
/// |     32 |    16 | ISVEXTPRODID |
/// |     48 |    16 | ATTRIBUTES: flags, XFRM |
/// |     64 |    32 | MRENCLAVE |
/// |     96 |    32 | reserved |
/// |    128 |    32 | MRSIGNER |
/// |    160 |    32 | reserved |
/// |    192 |    64 | CONFIGID |
/// |    256 |     2 | ISVPRODID |
/// |    258 |     2 | ISVSVN |
/// |    260 |     2 | CONFIGSVN |
/// |    262 |    42 | reserved |
/// |    304 |    16 | ISVFAMILYID |
/// |    320 |    64 | REPORTDATA |
public final class EnclaveReportFields {
  /// Length of the structure.
  static final int BYTES = 384;

  private final Area area = new Area(BYTES);

  /// A production enclave: INIT and MODE64BIT.
  public EnclaveReportFields() {
    cpuSvn(hex("0404191b04ff00060000000000000000"));
    attributes(hex("0500000000000000e700000000000000"));
    mrEnclave(Bytes.utf8("strongroom simulated enclave").sha256());
    mrSigner(Bytes.utf8("strongroom simulated enclave signer").sha256());
  }

  /// A quoting enclave as `signer` would sign it: with PROVISIONKEY.
  static EnclaveReportFields quotingEnclave(Bytes signer, int productId, int svn) {
    return new EnclaveReportFields()
        .attributes(hex("1500000000000000e700000000000000"))
        .mrEnclave(Bytes.utf8("strongroom simulated quoting enclave").sha256())
        .mrSigner(signer)
        .productId(productId)
        .svn(svn);
  }

  private static Bytes hex(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }

  /// CPUSVN, 16 bytes.
  public EnclaveReportFields cpuSvn(Bytes value) {
    area.put(0, 16, value);
    return this;
  }

  /// MISCSELECT.
  public EnclaveReportFields miscSelect(long value) {
    area.number(16, 4, value);
    return this;
  }

  /// ISVEXTPRODID, 16 bytes.
  public EnclaveReportFields extendedProductId(Bytes value) {
    area.put(32, 16, value);
    return this;
  }

  /// ATTRIBUTES, 16 bytes.
  public EnclaveReportFields attributes(Bytes value) {
    area.put(48, 16, value);
    return this;
  }

  /// MRENCLAVE, 32 bytes.
  public EnclaveReportFields mrEnclave(Bytes value) {
    area.put(64, 32, value);
    return this;
  }

  /// MRSIGNER, 32 bytes.
  public EnclaveReportFields mrSigner(Bytes value) {
    area.put(128, 32, value);
    return this;
  }

  /// CONFIGID, 64 bytes.
  public EnclaveReportFields configId(Bytes value) {
    area.put(192, 64, value);
    return this;
  }

  /// ISVPRODID.
  public EnclaveReportFields productId(int value) {
    area.number(256, 2, value);
    return this;
  }

  /// ISVSVN.
  public EnclaveReportFields svn(int value) {
    area.number(258, 2, value);
    return this;
  }

  /// CONFIGSVN.
  public EnclaveReportFields configSvn(int value) {
    area.number(260, 2, value);
    return this;
  }

  /// ISVFAMILYID, 16 bytes.
  public EnclaveReportFields familyId(Bytes value) {
    area.put(304, 16, value);
    return this;
  }

  /// REPORTDATA, 64 bytes.
  public EnclaveReportFields reportData(Bytes value) {
    area.put(320, 64, value);
    return this;
  }

  /// Overwrites the bytes at `offset`, reserved ones included.
  public EnclaveReportFields patch(int offset, Bytes value) {
    area.patch(offset, value);
    return this;
  }

  /// The body, 384 bytes.
  Bytes body() {
    return area.toBytes();
  }
}
