package dev.strongroom.detector.edge;

import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.PublicKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The options, judged once at the start.
///
/// @param profile trust profile
/// @param state directory for totals and alerts
/// @param collector where datagrams come in
/// @param exporters networks from which they may come
/// @param queueDatagrams that may wait
/// @param silence after which an exporter is silent
/// @param broker base URL
/// @param tls directory of PEM files
/// @param httpPort of pages and API
/// @param site networks of the site
/// @param gateways addresses of gateways
/// @param linger of holders
/// @param unattributedBudgetBytes over 30 days
/// @param servedBudgetBytes over 30 days, for one tenant and model
/// @param gatewayKeys public keys of gateways
record Settings(
    Profile profile,
    Path state,
    InetSocketAddress collector,
    List<IpNetwork> exporters,
    int queueDatagrams,
    Duration silence,
    URI broker,
    Path tls,
    int httpPort,
    List<IpNetwork> site,
    List<IpNetwork> gateways,
    Duration linger,
    long unattributedBudgetBytes,
    long servedBudgetBytes,
    List<PublicKey> gatewayKeys) {
  private static final String PREFIX = "strongroom.detector.";
  private static final int MAX_PORT = 65535;

  Settings {
    exporters = List.copyOf(exporters);
    site = List.copyOf(site);
    gateways = List.copyOf(gateways);
    gatewayKeys = List.copyOf(gatewayKeys);
  }

  /// Judges `config`.
  ///
  /// @throws MalformedException naming the option that is wrong, and what is wanted
  static Settings of(DetectorConfig config) throws MalformedException {
    return new Settings(
        profile(config.profile()),
        config.state(),
        new InetSocketAddress(
            address(config.collector().address()),
            port("collector.port", config.collector().port())),
        IpNetwork.parseAll(PREFIX + "collector.exporters", config.collector().exporters()),
        (int) atLeast("collector.queue", 1, config.collector().queue()),
        positive("collector.silence", config.collector().silence()),
        config.broker().url(),
        config.tls().directory(),
        port("http.port", config.http().port()),
        IpNetwork.parseAll(PREFIX + "site.networks", config.site().networks()),
        IpNetwork.parseAll(PREFIX + "site.gateways", config.site().gateways().orElse(List.of())),
        positive("site.linger", config.site().linger()),
        atLeast("budget.unattributed-bytes", 0, config.budget().unattributedBytes()),
        atLeast("budget.served-bytes", 0, config.budget().servedBytes()),
        keys(config.gateway().keys().orElse(List.of())));
  }

  private static Profile profile(String text) throws MalformedException {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "production" -> Profile.PRODUCTION;
      case "simulation" -> Profile.SIMULATION;
      default -> throw wrong("profile", text, "production or simulation");
    };
  }

  private static InetAddress address(String text) throws MalformedException {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw wrong("collector.address", text, "an IP address");
    }
  }

  private static int port(String option, int port) throws MalformedException {
    if (port < 0 || port > MAX_PORT) {
      throw wrong(option, Integer.toString(port), "0 to 65535");
    }
    return port;
  }

  private static long atLeast(String option, long least, long value) throws MalformedException {
    if (value < least) {
      throw wrong(option, Long.toString(value), "at least " + least);
    }
    return value;
  }

  private static Duration positive(String option, Duration value) throws MalformedException {
    if (value.isNegative()) {
      throw wrong(option, value.toString(), "a duration that is not negative");
    }
    return value;
  }

  private static List<PublicKey> keys(List<Path> files) throws MalformedException {
    var keys = new ArrayList<PublicKey>();
    for (var file : files) {
      try {
        keys.add(PublicKey.ofPem(Files.readString(file)));
      } catch (IOException e) {
        throw wrong("gateway.keys", file.toString(), "a readable PEM file with a public key");
      }
    }
    return keys;
  }

  private static MalformedException wrong(String option, String got, String want) {
    return new MalformedException(PREFIX + option, -1, "got '" + got + "', want " + want);
  }
}
