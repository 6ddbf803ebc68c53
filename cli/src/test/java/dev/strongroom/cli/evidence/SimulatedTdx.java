package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.collateral.bundle.BundleWriter;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.collateral.item.IntelItem;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.simulator.intel.IntelCollateral;
import dev.strongroom.simulator.intel.IntelCollateralFields;
import dev.strongroom.simulator.intel.IntelHierarchy;
import dev.strongroom.simulator.intel.IntelPlatform;
import dev.strongroom.simulator.intel.PckFields;
import dev.strongroom.simulator.intel.PcsDocument;
import dev.strongroom.simulator.intel.QuoteFields;
import dev.strongroom.simulator.intel.TdReportFields;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A simulated TDX machine whose quote, roots and collateral lie in files. Its TCB is the newest by
/// evaluation data 20; set 21 knows a newer one.
public final class SimulatedTdx {
  /// When everything holds.
  public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  /// What every quote carries, in hexadecimal.
  public static final String NONCE = Bytes.utf8("a nonce of this session").hex();

  private static final int REPORT_DATA_BYTES = 64;

  private final Path directory;
  private final IntelHierarchy intel;
  private final IntelPlatform platform;

  public SimulatedTdx(Path directory) throws IOException {
    this.directory = directory;
    var random = new SecureRandom();
    var since = Instant.parse("2026-11-01T00:00:00Z");
    intel = IntelHierarchy.create(random, since);
    platform = IntelPlatform.create(intel, new PckFields(), random, since);
    Files.createDirectories(roots());
    Files.write(
        roots().resolve("root.pem"), Bytes.utf8(intel.root().certificate().toPem()).toArray());
  }

  /// Directory of the simulated root.
  public Path roots() {
    return directory.resolve("roots");
  }

  /// A guest that nothing is wrong with.
  public static TdReportFields good() {
    var nonce = Bytes.utf8("a nonce of this session");
    return new TdReportFields()
        .mrConfigId(Bytes.utf8("init-data").sha384())
        .reportData(nonce.concat(Bytes.zeros(REPORT_DATA_BYTES - nonce.length())));
  }

  /// The quote of a guest, in a file of its own.
  public Path quote(TdReportFields td) throws IOException {
    var file = Files.createTempFile(directory, "quote", ".bin");
    return Files.write(file, platform.sign(QuoteFields.tdx5Td15(td)).toArray());
  }

  private IntelCollateralFields fields() {
    return IntelCollateralFields.tdx(intel, platform.pck(), NOW);
  }

  /// Collateral of evaluation data 20, in a file.
  public Path collateral() throws IOException {
    return Files.write(directory.resolve("collateral.json"), fields().sign().toJson().toArray());
  }

  /// Collateral of evaluation data 21, after a TCB recovery on 11 November 2026 that this machine
  /// has not followed.
  private IntelCollateral recovered() {
    return fields()
        .tcbInfo(SimulatedTdx::recover)
        .qeIdentity(identity -> identity.set("tcbEvaluationDataNumber", 21))
        .sign();
  }

  private static void recover(PcsDocument info) {
    info.set("tcbEvaluationDataNumber", 21)
        .set("tcbLevels.0.tcbDate", "2026-11-11T00:00:00Z")
        .set("tcbLevels.0.tcb.sgxtcbcomponents.0.svn", 5)
        .set("tdxModuleIdentities.1.tcbLevels.0.tcbDate", "2026-11-11T00:00:00Z")
        .set("tdxModuleIdentities.1.tcbLevels.0.tcb.isvsvn", 14);
  }

  /// A bundle with two sets.
  ///
  /// @param standard true if set 20 is the standard one and 21 the early one; else both are 21
  public Path bundle(boolean standard) throws IOException, MalformedException {
    var file = directory.resolve(standard ? "promotion-to-come.zip" : "promoted.zip");
    if (Files.exists(file)) {
      return file;
    }
    var now = fields().sign();
    var sets = new LinkedHashMap<EvaluationSet, IntelCollateral>();
    sets.put(EvaluationSet.Update.STANDARD, standard ? now : recovered());
    sets.put(EvaluationSet.Update.EARLY, recovered());
    var materials = new LinkedHashMap<String, Material>();
    for (var set : sets.entrySet()) {
      var collateral = set.getValue();
      var fmspc = Bytes.ofHex("fmspc", fmspc());
      add(
          materials,
          new IntelItem.TcbInfo(Tee.TDX, fmspc, set.getKey()),
          collateral.tcbInfo().answer(),
          collateral.tcbInfoIssuerChain().toPem());
      add(
          materials,
          new IntelItem.QeIdentity(Tee.TDX, set.getKey()),
          collateral.qeIdentity().answer(),
          collateral.qeIdentityIssuerChain().toPem());
    }
    add(
        materials,
        new IntelItem.PckCrl(IntelItem.PckCa.PLATFORM),
        now.pckCrl(),
        now.pckCrlIssuerChain().toPem());
    add(materials, new IntelItem.RootCrl(), now.rootCaCrl(), Bytes.empty());
    BundleWriter.writeUnsigned(
        file,
        List.copyOf(materials.values()),
        NOW.minus(Duration.ofHours(1)),
        NOW.plus(Duration.ofDays(7)));
    return file;
  }

  private String fmspc() {
    var text = platform.pck().toString();
    return text.replaceFirst(".*FMSPC ", "").replaceFirst(",.*", "");
  }

  private static void add(Map<String, Material> out, Item item, Bytes body, Bytes chain)
      throws MalformedException {
    out.put(item.name(), Material.parse(item, body, chain, NOW));
  }
}
