package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.quote.SgxReportBody;
import dev.strongroom.attestation.scheme.dcap.quote.TdReport;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// TCB data and platforms made for one rule at a time. Nothing here is signed.
final class Made {
  static final String ZERO_DIGEST = "0".repeat(96);
  static final String GOOD_DATE = "2025-05-14T00:00:00Z";
  static final String OLD_DATE = "2024-03-13T00:00:00Z";

  private Made() {}

  /// A level: SGX component 1, PCESVN, TDX components 1 to 3.
  static String level(int sgx, int pceSvn, int[] tdx, String status, String date, String... ids) {
    return """
        {"tcb":{"sgxtcbcomponents":[%s],"pcesvn":%d,"tdxtcbcomponents":[%s]},
        "tcbDate":"%s","tcbStatus":"%s"%s}"""
        .formatted(
            components(new int[] {sgx}), pceSvn, components(tdx), date, status, advisories(ids));
  }

  static String components(int[] first) {
    return IntStream.range(0, 16)
        .mapToObj(i -> "{\"svn\":%d%s}".formatted(i < first.length ? first[i] : 0, said(i)))
        .collect(Collectors.joining(","));
  }

  private static String said(int index) {
    return index == 0 ? ",\"category\":\"BIOS\",\"type\":\"Early Microcode Update\"" : "";
  }

  private static String advisories(String... ids) {
    return ids.length == 0
        ? ""
        : Arrays.stream(ids)
            .map(id -> "\"" + id + "\"")
            .collect(Collectors.joining(",", ",\"advisoryIDs\":[", "]"));
  }

  static String isvLevel(int svn, String status, String date, String... ids) {
    return "{\"tcb\":{\"isvsvn\":%d},\"tcbDate\":\"%s\",\"tcbStatus\":\"%s\"%s}"
        .formatted(svn, date, status, advisories(ids));
  }

  static String module(String id, String... levels) {
    return """
        {"id":"%s","mrsigner":"%s","attributes":"0000000000000000",
        "attributesMask":"FFFFFFFFFFFFFFFF","tcbLevels":[%s]}"""
        .formatted(id, ZERO_DIGEST, String.join(",", levels));
  }

  static String infoJson(String modules, String... levels) {
    return """
        {"id":"TDX","version":3,"issueDate":"2026-02-18T10:58:51Z",
        "nextUpdate":"2026-03-20T10:58:51Z","fmspc":"90C06F000000","pceId":"0000","tcbType":0,
        "tcbEvaluationDataNumber":18,"tdxModule":{"mrsigner":"%s","attributes":"0000000000000000",
        "attributesMask":"FFFFFFFFFFFFFFFF"},%s"tcbLevels":[%s]}"""
        .formatted(
            ZERO_DIGEST,
            modules.isEmpty() ? "" : "\"tdxModuleIdentities\":[" + modules + "],",
            String.join(",", levels));
  }

  static TcbInfo info(String modules, String... levels) throws MalformedException {
    return TcbInfo.of(Bytes.utf8(infoJson(modules, levels)), Bytes.zeros(64));
  }

  static QeIdentity identity(String... levels) throws MalformedException {
    var json =
        """
        {"id":"TD_QE","version":2,"issueDate":"2026-02-18T10:42:15Z",
        "nextUpdate":"2026-03-20T10:42:15Z","tcbEvaluationDataNumber":19,"miscselect":"00000000",
        "miscselectMask":"FFFFFFFF","attributes":"11000000000000000000000000000000",
        "attributesMask":"FBFFFFFFFFFFFFFF0000000000000000",
        "mrsigner":"DC9E2A7C6F948F17474E34A7FC43ED030F7C1563F1BABDDF6340C82E0E54A8C5",
        "isvprodid":2,"tcbLevels":[%s]}"""
            .formatted(String.join(",", levels));
    return QeIdentity.of(Bytes.utf8(json), Bytes.zeros(64));
  }

  /// A quoting enclave of SVN 4 is up to date.
  static QeIdentity goodIdentity() throws MalformedException {
    return identity(isvLevel(4, "UpToDate", GOOD_DATE));
  }

  /// A TDX 1.5 platform.
  ///
  /// @param sgx SGX component 1
  /// @param svn start of TEE_TCB_SVN, hexadecimal
  /// @param svn2 start of TEE_TCB_SVN_2; nothing for TDX 1.0
  static TcbPlatform platform(int sgx, int pceSvn, String svn, String svn2)
      throws MalformedException {
    var quote = Quote.parse(Vectors.read("cpu/tdx/v5-uptodate-eval18/quote.bin"));
    var td = (TdReport) quote.body();
    var body =
        new TdReport(
            padded(svn),
            td.mrSeam(),
            td.mrSignerSeam(),
            td.seamAttributes(),
            td.attributes(),
            td.xfam(),
            td.mrTd(),
            td.mrConfigId(),
            td.mrOwner(),
            td.mrOwnerConfig(),
            td.rtmrs(),
            td.reportData(),
            svn2.isEmpty() ? Bytes.empty() : padded(svn2),
            svn2.isEmpty() ? Bytes.empty() : td.mrServiceTd());
    return new TcbPlatform(pck(sgx, pceSvn), body, quote.quotingEnclave().report());
  }

  private static PckExtensions pck(int sgx, int pceSvn) throws MalformedException {
    return new PckExtensions(
        Bytes.zeros(16),
        padded("%02x".formatted(sgx)),
        pceSvn,
        Bytes.zeros(16),
        Bytes.zeros(2),
        Bytes.ofHex("fmspc", "90c06f000000"),
        0,
        Bytes.empty(),
        Map.of());
  }

  private static Bytes padded(String hex) {
    var bytes = Bytes.copyOf(HexFormat.of().parseHex(hex));
    return bytes.concat(Bytes.zeros(16 - bytes.length()));
  }

  /// The same platform with another ISVSVN of its quoting enclave.
  static TcbPlatform withEnclave(TcbPlatform platform, int isvSvn) {
    var e = platform.quotingEnclave();
    var enclave =
        new SgxReportBody(
            e.cpuSvn(),
            e.miscSelect(),
            e.isvExtProdId(),
            e.attributes(),
            e.mrEnclave(),
            e.mrSigner(),
            e.configId(),
            e.isvProdId(),
            isvSvn,
            e.configSvn(),
            e.isvFamilyId(),
            e.reportData());
    return new TcbPlatform(platform.pck(), platform.body(), enclave);
  }
}
