package dev.strongroom.attestation.fuzz;

import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.azure.AzureEvidence;
import dev.strongroom.attestation.azure.HclReport;
import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.Der;
import dev.strongroom.attestation.evidence.EvidenceFormat;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.nras.NrasKeys;
import dev.strongroom.attestation.nras.NrasTokens;
import dev.strongroom.attestation.policy.PolicyDocument;
import dev.strongroom.attestation.policy.ReferenceManifest;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.tcb.PckExtensions;
import dev.strongroom.attestation.scheme.dcap.tcb.QeIdentity;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbInfo;
import dev.strongroom.attestation.scheme.nvidia.EvidenceDocument;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.OpaqueData;
import dev.strongroom.attestation.scheme.snp.IdAuthentication;
import dev.strongroom.attestation.scheme.snp.IdBlock;
import dev.strongroom.attestation.scheme.snp.SnpCertificateTable;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.launch.Ovmf;
import dev.strongroom.attestation.scheme.tpm.TpmQuote;
import dev.strongroom.attestation.trust.RsaSignature;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.json.StrictJson;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Every parser of hostile bytes, with the genuine files that it starts from.
final class Parsers {
  /// Copies, their text and Base64, objects around.
  private static final int COST = 64;

  /// Each rule of a policy is parsed, checked against the types of claims and planned. Its owner
  /// wrote it, and pays once.
  private static final int COST_OF_COMPILING = 4096;

  private Parsers() {}

  /// Reads bytes, or says why it cannot by [MalformedException] and nothing else.
  interface Parse {
    Object parse(Bytes input) throws MalformedException;
  }

  /// One parser.
  ///
  /// @param name as `./dev fuzz` takes it
  /// @param isExact whether each truncation and each appended byte must be malformed; a parser
  ///   whose input may end in several places is held to those by tests of its own
  /// @param seeds globs below the folder of the vectors
  /// @param form what is made of such a file to get an input
  /// @param cost most bytes that it may allocate for each byte of input
  record Parser(
      String name,
      boolean isExact,
      Parse parse,
      List<String> seeds,
      UnaryOperator<Bytes> form,
      int cost) {
    static Parser exact(String name, Parse parse, String... seeds) {
      return new Parser(name, true, parse, List.of(seeds), UnaryOperator.identity(), COST);
    }

    static Parser open(String name, Parse parse, String... seeds) {
      return new Parser(name, false, parse, List.of(seeds), UnaryOperator.identity(), COST);
    }

    Parser formedBy(UnaryOperator<Bytes> maker) {
      return new Parser(name, isExact, parse, seeds, maker, cost);
    }

    Parser costing(int most) {
      return new Parser(name, isExact, parse, seeds, form, most);
    }
  }

  /// Nesting is the caller's with [Der]; no extension that we read has more.
  private static final int DER_DEPTH = 8;

  /// Bit of an identifier octet (ITU-T X.690, 8.1.2.5).
  private static final int CONSTRUCTED = 0x20;

  private static final String SNP_REPORTS = "cpu/snp/*/report.bin";

  private static final String DEVICE_REPORTS = "gpu/{hopper,blackwell,nvswitch}/*/report.bin";

  private static final String NRAS_ANSWERS = "gpu/nras/*/nras-v3-response.json";

  /// What a node and its vendors send.
  private static final List<Parser> EVIDENCE =
      List.of(
          Parser.exact("SnpReport", SnpReport::parse, SNP_REPORTS),
          Parser.exact("NvidiaReport", NvidiaReport::parse, DEVICE_REPORTS),
          Parser.open("OpaqueData", OpaqueData::parse, DEVICE_REPORTS).formedBy(Forms::opaqueData),
          Parser.exact(
              "DeviceList",
              EvidenceDocument::parse,
              "gpu/hopper/ppcie-*.json",
              "gpu/blackwell/b200-*.json",
              "gpu/nras/*/nras-v3-request.json"),
          Parser.open(
              "Rim",
              Forms::rim,
              "gpu/**/NV_*.xml",
              "gpu/hopper/rims/*.{xml,swidtag}",
              "gpu/blackwell/*.xml"),
          Parser.open("CertificateChain", CertificateChain::parse, "{cpu,gpu}/**.pem"),
          Parser.exact("Certificate", der -> Certificate.ofDer("der", der), "cpu/snp/**.der"),
          Parser.open("Der", Parsers::walk, "cpu/snp/**.der"),
          Parser.exact("StrictJson", json -> StrictJson.read(json, EvidenceSet.class), SNP_REPORTS)
              .formedBy(Parsers::evidenceSet),
          Parser.exact("IdBlock", IdBlock::parse, SNP_REPORTS).formedBy(Forms::idBlock),
          Parser.exact(
              "IdAuthentication", IdAuthentication::parse, "cpu/snp/idblock/test_auth_block.bin"),
          Parser.open("Ovmf", Ovmf::parse, "cpu/snp/measure/*.bin"),
          Parser.open("Quote", Quote::parse, "cpu/{sgx,tdx}/*/quote.bin"),
          Parser.exact(
                  "PckExtensions",
                  pck -> PckExtensions.of(Certificate.ofDer("pck", pck)),
                  "cpu/tdx/v5-*/quote.bin",
                  "cpu/sgx/v3-*/quote.bin")
              .formedBy(Forms::pck),
          Parser.exact("TcbInfo", TcbInfo::ofResponse, "cpu/{sgx,tdx}/*/tcbinfo*.json")
              .formedBy(Forms::stripped),
          Parser.exact("QeIdentity", QeIdentity::ofResponse, "cpu/{sgx,tdx}/*/qe-identity*.json")
              .formedBy(Forms::stripped),
          Parser.exact(
              "DcapCollateral", DcapCollateral::ofJson, "cpu/{sgx,tdx}/*/collateral*.json"),
          Parser.exact("RevocationList", der -> RevocationList.ofDer("crl", der), "cpu/**crl*.der"),
          Parser.exact(
              "OcspResponse", der -> OcspResponse.ofDer("ocsp", der), "gpu/hopper/*/ocsp/*.der"),
          Parser.exact(
              "TpmQuote",
              attest -> TpmQuote.parse(attest, new RsaSignature(Bytes.zeros(256)), Map.of()),
              "cpu/tpm/tpms-attest-only/tpms_attest.bin"),
          Parser.exact("TpmtSignature", TpmQuote::tpmtSignature, "cpu/tpm/*/evidence.json")
              .formedBy(Forms::tpmtSignature),
          Parser.open(
              "EventLog", EventLog::parse, "cpu/tdx/*/ccel*.bin", "cpu/tpm/eventlogs/*.bin"),
          Parser.open("HclReport", HclReport::parse, "cpu/az-vtpm/*/evidence.json")
              .formedBy(evidence -> Forms.hclReport(Forms.runtimeData(evidence))),
          Parser.exact(
                  "RuntimeData",
                  json -> HclReport.parse(Forms.hclReport(json)),
                  "cpu/az-vtpm/*/evidence.json")
              .formedBy(Forms::runtimeData),
          Parser.exact("AzureEvidence", AzureEvidence::read, "cpu/az-vtpm/*/evidence.json")
              .formedBy(Forms::stripped),
          Parser.exact("NrasTokens", NrasTokens::parse, NRAS_ANSWERS),
          Parser.exact("NrasClaims", Forms::nrasClaims, NRAS_ANSWERS)
              .formedBy(Forms::nrasSubmodule),
          Parser.exact("NrasKeys", NrasKeys::parse, "gpu/nras/*/jwks.json"),
          Parser.open("SnpCertificateTable", SnpCertificateTable::parse, "cpu/snp/*/v?ek.der")
              .formedBy(Forms::certificateTable),
          Parser.open(
              "Inspection",
              report -> EvidenceInspection.claims(EvidenceFormat.detect(report), report),
              SNP_REPORTS,
              "gpu/hopper/*/report.bin",
              "cpu/{sgx,tdx}/*/quote.bin",
              "cpu/az-vtpm/*/evidence.json"));

  /// What owners, verifiers and Relying Parties write to one another.
  private static final List<Parser> DOCUMENTS =
      List.of(
          Parser.exact("InitData", InitData::parse, SNP_REPORTS)
              .formedBy(report -> new InitData(report.slice(0, 48)).document()),
          Parser.exact("ClaimsTree", ClaimsTree::parse, SNP_REPORTS).formedBy(Documents::claims),
          Parser.exact("PolicyDocument", PolicyDocument::parse, SNP_REPORTS)
              .formedBy(Documents::policy),
          Parser.exact("Policy", Documents::compiled, SNP_REPORTS)
              .formedBy(Documents::policy)
              .costing(COST_OF_COMPILING),
          Parser.exact("PolicyCase", Documents::runCase, SNP_REPORTS)
              .formedBy(Documents::policyCase),
          Parser.exact("Envelope", Envelope::parse, SNP_REPORTS).formedBy(Documents::envelope),
          Parser.exact(
                  "ReferenceManifest",
                  json -> StrictJson.read(json, ReferenceManifest.class),
                  SNP_REPORTS)
              .formedBy(Documents::manifest),
          Parser.exact("EarToken", Documents::verify, SNP_REPORTS).formedBy(Documents::token),
          Parser.exact("EarClaims", Documents::verifyClaims, SNP_REPORTS)
              .formedBy(Documents::tokenClaims));

  static final List<Parser> ALL = Stream.concat(EVIDENCE.stream(), DOCUMENTS.stream()).toList();

  private static Bytes evidenceSet(Bytes report) {
    var evidence = new Evidence(Scheme.AMD_SEV_SNP, report, Bytes.utf8("chain"));
    return StrictJson.write(
        new EvidenceSet(evidence, Bytes.utf8("init-data"), List.of(evidence, evidence)));
  }

  /// The parser of this name.
  static Parser named(String name) {
    return ALL.stream()
        .filter(parser -> parser.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no parser '"
                        + name
                        + "'; there are "
                        + ALL.stream().map(Parser::name).toList()));
  }

  /// Reads each element of each constructed one down to the depth. Returns how many there are.
  private static Object walk(Bytes der) throws MalformedException {
    int elements = 0;
    var open = new ArrayDeque<Der>();
    open.push(new Der(der));
    while (!open.isEmpty()) {
      if (open.getFirst().isAtEnd()) {
        open.pop().end();
      } else {
        var element = open.getFirst().any("element");
        elements++;
        if ((element.tag() & CONSTRUCTED) != 0 && open.size() < DER_DEPTH) {
          open.push(new Der(element.content()));
        }
      }
    }
    return elements;
  }
}
