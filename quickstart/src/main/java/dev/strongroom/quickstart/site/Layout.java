package dev.strongroom.quickstart.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Where the site keeps its files.
///
/// | Folder | Whose |
/// |---|---|
/// | `owner/` | the model owner's machine: plain weights until they are sealed, keys, policy, ticket |
/// | `store/` | any object store: the sealed model |
/// | `node/` | the node: what the agent remembers; never plain weights |
/// | `vendors/` | the simulated vendors' key hierarchies |
/// | `tls/` | the site authority and what it issued |
/// | `broker/`, `gateway/`, `detector/` | the services |
/// | `auditor/` | a checkpoint kept outside of the broker |
/// | `logs/` | one file a process |
///
/// @param root all of it
public record Layout(Path root) {
  /// Makes the folders. The root is traversable by others, because an embedded PostgreSQL that is
  /// started by root runs as another user; what is secret is in files readable by their owner only.
  static Layout create(Path root) throws IOException {
    var layout = new Layout(root);
    for (var folder :
        List.of(
            layout.owner(),
            layout.weights(),
            layout.ownersKnownToBroker(),
            layout.broker(),
            layout.gateway(),
            layout.detector(),
            layout.node(),
            layout.tls(),
            layout.auditor(),
            layout.logs())) {
      Files.createDirectories(folder);
    }
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
    return layout;
  }

  Path owner() {
    return root.resolve("owner");
  }

  public Path weights() {
    return owner().resolve("weights");
  }

  public Path ownerKey() {
    return owner().resolve("acme.key");
  }

  public Path ownerPublicKey() {
    return owner().resolve("acme.pub.pem");
  }

  public Path ownersKnownToBroker() {
    return broker().resolve("owners");
  }

  public Path modelKey() {
    return owner().resolve("demo.model-key");
  }

  public Path policy() {
    return owner().resolve("policy.dsse.json");
  }

  public Path ticket() {
    return owner().resolve("ticket.dsse.json");
  }

  public Path initData() {
    return owner().resolve("init-data.toml");
  }

  public Path sealed() {
    return root.resolve("store").resolve("demo");
  }

  public Path broker() {
    return root.resolve("broker");
  }

  public Path database() {
    return broker().resolve("database");
  }

  /// What vendors say of the node, as a bundle.
  public Path collateral() {
    return broker().resolve("collateral.zip");
  }

  public Path gateway() {
    return root.resolve("gateway");
  }

  public Path detector() {
    return root.resolve("detector");
  }

  public Path node() {
    return root.resolve("node");
  }

  public Path vendors() {
    return root.resolve("vendors");
  }

  public Path tls() {
    return root.resolve("tls");
  }

  public Path auditor() {
    return root.resolve("auditor");
  }

  public Path logs() {
    return root.resolve("logs");
  }
}
