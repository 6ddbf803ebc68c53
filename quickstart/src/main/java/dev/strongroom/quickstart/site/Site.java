package dev.strongroom.quickstart.site;

import dev.strongroom.collateral.bundle.Manifest;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.quickstart.evidence.Devices;
import dev.strongroom.quickstart.evidence.VendorCollateral;
import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.simulator.vendor.SimulatedVendors;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// A whole site on loopback: authority, simulated vendors, the three services as processes of their
/// own. Closing it ends every process that it started.
public final class Site implements AutoCloseable {
  /// Name of its node, which chip and device ids follow from.
  public static final String NODE = "node-1";

  /// How often its broker gets fresh collateral.
  public static final Duration RENEWAL = CollateralRenewal.PERIOD;

  private final Layout layout;
  private final Ports ports;
  private final Jvm jvm;
  private final SitePki pki;
  private final Devices devices;
  private final CollateralRenewal collateral;
  private final Deque<Child> children = new ArrayDeque<>();
  private boolean closed;

  private Site(
      Layout layout,
      Ports ports,
      Jvm jvm,
      SitePki pki,
      Devices devices,
      CollateralRenewal collateral) {
    this.layout = layout;
    this.ports = ports;
    this.jvm = jvm;
    this.pki = pki;
    this.devices = devices;
    this.collateral = collateral;
  }

  /// Lays out `root` and makes certificates, simulated vendors and what they say of the node.
  ///
  /// @param devices accelerators of the node
  public static Site create(Path root, Ports ports, Jvm jvm, Devices devices, Instant now)
      throws IOException {
    var layout = Layout.create(root);
    var random = new SecureRandom();
    var pki = SitePki.create(layout.tls(), now, random);
    for (var role : List.of("broker", "gateway", "detector", "operator", "auditor")) {
      pki.issue(role);
    }
    var vendors = SimulatedVendors.create(random, now);
    vendors.save(layout.vendors());
    var collateral =
        CollateralRenewal.begin(
            new VendorCollateral(vendors, devices, NODE), layout.collateral(), now);
    collateral.start();
    return new Site(layout, ports, jvm, pki, devices, collateral);
  }

  public Layout layout() {
    return layout;
  }

  public Jvm jvm() {
    return jvm;
  }

  /// The accelerators of its node.
  public Devices devices() {
    return devices;
  }

  /// The collateral that its broker starts with.
  public Manifest collateral() {
    return collateral.first();
  }

  /// Certificate of the site's authority.
  public Path authority() {
    return pki.authority();
  }

  public URI brokerUrl() {
    return https(ports.broker());
  }

  public URI gatewayUrl() {
    return https(ports.gateway());
  }

  public URI detectorUrl() {
    return https(ports.detector());
  }

  Ports ports() {
    return ports;
  }

  public int managementPort() {
    return ports.management();
  }

  public int collectorPort() {
    return ports.collector();
  }

  private static URI https(int port) {
    return URI.create("https://127.0.0.1:" + port);
  }

  /// A client of the broker with the identity of `role`.
  public BrokerClient broker(String role) throws IOException, MalformedException {
    var tls =
        ClientTls.mutual(
            authority(), layout.tls().resolve(role + ".pem"), layout.tls().resolve(role + ".key"));
    return new BrokerClient(brokerUrl(), tls);
  }

  /// Options by which a command of the command line reaches the broker without an identity.
  public List<String> anonymousBrokerOptions() {
    return List.of("--broker", brokerUrl().toString(), "--ca", authority().toString());
  }

  /// Options by which a command of the command line reaches the broker as `role`.
  public List<String> brokerOptions(String role) {
    return List.of(
        "--broker",
        brokerUrl().toString(),
        "--ca",
        authority().toString(),
        "--identity",
        layout.tls().resolve(role).toString());
  }

  /// Starts the service of `module` with `configuration`, without waiting for it.
  public Child startService(String name, String module, String configuration) throws IOException {
    var file = layout.root().resolve(name).resolve(name + ".properties");
    Files.writeString(file, configuration);
    return start(name, jvm.service(module, file));
  }

  /// Starts any program of the site.
  public Child start(String name, List<String> command) throws IOException {
    synchronized (children) {
      if (closed) {
        throw new IOException("the site is closing");
      }
      var child = Child.start(name, command, layout.logs().resolve(name + ".log"));
      children.push(child);
      return child;
    }
  }

  /// Ends all processes: asks each, last started first, then waits for them. Safe to call again.
  @Override
  public void close() {
    collateral.close();
    List<Child> running;
    synchronized (children) {
      closed = true;
      running = new ArrayList<>(children);
      children.clear();
    }
    running.forEach(Child::askToEnd);
    running.forEach(Child::close);
  }
}
