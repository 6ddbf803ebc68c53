package dev.strongroom.detector.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Every option of the detector. Unknown options below the prefix stop the start.
@ConfigMapping(prefix = "strongroom.detector")
public interface DetectorConfig {
  /// Trust profile, `production` or `simulation`; a broker of the other one is refused.
  @WithDefault("production")
  String profile();

  /// Directory for totals and alerts; made if absent.
  @WithDefault("detector-state")
  Path state();

  /// Where datagrams come in.
  Collector collector();

  /// The broker.
  Broker broker();

  /// Our own TLS identity and whom we trust.
  Tls tls();

  /// Pages and API.
  Http http();

  /// What belongs to the site.
  Site site();

  /// Egress budgets that are not the broker's.
  Budget budget();

  /// Gateways' signed reports.
  Gateway gateway();

  /// Where datagrams come in.
  interface Collector {
    /// Address to bind.
    @WithDefault("127.0.0.1")
    String address();

    /// UDP port to bind, 0 for any free one.
    @WithDefault("4739")
    int port();

    /// Networks from which exporters may send; datagrams from elsewhere are counted and dropped.
    @WithDefault("127.0.0.0/8,::1/128")
    List<String> exporters();

    /// Datagrams that may wait for decoding; further ones are counted and dropped.
    @WithDefault("8192")
    int queue();

    /// An exporter that sent nothing for so long is shown as silent.
    @WithDefault("PT5M")
    Duration silence();
  }

  /// The broker.
  interface Broker {
    /// Base URL.
    @WithDefault("https://127.0.0.1:8443")
    URI url();
  }

  /// Our own TLS identity and whom we trust.
  interface Tls {
    /// Directory with `ca.pem`, `detector.pem` and `detector.key`.
    @WithDefault("tls")
    Path directory();
  }

  /// Pages and API.
  interface Http {
    /// HTTPS port to bind, 0 for any free one.
    @WithDefault("8446")
    int port();
  }

  /// What belongs to the site.
  interface Site {
    /// Networks of the site; bytes from them to anywhere else leave it.
    @WithDefault("10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7")
    List<String> networks();

    /// Addresses of gateways, whose signed reports account for what they send.
    Optional<List<String>> gateways();

    /// How long after its lease a node still counts as a holder.
    @WithDefault("PT10M")
    Duration linger();
  }

  /// Egress budgets that are not the broker's, over 30 days.
  interface Budget {
    /// Bytes that may leave the site from senders that nobody accounts for.
    @WithDefault("100000000000")
    long unattributedBytes();

    /// Response bytes that one tenant may get from one model.
    @WithDefault("10000000000")
    long servedBytes();
  }

  /// Gateways' signed reports.
  interface Gateway {
    /// PEM files of the gateways' public keys; without one, no report is accepted.
    Optional<List<Path>> keys();
  }
}
