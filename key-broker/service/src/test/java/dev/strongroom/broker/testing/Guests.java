package dev.strongroom.broker.testing;

import dev.strongroom.attestation.policy.Allowed;
import dev.strongroom.attestation.policy.Pin;
import dev.strongroom.attestation.policy.PolicyDocument;
import dev.strongroom.attestation.policy.ReferenceManifest;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.token.EarResult;
import dev.strongroom.collateral.bundle.BundleWriter;
import dev.strongroom.collateral.item.AmdItem;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.collateral.item.IntelItem;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.appraisal.AppraisalRequest;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.simulator.intel.IntelCollateralFields;
import dev.strongroom.simulator.intel.IntelHierarchy;
import dev.strongroom.simulator.intel.IntelPlatform;
import dev.strongroom.simulator.intel.PckFields;
import dev.strongroom.simulator.intel.QuoteFields;
import dev.strongroom.simulator.intel.TdReportFields;
import dev.strongroom.simulator.vendor.SimulatedNode;
import dev.strongroom.simulator.vendor.SnpReportFields;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Two guests that a Relying Party may ask about, SEV-SNP with an H100 and TDX, with the policies,
/// reference values and collateral that they are appraised by.
public final class Guests {
  /// Name of the policy for [#snp].
  public static final String SNP = "snp-h100";

  /// Name of the policy for [#tdx].
  public static final String TDX = "tdx";

  /// When their certificates, documents and policies were made.
  public static final Instant MADE = now();

  private static final Instant NOT_BEFORE = MADE.minus(Duration.ofDays(2));
  private static final Bytes FMSPC = Bytes.utf8("fmspc!");
  private static final IntelHierarchy INTEL = IntelHierarchy.create(Site.RANDOM, NOT_BEFORE);
  private static final PckFields PCK = new PckFields().fmspc(FMSPC);
  private static final IntelPlatform PLATFORM =
      IntelPlatform.create(INTEL, PCK, Site.RANDOM, NOT_BEFORE);
  private static final SigningKey ISSUER = SigningKey.generate(Site.RANDOM);
  private static final Bytes WORKLOAD = Bytes.utf8("workload").sha384();
  private static final Envelope TICKET = ticket();
  private static final Bytes INIT_DATA = new InitData(Ticket.digest(TICKET)).document();
  private static final SimulatedNode NODE =
      SimulatedNode.create(
          Site.vendors(),
          "relied upon",
          1,
          Owner.MEASUREMENT,
          InitData.hostData(INIT_DATA),
          Site.RANDOM,
          NOT_BEFORE);

  private Guests() {}

  private static Instant now() {
    return Instant.now();
  }

  private static Envelope ticket() {
    var nodes = new IpNetwork(IpAddress.v4(10 << 24), 96 + 8);
    var ticket =
        new Ticket(
            Profile.SIMULATION,
            "acme",
            "llama",
            1,
            9,
            new Ticket.Broker("broker", ISSUER.publicKey(), "log", "key"),
            Bytes.zeros(48),
            WORKLOAD,
            List.of(Bytes.utf8("an authority")),
            List.of(nodes),
            MADE.plus(Duration.ofHours(1)));
    return ISSUER.sign(Ticket.PAYLOAD_TYPE, StrictJson.write(ticket));
  }

  /// Roots of all simulated vendors.
  public static List<Bytes> roots() {
    var all = new ArrayList<>(Site.vendors().rootFingerprints());
    all.add(INTEL.rootFingerprint());
    return all;
  }

  /// Writes the fingerprints of all roots to `file`.
  public static Path writeRoots(Path file) throws IOException {
    return Files.writeString(
        file, roots().stream().map(Bytes::hex).collect(Collectors.joining("\n")));
  }

  /// A good SEV-SNP guest with one H100.
  public static AppraisalRequest snp(Bytes nonce) {
    return snp(nonce, _ -> {});
  }

  /// The same guest, with a report that `change` altered before it was signed.
  public static AppraisalRequest snp(Bytes nonce, Consumer<SnpReportFields> change) {
    var deviceNonce = nonce.concat(Bytes.utf8("device")).sha256();
    var cpu = NODE.cpu(padded(nonce), change);
    return new AppraisalRequest(
        new EvidenceSet(cpu, INIT_DATA, NODE.devices(deviceNonce)),
        nonce,
        deviceNonce,
        AppraisalRequest.Binding.NONE,
        TICKET.toJson(),
        SNP);
  }

  /// A good TDX guest.
  public static AppraisalRequest tdx(Bytes nonce) {
    var td =
        new TdReportFields()
            .mrConfigId(InitData.hostData(INIT_DATA).concat(Bytes.zeros(16)))
            .reportData(padded(nonce));
    var quote = PLATFORM.sign(QuoteFields.tdx5Td15(td));
    var cpu = new Evidence(Scheme.INTEL_TDX, quote, Bytes.empty());
    return new AppraisalRequest(
        new EvidenceSet(cpu, INIT_DATA, List.of()),
        nonce,
        Bytes.empty(),
        AppraisalRequest.Binding.NONE,
        TICKET.toJson(),
        TDX);
  }

  private static Bytes padded(Bytes nonce) {
    return nonce.concat(Bytes.zeros(64 - nonce.length()));
  }

  /// What `result` says of `cpu` or `gpu`.
  public static EarResult.Appraisal part(EarResult result, String name) {
    return Objects.requireNonNull(result.submods().get(name), name);
  }

  /// The policy of each guest, by file name.
  public static Map<String, Bytes> policies() {
    return Map.of(SNP + ".json", snpPolicy().toJson(), TDX + ".json", tdxPolicy().toJson());
  }

  /// Accepts [#snp]; its launch measurement is a reference value.
  public static PolicyDocument snpPolicy() {
    return new PolicyDocument(
        SNP,
        3,
        MADE.plus(Duration.ofDays(1)),
        Profile.SIMULATION,
        List.of("snp"),
        List.of("Genoa"),
        Allowed.values(NODE.platformId()),
        0,
        Map.of("GH100", 1),
        List.of(
            new Pin(Pin.Subject.LAUNCH, "cpu.snp.measurement", Allowed.references("images/launch")),
            new Pin(
                Pin.Subject.INIT_DATA,
                "cpu.snp.host_data",
                Allowed.values(InitData.hostData(INIT_DATA).hex())),
            workload()),
        List.of("nvidia.rim.absent", "nvidia.ocsp.absent", "node.device-unbound"),
        List.of(new PolicyDocument.Reference("images", ISSUER.publicKey(), 2)),
        List.of(
            new PolicyDocument.Expression(
                "policy.no-debug",
                "!cpu.snp.policy.debug",
                "a guest that the host cannot debug",
                "Launch it without debugging.")));
  }

  private static PolicyDocument tdxPolicy() {
    var measured = InitData.hostData(INIT_DATA).concat(Bytes.zeros(16)).hex();
    return new PolicyDocument(
        TDX,
        1,
        MADE.plus(Duration.ofDays(1)),
        Profile.SIMULATION,
        List.of("tdx"),
        List.of(),
        Allowed.anything(),
        0,
        Map.of(),
        List.of(
            new Pin(Pin.Subject.INIT_DATA, "cpu.tdx.mr_config_id", Allowed.values(measured)),
            workload()),
        List.of(),
        List.of(),
        List.of(
            new PolicyDocument.Expression(
                "policy.tcb-up-to-date",
                "cpu.tdx.tcb.status == 'UpToDate'",
                "UpToDate",
                "Update the platform.")));
  }

  private static Pin workload() {
    return new Pin(Pin.Subject.WORKLOAD, "workload.digest", Allowed.values(WORKLOAD.hex()));
  }

  /// Reference values that [#snpPolicy] names.
  public static Envelope references() {
    var manifest =
        new ReferenceManifest(
            "images",
            2,
            NOT_BEFORE,
            MADE.plus(Duration.ofDays(1)),
            Map.of("launch", List.of(Owner.MEASUREMENT.hex())),
            Map.of());
    return ISSUER.sign(ReferenceManifest.PAYLOAD_TYPE, manifest.toJson());
  }

  /// Lists and documents of all vendors.
  public static List<Material> materials() throws MalformedException {
    var set = EvaluationSet.Update.STANDARD;
    var intel = IntelCollateralFields.tdx(INTEL, PCK, MADE).sign();
    var tcbChain = intel.tcbInfoIssuerChain().toPem();
    var amd =
        Site.vendors().amd().revocationList(NOT_BEFORE, MADE.plus(Duration.ofDays(20)), List.of());
    return List.of(
        material(new AmdItem.Crl(SnpProduct.GENOA, AmdItem.Key.VCEK), amd, Bytes.empty()),
        material(new IntelItem.TcbInfo(Tee.TDX, FMSPC, set), intel.tcbInfo().answer(), tcbChain),
        material(new IntelItem.QeIdentity(Tee.TDX, set), intel.qeIdentity().answer(), tcbChain),
        material(
            new IntelItem.PckCrl(IntelItem.PckCa.PLATFORM),
            intel.pckCrl(),
            intel.pckCrlIssuerChain().toPem()),
        material(new IntelItem.RootCrl(), intel.rootCaCrl(), Bytes.empty()));
  }

  private static Material material(Item item, Bytes body, Bytes chain) throws MalformedException {
    return Material.parse(item, body, chain, MADE);
  }

  /// Writes a bundle of everything to `target`.
  public static void writeBundle(Path target, Instant createdAt, Instant expiresAt)
      throws IOException, MalformedException {
    var _ = BundleWriter.writeUnsigned(target, materials(), createdAt, expiresAt);
  }

  /// Configuration of a verifier whose files are laid out below `directory`.
  public static Map<String, String> layOut(Path directory) throws IOException, MalformedException {
    var policies = Files.createDirectories(directory.resolve("policies"));
    for (var policy : policies().entrySet()) {
      Files.write(policies.resolve(policy.getKey()), policy.getValue().toArray());
    }
    var references = Files.createDirectories(directory.resolve("references"));
    Files.write(references.resolve("images.dsse.json"), references().toJson().toArray());
    var bundle = directory.resolve("collateral.zip");
    writeBundle(bundle, NOT_BEFORE, MADE.plus(Duration.ofDays(1)));
    return Map.of(
        "strongroom.broker.verifier.policies", policies.toString(),
        "strongroom.broker.verifier.references", references.toString(),
        "strongroom.broker.collateral", bundle.toString(),
        "strongroom.broker.verifier.key", directory.resolve("results.key").toString());
  }
}
