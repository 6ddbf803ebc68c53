package dev.strongroom.quickstart;

import dev.strongroom.agent.edge.AgentMain;
import dev.strongroom.quickstart.engine.ModelServer;
import dev.strongroom.quickstart.site.Site;
import java.util.ArrayList;
import java.util.List;

/// The command line of the node agent and of the workload that it starts.
///
/// @param site where it runs
public record AgentCommand(Site site) {
  /// Image of the workload as the ticket names it.
  public static final String IMAGE = "strongroom-quickstart";

  /// The workload: the model server; `{weights}` stands for the opened model.
  public List<String> workload() {
    return site.jvm()
        .program(
            "-Xmx128m",
            ModelServer.class.getName(),
            List.of("--model", "{weights}", "--alias", Tour.MODEL));
  }

  /// The agent, with its workload.
  public List<String> words() {
    var layout = site.layout();
    var words = new ArrayList<String>();
    words.addAll(List.of("run", "--broker", site.brokerUrl().toString()));
    words.addAll(List.of("--broker-ca", site.authority().toString()));
    words.addAll(List.of("--ticket", layout.ticket().toString()));
    words.addAll(List.of("--owner-key", layout.ownerPublicKey().toString()));
    words.addAll(List.of("--model-dir", layout.sealed().toString()));
    words.addAll(List.of("--evidence", "simulator", "--address", Tour.NODE_ADDRESS));
    words.addAll(List.of("--evidence-option", "vendors=" + layout.vendors()));
    words.addAll(List.of("--evidence-option", "init-data=" + layout.initData()));
    words.addAll(List.of("--evidence-option", "node=" + Site.NODE));
    words.addAll(List.of("--evidence-option", "devices=" + site.devices().text()));
    words.addAll(List.of("--state", layout.node().toString(), "--image", IMAGE, "--"));
    words.addAll(workload());
    return site.jvm().program("-Xmx256m", AgentMain.class.getName(), words);
  }
}
