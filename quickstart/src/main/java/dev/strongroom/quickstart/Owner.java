package dev.strongroom.quickstart;

import dev.strongroom.protocol.Profile;
import dev.strongroom.quickstart.evidence.SimulatorEvidence;
import dev.strongroom.quickstart.site.CommandLineTool;
import dev.strongroom.quickstart.site.Site;
import dev.strongroom.quickstart.site.TourException;
import dev.strongroom.simulator.vendor.SimulatedNode;
import java.util.ArrayList;
import java.util.List;

/// What the model's owner does, command by command. Each returns what the command printed.
///
/// @param site where the owner's files and the broker are
public record Owner(Site site) {
  /// Signs the release policy: the simulated guest with exactly its accelerators.
  public String policy() throws TourException {
    var layout = site.layout();
    var tcb = SimulatedNode.tcb();
    var words = words("policy new --profile " + Profile.SIMULATION.text() + " --owner acme");
    words.addAll(List.of("--key", layout.ownerKey().toString(), "--model", "demo"));
    words.addAll(List.of("--measurement", SimulatorEvidence.MEASUREMENT.hex()));
    words.add("--minimum-tcb");
    words.add(tcb.bootloader() + "," + tcb.tee() + "," + tcb.snp() + "," + tcb.microcode());
    site.devices().accelerators().forEach(a -> words.addAll(List.of("--accelerator", a)));
    words.addAll(words("--lease PT20S --heartbeat PT4S"));
    site.devices().accepted().forEach(code -> words.addAll(List.of("--accept-warning", code)));
    words.addAll(List.of("--out", layout.policy().toString()));
    return CommandLineTool.require(words);
  }

  /// Seals the weights and signs their manifest.
  public String seal() throws TourException {
    var layout = site.layout();
    var words = words("model seal --model demo");
    words.addAll(List.of(layout.weights().toString(), "--out", layout.sealed().toString()));
    words.addAll(List.of("--key", layout.ownerKey().toString()));
    words.addAll(List.of("--model-key", layout.modelKey().toString()));
    words.addAll(List.of("--policy", layout.policy().toString()));
    return CommandLineTool.require(words);
  }

  /// Registers the sealed model with the broker.
  public String enrol() throws TourException {
    var layout = site.layout();
    var words = words("model enrol --allow 10.0.0.0/8");
    words.add(layout.sealed().toString());
    words.addAll(List.of("--key", layout.ownerKey().toString()));
    words.addAll(List.of("--model-key", layout.modelKey().toString()));
    words.addAll(List.of("--policy", layout.policy().toString()));
    words.addAll(site.anonymousBrokerOptions());
    return CommandLineTool.require(words);
  }

  /// Signs the ticket for the model server and writes the guest's init-data.
  public String ticket() throws TourException {
    var layout = site.layout();
    var words = words("ticket sign --owner acme --model demo");
    words.addAll(List.of("--key", layout.ownerKey().toString()));
    words.addAll(List.of("--policy", layout.policy().toString(), "--image", AgentCommand.IMAGE));
    words.addAll(List.of("--out", layout.ticket().toString()));
    words.addAll(List.of("--gateway-ca", site.authority().toString()));
    words.addAll(List.of("--network", Tour.NODES));
    words.addAll(List.of("--init-data", layout.initData().toString()));
    words.addAll(site.anonymousBrokerOptions());
    words.add("--");
    words.addAll(new AgentCommand(site).workload());
    return CommandLineTool.require(words);
  }

  private static List<String> words(String line) {
    return new ArrayList<>(List.of(line.split(" ", -1)));
  }
}
