package dev.strongroom.simulator.intel;

import dev.strongroom.simulator.layout.Area;
import dev.strongroom.wire.Bytes;
import java.util.HexFormat;
import java.util.List;

/// The fields of a TD report body (Intel TDX DCAP quote library API, A.3.2 "TD quote body", and
/// A.4.2 for TD 1.5), little-endian. Starts as a good TD's; tests change fields before it is
/// signed. Not thread-safe.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// |      0 |    16 | TEE_TCB_SVN |
/// |     16 |    48 | MRSEAM |
/// |     64 |    48 | MRSIGNERSEAM |
/// |    112 |     8 | SEAMATTRIBUTES |
/// |    120 |     8 | TDATTRIBUTES |
/// |    128 |     8 | XFAM |
/// |    136 |    48 | MRTD |
/// |    184 |    48 | MRCONFIGID |
/// |    232 |    48 | MROWNER |
/// |    280 |    48 | MROWNERCONFIG |
/// |    328 | 4 · 48 | RTMR0 to RTMR3 |
/// |    520 |    64 | REPORTDATA |
/// |    584 |    16 | TEE_TCB_SVN_2, TD 1.5 |
/// |    600 |    48 | MRSERVICETD, TD 1.5 |
///
/// The same fields also make a TDREPORT_STRUCT (Intel TDX Module ABI, 3.9), 1024 bytes, which is
/// what a guest has before it is quoted:
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// |      0 |     8 | REPORTTYPE 0x81, reserved |
/// |     16 |    16 | CPUSVN |
/// |     32 |    48 | TEE_TCB_INFO_HASH |
/// |     80 |    48 | TEE_INFO_HASH |
/// |    128 |    64 | REPORTDATA |
/// |    224 |    32 | MAC |
/// |    256 |   239 | TEE_TCB_INFO: VALID, TEE_TCB_SVN, MRSEAM, MRSIGNERSEAM, SEAMATTRIBUTES, TEE_TCB_SVN_2 |
/// |    512 |   512 | TDINFO: TDATTRIBUTES, XFAM, MRTD, …, RTMR3, SERVTD_HASH |
public final class TdReportFields {
  /// Length of the body of TD 1.0.
  static final int TD_1_0_BYTES = 584;

  /// Length of the body of TD 1.5.
  static final int TD_1_5_BYTES = 648;

  private static final int RTMR_AT = 328;
  private static final int DIGEST_BYTES = 48;
  private static final int TEE_TCB_INFO_AT = 256;
  private static final int TEE_TCB_INFO_BYTES = 239;
  private static final int TD_INFO_AT = 512;

  /// SEPT_VE_DISABLE.
  private static final long TD_ATTRIBUTES = 1L << 28;

  private final Area area = new Area(TD_1_5_BYTES);

  /// A good TD under TDX module 1.5.
  public TdReportFields() {
    teeTcbSvn(hex("0d010400000000000000000000000000"));
    teeTcbSvn2(hex("0d010400000000000000000000000000"));
    mrSeam(Bytes.utf8("strongroom simulated TDX module").sha384());
    tdAttributes(TD_ATTRIBUTES).xfam(0x602e7);
    mrTd(Bytes.utf8("strongroom simulated TD").sha384());
    for (int i = 0; i < 3; i++) {
      rtmr(i, Bytes.utf8("strongroom simulated RTMR" + i).sha384());
    }
  }

  private static Bytes hex(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }

  /// TEE_TCB_SVN, 16 bytes.
  public TdReportFields teeTcbSvn(Bytes value) {
    area.put(0, 16, value);
    return this;
  }

  /// MRSEAM, 48 bytes.
  public TdReportFields mrSeam(Bytes value) {
    area.put(16, 48, value);
    return this;
  }

  /// MRSIGNERSEAM, 48 bytes.
  public TdReportFields mrSignerSeam(Bytes value) {
    area.put(64, 48, value);
    return this;
  }

  /// SEAMATTRIBUTES.
  public TdReportFields seamAttributes(long value) {
    area.number(112, 8, value);
    return this;
  }

  /// TDATTRIBUTES.
  public TdReportFields tdAttributes(long value) {
    area.number(120, 8, value);
    return this;
  }

  /// XFAM.
  public TdReportFields xfam(long value) {
    area.number(128, 8, value);
    return this;
  }

  /// MRTD, 48 bytes.
  public TdReportFields mrTd(Bytes value) {
    area.put(136, 48, value);
    return this;
  }

  /// MRCONFIGID, 48 bytes.
  public TdReportFields mrConfigId(Bytes value) {
    area.put(184, 48, value);
    return this;
  }

  /// MROWNER, 48 bytes.
  public TdReportFields mrOwner(Bytes value) {
    area.put(232, 48, value);
    return this;
  }

  /// MROWNERCONFIG, 48 bytes.
  public TdReportFields mrOwnerConfig(Bytes value) {
    area.put(280, 48, value);
    return this;
  }

  /// REPORTDATA, 64 bytes.
  public TdReportFields reportData(Bytes value) {
    area.put(520, 64, value);
    return this;
  }

  /// TEE_TCB_SVN_2, 16 bytes; TD 1.5 only.
  public TdReportFields teeTcbSvn2(Bytes value) {
    area.put(584, 16, value);
    return this;
  }

  /// MRSERVICETD, 48 bytes; TD 1.5 only.
  public TdReportFields mrServiceTd(Bytes value) {
    area.put(600, 48, value);
    return this;
  }

  /// RTMR `index`, 0 to 3; 48 bytes.
  public TdReportFields rtmr(int index, Bytes value) {
    area.put(RTMR_AT + index * DIGEST_BYTES, DIGEST_BYTES, value);
    return this;
  }

  /// All four RTMRs.
  public TdReportFields rtmrs(List<Bytes> values) {
    for (int i = 0; i < values.size(); i++) {
      rtmr(i, values.get(i));
    }
    return this;
  }

  /// Overwrites the bytes at `offset` of the body.
  public TdReportFields patch(int offset, Bytes value) {
    area.patch(offset, value);
    return this;
  }

  /// The body of TD 1.0, 584 bytes.
  Bytes body10() {
    return area.slice(0, TD_1_0_BYTES);
  }

  /// The body of TD 1.5, 648 bytes.
  Bytes body15() {
    return area.toBytes();
  }

  /// TDREPORT_STRUCT, 1024 bytes, with zeros for the MAC that only its processor can check.
  public Bytes tdReport() {
    var report = new Area(1024);
    report.number(0, 1, 0x81);
    report.patch(16, hex("0404191b04ff00060000000000000000"));
    report.patch(128, area.slice(520, 584));
    report.patch(TEE_TCB_INFO_AT, hex("ff01030000000000"));
    report.patch(TEE_TCB_INFO_AT + 8, area.slice(0, 120));
    report.patch(TEE_TCB_INFO_AT + 128, area.slice(584, 600));
    report.patch(TD_INFO_AT, area.slice(120, 520));
    report.patch(TD_INFO_AT + 400, area.slice(600, TD_1_5_BYTES));
    report.patch(32, report.slice(TEE_TCB_INFO_AT, TEE_TCB_INFO_AT + TEE_TCB_INFO_BYTES).sha384());
    report.patch(80, report.slice(TD_INFO_AT, 1024).sha384());
    return report.toBytes();
  }
}
