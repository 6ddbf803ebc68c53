package dev.strongroom.collateral.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.collateral.fetch.Transport.Answer;
import dev.strongroom.collateral.item.AmdItem;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.collateral.item.IntelItem;
import dev.strongroom.collateral.item.IntelItem.PckCa;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.item.NvidiaItem;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Answers as the vendors gave them, from the folder of genuine evidence. AMD's revocation list is
/// of our own making: the folder has none.
public final class Recorded {
  /// When all of it is fresh.
  public static final Instant AT = Instant.parse("2026-07-01T00:00:00Z");

  public static final Bytes FMSPC = hex("00806f050000");

  public static final Item MILAN_CHAIN = new AmdItem.Chain(SnpProduct.MILAN, AmdItem.Key.VCEK);
  public static final Item MILAN_CRL = new AmdItem.Crl(SnpProduct.MILAN, AmdItem.Key.VCEK);
  public static final Item TCB_INFO =
      new IntelItem.TcbInfo(Tee.TDX, FMSPC, EvaluationSet.Update.EARLY);
  public static final Item QE_IDENTITY =
      new IntelItem.QeIdentity(Tee.TDX, EvaluationSet.Update.EARLY);
  public static final Item PCK_CRL = new IntelItem.PckCrl(PckCa.PLATFORM);
  public static final Item ROOT_CRL = new IntelItem.RootCrl();

  private static final String SNP = "cpu/snp/";
  private static final Duration MONTH = Duration.ofDays(30);

  /// Signatures differ from one making to the next; an answer does not.
  private static final Map<String, Bytes> LISTS = new ConcurrentHashMap<>();

  private Recorded() {}

  private static Bytes hex(String hex) {
    try {
      return Bytes.ofHex("hex", hex);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Every item that there is an answer for.
  public static List<Item> items() {
    return List.of(
        MILAN_CHAIN, MILAN_CRL, milanVcek(), turinVcek(), TCB_INFO, QE_IDENTITY, PCK_CRL, ROOT_CRL);
  }

  public static AmdItem.Vcek milanVcek() {
    return vcek(SnpProduct.MILAN, "milan-v3-azure-aci");
  }

  public static AmdItem.Vcek turinVcek() {
    return vcek(SnpProduct.TURIN, "turin-v5-azure");
  }

  private static AmdItem.Vcek vcek(SnpProduct product, String folder) {
    try {
      var report = SnpReport.parse(Vectors.read(SNP + folder + "/report.bin"));
      return AmdItem.Vcek.ofReport(product, report.chipId(), report.reportedTcb());
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What the vendor answers to the request for `item`; 404 to any other.
  public static Answer answer(Item item) {
    return switch (item) {
      case AmdItem.Vcek vcek when vcek.equals(milanVcek()) -> ok(leaf("milan-v3-azure-aci"));
      case AmdItem.Vcek vcek when vcek.equals(turinVcek()) -> ok(leaf("turin-v5-azure"));
      case AmdItem.Vcek _ -> new Answer(404, Map.of(), Bytes.empty());
      case AmdItem.Chain chain -> ok(chain(chain));
      case AmdItem.Crl crl ->
          ok(
              LISTS.computeIfAbsent(
                  "CN=ARK-" + crl.product().text(), name -> amdCrl(name, AT, AT.plus(MONTH))));
      case IntelItem.TcbInfo _ -> signed(item, "tcbInfo", "tcb_info");
      case IntelItem.QeIdentity _ -> signed(item, "enclaveIdentity", "qe_identity");
      case IntelItem.EvaluationNumbers _ -> new Answer(404, Map.of(), Bytes.empty());
      case IntelItem.PckCrl _ ->
          ok(item, hex(collateral("pck_crl")), collateral("pck_crl_issuer_chain"));
      case IntelItem.RootCrl _ -> ok(hex(collateral("root_ca_crl")));
      case NvidiaItem nvidia -> RecordedNvidia.answer(nvidia);
    };
  }

  /// The answer as a material that came at [#AT].
  public static Material material(Item item) {
    try {
      var answer = answer(item);
      var chain =
          item.issuerChainHeader().isEmpty()
              ? Bytes.empty()
              : Bytes.utf8(
                  java.net.URLDecoder.decode(
                      answer
                          .headers()
                          .getOrDefault(
                              item.issuerChainHeader().toLowerCase(java.util.Locale.ROOT), ""),
                      StandardCharsets.UTF_8));
      return Material.parse(item, answer.body(), chain, AT);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  public static List<Material> materials() {
    return items().stream().map(Recorded::material).toList();
  }

  private static Answer ok(Bytes body) {
    return new Answer(200, Map.of(), body);
  }

  private static Answer ok(Item item, Bytes body, String issuerChain) {
    var header = item.issuerChainHeader().toLowerCase(java.util.Locale.ROOT);
    // Intel writes a blank as %20 and a plus sign as %2B.
    var encoded = URLEncoder.encode(issuerChain, StandardCharsets.UTF_8).replace("+", "%20");
    return new Answer(200, Map.of(header, encoded), body);
  }

  private static Answer signed(Item item, String outer, String name) {
    var json =
        "{\"%s\":%s,\"signature\":\"%s\"}"
            .formatted(outer, collateral(name), collateral(name + "_signature"));
    return ok(item, Bytes.utf8(json), collateral(name + "_issuer_chain"));
  }

  private static String collateral(String field) {
    try {
      var json = Vectors.read("cpu/tdx/v4-gcp-uptodate-eval19/collateral.json");
      return StrictJson.read(json, JsonNode.class).path(field).asText();
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Bytes leaf(String folder) {
    try {
      return CertificateChain.parse(Vectors.read(SNP + folder + "/vcek.pem")).leaf().der();
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Bytes chain(AmdItem.Chain item) {
    var folder = SNP + "certs/" + item.product().text().toLowerCase(java.util.Locale.ROOT);
    var signer =
        switch (item.key()) {
          case VCEK -> "/ask.der";
          case VLEK -> "/asvk.der";
        };
    return pem(folder + signer).concat(pem(folder + "/ark.der"));
  }

  private static Bytes pem(String der) {
    try {
      return Bytes.utf8(
          dev.strongroom.attestation.evidence.Certificate.ofDer("certificate", Vectors.read(der))
              .toPem());
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A revocation list with this issuer, signed by nobody of importance.
  public static Bytes amdCrl(String issuer, Instant thisUpdate, Instant nextUpdate) {
    var list = new X509v2CRLBuilder(new X500Name(issuer), Date.from(thisUpdate));
    list.setNextUpdate(Date.from(nextUpdate));
    return signed(list);
  }

  /// A revocation list that does not say when the next one comes.
  public static Bytes amdCrlWithoutEnd(String issuer, Instant thisUpdate) {
    return signed(new X509v2CRLBuilder(new X500Name(issuer), Date.from(thisUpdate)));
  }

  private static Bytes signed(X509v2CRLBuilder list) {
    try {
      var key = SigningKey.generate(new SecureRandom());
      var signer = new JcaContentSignerBuilder("SHA384withECDSA").build(key.platformKey());
      return Bytes.copyOf(list.build(signer).getEncoded());
    } catch (java.io.IOException | org.bouncycastle.operator.OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
