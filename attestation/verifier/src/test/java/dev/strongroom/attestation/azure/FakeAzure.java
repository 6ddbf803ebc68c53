package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.TestChains;
import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.tpm.FakeTpm;
import dev.strongroom.attestation.scheme.tpm.TpmQuote;
import dev.strongroom.attestation.trust.Proof;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// An Azure virtual machine in software: virtual TPM, paravisor and CPU, all honest unless told
/// otherwise.
final class FakeAzure {
  static final int SNP = 2;
  static final int TDX = 4;
  static final Bytes NONCE = Bytes.utf8("a nonce of this session");

  final FakeTpm tpm = new FakeTpm();

  /// Runtime data with this machine's attestation key.
  String json() {
    return jsonWith(key("HCLAkPub", tpm.modulus()));
  }

  /// Runtime data with these keys.
  static String jsonWith(String... keys) {
    return "{\"keys\":["
        + String.join(",", keys)
        + "],\"vm-configuration\":{\"secure-boot\":true,\"vmUniqueId\":\"A\"},\"user-data\":\""
        + "00".repeat(64)
        + "\"}";
  }

  static String key(String kid, Bytes modulus) {
    return "{\"kid\":\"%s\",\"key_ops\":[\"sign\"],\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"%s\"}"
        .formatted(kid, Base64.getUrlEncoder().withoutPadding().encodeToString(modulus.toArray()));
  }

  /// An HCL report of 2600 bytes.
  static Bytes hcl(int type, String json) {
    var runtime = Bytes.utf8(json);
    int end = 0x4d4 + runtime.length();
    return new BinaryWriter()
        .raw(Bytes.utf8("HCLA"))
        .u32le(2)
        .u32le(end)
        .u32le(2)
        .zeros(16)
        .zeros(1184)
        .u32le(20 + runtime.length())
        .u32le(1)
        .u32le(type)
        .u32le(1)
        .u32le(runtime.length())
        .raw(runtime)
        .zeros(2600 - end)
        .toBytes();
  }

  /// This machine's HCL report.
  HclReport hcl() throws MalformedException {
    return HclReport.parse(hcl(TDX, json()));
  }

  /// Quoted values of all PCRs: 7 has seen `boot`, the others nothing.
  static Map<Integer, Bytes> pcrs() {
    var pcrs = new TreeMap<Integer, Bytes>();
    var ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    IntStream.range(0, 24)
        .forEach(i -> pcrs.put(i, i >= 17 && i <= 22 ? Bytes.copyOf(ones) : Bytes.zeros(32)));
    pcrs.put(7, Bytes.zeros(32).concat(Bytes.utf8("boot").sha256()).sha256());
    return pcrs;
  }

  TpmQuote quote() throws MalformedException {
    return tpm.quote(NONCE, pcrs());
  }

  /// The certificate of the attestation key.
  Certificate akCertificate() {
    return TestChains.AK.leaf(tpm.key().getPublic(), TestChains.AIK, TestChains.NOW);
  }

  AzureEvidence evidence(TpmQuote quote, List<Certificate> certificates, List<EventLog> logs)
      throws MalformedException {
    return new AzureEvidence(hcl(), tdx(), quote, certificates, logs);
  }

  /// A well-formed quote of a trust domain, which no test verifies: [#cpu] stands in for that.
  static AzureEvidence.Hardware tdx() throws MalformedException {
    var signatures =
        new BinaryWriter()
            .zeros(64 + 64)
            .u16le(6)
            .u32le(384 + 64 + 2 + 2 + 4)
            .zeros(384 + 64 + 2)
            .u16le(5)
            .u32le(0)
            .toBytes();
    var quote =
        new BinaryWriter()
            .u16le(4)
            .u16le(2)
            .u32le(0x81)
            .zeros(40 + 584)
            .u32le(signatures.length())
            .raw(signatures)
            .toBytes();
    return new AzureEvidence.Hardware.Tdx(Quote.parse(quote), TestChains.AK.chain());
  }

  /// A CPU that is genuine and carries this.
  static VerifiedCpu cpu(Bytes reportData) throws MalformedException {
    var report =
        new BinaryWriter()
            .u32le(2)
            .zeros(0x34 - 4)
            .u32le(1)
            .zeros(0x50 - 0x38)
            .raw(reportData)
            .zeros(SnpReport.BYTES - 0x90)
            .toBytes();
    return new VerifiedCpu.Snp(
        Proof.of(SnpReport.parse(report), TestChains.AK.chain(), TestChains.NOW));
  }
}
