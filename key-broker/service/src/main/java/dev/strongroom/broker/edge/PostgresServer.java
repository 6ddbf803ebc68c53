package dev.strongroom.broker.edge;

import dev.strongroom.broker.StartException;
import dev.strongroom.wire.Bytes;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// A PostgreSQL of the broker's own: the real binaries, on loopback, with passwords for every role
/// and full durability. A server that an earlier broker left behind is ended first.
///
/// | In the directory | What |
/// |---|---|
/// | `data` | the cluster |
/// | `binaries` | PostgreSQL, unpacked |
/// | `secrets` | passwords of the roles, for their owner only |
/// | `postgres.log` | the server's own log |
final class PostgresServer implements AutoCloseable {
  /// Role that owns the tables.
  static final String OWNER = "strongroom_owner";

  /// Role of the running broker.
  static final String SERVICE = "strongroom_broker";

  private static final String SUPERUSER = "postgres";
  private static final String DATABASE = "strongroom";
  private static final Duration START_WAIT = Duration.ofSeconds(30);
  private static final Duration STOP_WAIT = Duration.ofSeconds(20);
  private static final int PASSWORD_BYTES = 24;

  private static final Duration HALF_STARTED_WAIT = Duration.ofSeconds(2);
  private static final Duration REVIVE_PAUSE = Duration.ofSeconds(1);
  private static final Logger LOG = System.getLogger(PostgresServer.class.getName());

  private final Path directory;
  private final SecureRandom random;
  private EmbeddedPostgres server;
  private boolean closed;

  private PostgresServer(Path directory, SecureRandom random, EmbeddedPostgres server) {
    this.directory = directory;
    this.random = random;
    this.server = server;
  }

  /// Starts the server on a free port, making the cluster on the first start. If it ends by itself
  /// it is started again.
  ///
  /// @throws StartException if it does not come up
  static PostgresServer start(Path directory, SecureRandom random) throws StartException {
    var home = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(home);
      requireTraversable(home);
      Files.createDirectories(home.resolve("secrets"), ownerOnly("rwx------"));
      var _ = endLeftover(home.resolve("data"));
      var started = new AtomicReference<Optional<PostgresServer>>(Optional.empty());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAtExit(home, started.get())));
      boolean fresh = !Files.exists(secret(home, SUPERUSER));
      var server = new PostgresServer(home, random, launch(home, OptionalInt.empty()));
      started.set(Optional.of(server));
      server.prepare(fresh);
      server.watch();
      return server;
    } catch (IOException | SQLException e) {
      throw new StartException(
          "the embedded PostgreSQL in "
              + home
              + " does not start ("
              + e.getMessage()
              + "): see postgres.log there, or use strongroom.broker.database.url",
          e);
    }
  }

  /// Leaves no server behind when the process is told to end, not even halfway through the start.
  private static void stopAtExit(Path home, Optional<PostgresServer> server) {
    try {
      if (server.isPresent()) {
        server.get().close();
      } else {
        endHalfStarted(home.resolve("data"));
      }
    } catch (IOException | StartException e) {
      LOG.log(Level.ERROR, "the embedded PostgreSQL was not stopped: {0}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends `initdb` or `pg_ctl`, and the server that the latter may have begun: its process file
  /// appears a moment after it.
  private static void endHalfStarted(Path data)
      throws IOException, StartException, InterruptedException {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + HALF_STARTED_WAIT.toNanos();
    while (!endLeftover(data) && System.nanoTime() < deadline) {
      Thread.sleep(HALF_STARTED_WAIT.dividedBy(20));
    }
  }

  /// Starts a server that nobody watches.
  static EmbeddedPostgres launch(Path home, OptionalInt port) throws IOException {
    var builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(home.resolve("data"))
            .setOverrideWorkingDirectory(home.resolve("binaries").toFile())
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(START_WAIT)
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "64")
            .setServerConfig("unix_socket_directories", "")
            .setErrorRedirector(log(home))
            .setOutputRedirector(log(home));
    if (port.isPresent()) {
      builder.setPort(port.getAsInt());
    }
    if (Files.exists(secret(home, SUPERUSER))) {
      builder.setConnectConfig("password", read(home, SUPERUSER));
    }
    return builder.start();
  }

  /// Starts the server again when its process ends.
  private void watch() throws IOException {
    var lines = Files.readAllLines(directory.resolve("data").resolve("postmaster.pid"));
    var postmaster = process(lines.getFirst());
    if (postmaster.isEmpty()) {
      throw new IOException("the server has ended at once");
    }
    var _ = postmaster.get().onExit().thenRunAsync(this::revive);
  }

  private synchronized void revive() {
    if (closed) {
      return;
    }
    LOG.log(Level.WARNING, "the embedded PostgreSQL has ended: starting it again");
    int port = server.getPort();
    try {
      server.close();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "closing what is left of it", e);
    }
    try {
      var _ = endLeftover(directory.resolve("data"));
      server = launch(directory, OptionalInt.of(port));
      watch();
    } catch (IOException | StartException | RuntimeException e) {
      LOG.log(Level.ERROR, "the embedded PostgreSQL does not start: {0}", e.getMessage());
      CompletableFuture.delayedExecutor(REVIVE_PAUSE.toMillis(), TimeUnit.MILLISECONDS)
          .execute(this::revive);
    }
  }

  private static ProcessBuilder.Redirect log(Path home) {
    return ProcessBuilder.Redirect.appendTo(home.resolve("postgres.log").toFile());
  }

  /// PostgreSQL refuses to run as root, so as root it runs under an identity without privileges,
  /// which must get to its files like anybody else.
  private static void requireTraversable(Path home) throws IOException, StartException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return;
    }
    for (var path = home; path != null; path = path.getParent()) {
      var mode = Files.getPosixFilePermissions(path);
      boolean ours = "root".equals(Files.getOwner(path).getName());
      if (!mode.contains(PosixFilePermission.OTHERS_EXECUTE)
          && !(ours && mode.contains(PosixFilePermission.OWNER_EXECUTE))) {
        throw new StartException(
            "the embedded PostgreSQL runs without root's privileges and cannot pass "
                + path
                + " (mode "
                + PosixFilePermissions.toString(mode)
                + "): chmod o+x it, or choose another strongroom.broker.database.directory");
      }
    }
  }

  /// Ends the server that a killed broker left running on this directory.
  ///
  /// @return true if there was one
  private static boolean endLeftover(Path data) throws IOException, StartException {
    boolean ended = false;
    var pidFile = data.resolve("postmaster.pid");
    if (Files.exists(pidFile)) {
      var lines = Files.readAllLines(pidFile);
      var leftover = lines.isEmpty() ? Optional.<ProcessHandle>empty() : process(lines.getFirst());
      if (leftover.isPresent() && runsOn(leftover.get(), data)) {
        leftover.get().destroy();
        awaitEnd(leftover.get(), data);
        ended = true;
      }
    }
    Files.deleteIfExists(data.resolve("epg-lock"));
    return ended;
  }

  private static Optional<ProcessHandle> process(String pid) {
    return pid.strip().matches("\\d{1,10}")
        ? ProcessHandle.of(Long.parseLong(pid.strip()))
        : Optional.empty();
  }

  private static boolean runsOn(ProcessHandle process, Path data) throws IOException {
    var commandLine = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    if (!Files.exists(commandLine)) {
      return false;
    }
    var words = Files.readString(commandLine).split("\0", -1);
    return words[0].endsWith("postgres") && java.util.List.of(words).contains(data.toString());
  }

  private static void awaitEnd(ProcessHandle process, Path data)
      throws IOException, StartException {
    try {
      process.onExit().get(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new StartException(
          "a PostgreSQL of an earlier broker (process "
              + process.pid()
              + ") still runs on "
              + data
              + ": end it",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// Gives every role a password and closes the server to anyone without; then makes roles and
  /// database where they are missing.
  private void prepare(boolean fresh) throws SQLException, IOException {
    for (var role : new String[] {OWNER, SERVICE}) {
      if (!Files.exists(secret(directory, role))) {
        write(role, newPassword());
      }
    }
    try (var admin = server.getPostgresDatabase().getConnection()) {
      ensureRole(admin, OWNER);
      ensureRole(admin, SERVICE);
      if (!exists(admin, "SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        execute(admin, "CREATE DATABASE " + DATABASE + " OWNER " + OWNER);
      }
      execute(admin, "REVOKE ALL ON DATABASE " + DATABASE + " FROM PUBLIC");
      execute(admin, "GRANT CONNECT ON DATABASE " + DATABASE + " TO " + SERVICE);
      if (fresh) {
        var password = newPassword();
        execute(admin, "ALTER ROLE " + SUPERUSER + " PASSWORD '" + password + "'");
        Files.writeString(
            directory.resolve("data").resolve("pg_hba.conf"),
            "host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n");
        execute(admin, "SELECT pg_reload_conf()");
        // Written last: until it is there, the next start takes the cluster for unprepared.
        write(SUPERUSER, password);
      }
    }
  }

  private void ensureRole(Connection admin, String role) throws SQLException, IOException {
    if (!exists(admin, "SELECT FROM pg_roles WHERE rolname = '" + role + "'")) {
      execute(admin, "CREATE ROLE " + role + " LOGIN");
    }
    execute(admin, "ALTER ROLE " + role + " PASSWORD '" + read(directory, role) + "'");
  }

  private static boolean exists(Connection admin, String query) throws SQLException {
    try (var statement = admin.createStatement();
        var rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private static void execute(Connection admin, String command) throws SQLException {
    try (var statement = admin.createStatement()) {
      statement.execute(command);
    }
  }

  private String newPassword() {
    var password = new byte[PASSWORD_BYTES];
    random.nextBytes(password);
    return Bytes.copyOf(password).hex();
  }

  private void write(String role, String password) throws IOException {
    var file = secret(directory, role);
    Files.deleteIfExists(file);
    Files.createFile(file, ownerOnly("rw-------"));
    Files.writeString(file, password);
  }

  private static java.nio.file.attribute.FileAttribute<?> ownerOnly(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  private static String read(Path directory, String role) throws IOException {
    return Files.readString(secret(directory, role));
  }

  private static Path secret(Path directory, String role) {
    return directory.resolve("secrets").resolve(role);
  }

  /// How the broker gets to it.
  Settings.Storage.External storage() {
    return new Settings.Storage.External(
        "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + DATABASE,
        new Settings.Login(SERVICE, Optional.of(secret(directory, SERVICE))),
        new Settings.Login(OWNER, Optional.of(secret(directory, OWNER))));
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    server.close();
  }
}
