package dev.strongroom.quickstart.engine;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A model server in a child process, as its users start it: standard input is a pipe that this
/// process holds open.
final class EngineProcess implements AutoCloseable {
  private final Process process;
  private final URI url;
  private final String ready;

  private EngineProcess(Process process, String ready) {
    this.process = process;
    this.ready = ready;
    this.url = URI.create(ready.substring("READY ".length(), ready.indexOf(" load_ms=")));
  }

  /// Starts a server of `model` as `demo` and waits until it answers. Its temporary files go to
  /// `temporary`.
  static EngineProcess start(Path model, Path temporary, String... more) throws IOException {
    var process = builder(model, temporary, more).start();
    var ready = process.inputReader().readLine();
    if (ready == null || !ready.startsWith("READY ")) {
      process.destroyForcibly();
      throw new IOException(
          "the model server is not ready: "
              + ready
              + " "
              + process.errorReader().readAllAsString());
    }
    return new EngineProcess(process, ready);
  }

  static ProcessBuilder builder(Path model, Path temporary, String... more) {
    var command = java(temporary, ModelServer.class);
    command.addAll(List.of("--model", model.toString(), "--alias", "demo"));
    command.addAll(List.of(more));
    return new ProcessBuilder(command);
  }

  /// The command that runs `main` on this process's class path.
  static List<String> java(Path temporary, Class<?> main) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
  }

  /// Where it answers.
  URI url() {
    return url;
  }

  /// The line it printed.
  String ready() {
    return ready;
  }

  Process process() {
    return process;
  }

  /// Sends SIGTERM and nothing else: [Process#destroy] closes the pipes as well.
  void terminate() {
    process.toHandle().destroy();
  }

  /// Ends it by SIGTERM; fails where that takes more than ten seconds.
  @Override
  public void close() {
    terminate();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
