package dev.strongroom.quickstart.evidence;

import dev.strongroom.agent.collect.EvidenceException;
import dev.strongroom.agent.collect.EvidenceProvider;
import dev.strongroom.agent.collect.EvidenceSource;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.simulator.vendor.SimulatedNode;
import dev.strongroom.simulator.vendor.SimulatedVendors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The provider `simulator`: a CPU and accelerators whose reports are bit-exact, signed under the
/// simulator's own vendor hierarchy. Options: `vendors`, the directory of that hierarchy; `node`, a
/// name that tells one simulated machine from another; `init-data`, the document that the guest was
/// launched with; `devices`, one of [Devices], without it one H100.
public final class SimulatorEvidence implements EvidenceProvider {
  /// Launch measurement of the simulated guest, 48 bytes.
  public static final Bytes MEASUREMENT = Bytes.utf8("strongroom demonstration guest").sha384();

  /// What each line about a report begins with.
  public static final String TOLD = "simulator: ";

  private static final Set<String> OPTIONS = Set.of("vendors", "node", "init-data", "devices");

  @Override
  public String name() {
    return "simulator";
  }

  @Override
  public String description() {
    return "simulated SEV-SNP guest with NVIDIA accelerators (vendors=DIR, node=NAME,"
        + " init-data=FILE, devices=NAME)";
  }

  @Override
  public EvidenceSource open(Map<String, String> options) throws EvidenceException {
    if (!OPTIONS.containsAll(options.keySet())) {
      throw new EvidenceException("options: got " + options.keySet() + ", want " + OPTIONS);
    }
    var name = options.getOrDefault("devices", Devices.H100.text());
    var devices =
        Devices.of(name)
            .orElseThrow(
                () -> new EvidenceException("devices: got " + name + ", want " + Devices.names()));
    try {
      var document = Bytes.copyOf(Files.readAllBytes(Path.of(option(options, "init-data"))));
      var vendors = SimulatedVendors.load(Path.of(option(options, "vendors")));
      var node =
          SimulatedNode.create(
              vendors,
              option(options, "node"),
              devices.board(),
              MEASUREMENT,
              InitData.hostData(document),
              new SecureRandom(),
              Instant.now());
      return new Source(node, document);
    } catch (IOException | MalformedException e) {
      throw new EvidenceException("the simulator does not start: " + e.getMessage(), e);
    }
  }

  private static String option(Map<String, String> options, String name) throws EvidenceException {
    var value = options.get(name);
    if (value == null) {
      throw new EvidenceException("want --evidence-option " + name + "=…");
    }
    return value;
  }

  /// Says on standard error what it made, for whoever watches the agent.
  private record Source(SimulatedNode node, Bytes initData) implements EvidenceSource {
    @Override
    public List<Evidence> devices(Bytes nonce) {
      long before = System.nanoTime();
      var made = node.devices(nonce);
      made.forEach(evidence -> tell(evidence, before));
      return made;
    }

    @Override
    public Evidence cpu(Bytes reportData) {
      long before = System.nanoTime();
      var made = node.cpu(reportData);
      tell(made, before);
      return made;
    }

    private static void tell(Evidence made, long begunNanos) {
      System.err.printf(
          Locale.ROOT,
          "%s%s report of %,d bytes, certificates of %,d bytes, made in %d ms%n",
          TOLD,
          made.scheme().text(),
          made.report().length(),
          made.chain().length(),
          (System.nanoTime() - begunNanos) / 1_000_000);
    }

    @Override
    public List<String> collateralHints() {
      return List.of("amd-product:Genoa", "nvidia-architecture:GH100");
    }
  }
}
