package dev.strongroom.broker.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Configuration under `strongroom.broker`. A key that is not here stops the start.
@ConfigMapping(prefix = "strongroom.broker")
public interface BrokerConfig {
  /// `production` or `simulation`; there is no default.
  String profile();

  /// `authority` decides, wraps and logs; `verifier` appraises for Relying Parties and holds no
  /// root keyset, no owners and no database.
  @WithDefault("authority")
  String role();

  /// The broker's name: part of every transcript and of every ticket, and the issuer of results.
  @WithDefault("broker")
  String id();

  /// Address to listen on.
  @WithDefault("127.0.0.1")
  String host();

  /// Port to listen on; 0 for any free one.
  @WithDefault("8443")
  int port();

  /// Directory of owners' public keys, one `<owner>.pub.pem` each; an authority needs it.
  Optional<Path> owners();

  /// File of the local root keyset; made on the first start. Simulation only.
  Optional<Path> rootKeyset();

  /// Bundle of collateral that all Evidence is judged with, a directory or an archive; read again
  /// once a minute. Production needs it.
  Optional<Path> collateral();

  /// Which of Intel's TCB documents count: `standard`, `early`, or a tcbEvaluationDataNumber.
  @WithDefault("standard")
  String evaluationSet();

  /// Life of a nonce, at most 60 s.
  @WithDefault("PT60S")
  Duration nonceLifetime();

  /// Where a release stops for a kill test: `STEP:/path/of/file`. Simulation only.
  Optional<String> failpoint();

  /// TLS.
  Tls tls();

  /// The database.
  Storage database();

  /// The simulation profile.
  Simulation simulation();

  /// Appraisals for Relying Parties.
  Verifier verifier();

  /// TLS files.
  interface Tls {
    /// Directory with `ca.pem`, `broker.pem`, `broker.key`.
    Path directory();
  }

  /// PostgreSQL: its own in `directory`, or another one at `url`.
  interface Storage {
    /// Directory of the embedded PostgreSQL; made on the first start.
    Optional<Path> directory();

    /// JDBC URL of an external PostgreSQL; excludes `directory`.
    Optional<String> url();

    /// Role of the running broker at `url`.
    @WithDefault("strongroom_broker")
    String username();

    /// File with that role's password.
    Optional<Path> passwordFile();

    /// Role that owns the tables at `url`, used at start for migrations only.
    @WithDefault("strongroom_owner")
    String migrationUsername();

    /// File with that role's password.
    Optional<Path> migrationPasswordFile();
  }

  /// Roots of the simulation profile.
  interface Simulation {
    /// File or directory of the simulator's roots: PEM certificates, or SHA-256 fingerprints in
    /// hexadecimal, one a line.
    Optional<Path> roots();
  }

  /// Appraisals for Relying Parties: always in the role `verifier`, and in an authority that has
  /// `policies`.
  interface Verifier {
    /// Directory of appraisal policies, `NAME.json` each; read at start.
    Optional<Path> policies();

    /// Directory of signed manifests of reference values, `.json` each; read again once a minute.
    Optional<Path> references();

    /// File of the key that signs results; made on the first start.
    Optional<Path> key();

    /// How long a result may be relied on, at most an hour.
    @WithDefault("PT5M")
    Duration resultLife();
  }
}
