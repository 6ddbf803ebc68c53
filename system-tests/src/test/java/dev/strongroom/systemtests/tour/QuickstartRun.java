package dev.strongroom.systemtests.tour;

import dev.strongroom.quickstart.site.Child;
import dev.strongroom.quickstart.site.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// One run of `./strongroom quickstart` on free ports.
final class QuickstartRun implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final String STATE = "Files and logs of this site: ";

  private final Child child;
  private final Path log;
  private final Ports ports;

  private QuickstartRun(Child child, Path log, Ports ports) {
    this.child = child;
    this.log = log;
    this.ports = ports;
  }

  static QuickstartRun start(Path directory, String... options) throws IOException {
    return start(directory, Ports.free(), options);
  }

  /// With the broker on `brokerPort`, taken or not.
  static QuickstartRun startOn(Path directory, int brokerPort) throws IOException {
    var free = Ports.free();
    var ports =
        new Ports(brokerPort, free.gateway(), free.management(), free.detector(), free.collector());
    return start(directory, ports, "--once");
  }

  private static QuickstartRun start(Path directory, Ports ports, String... options)
      throws IOException {
    var root = Path.of(System.getProperty("strongroom.root")).toAbsolutePath().normalize();
    // A shell without job control starts background work with SIGINT ignored, and that is
    // inherited.
    var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(List.of(root.resolve("strongroom").toString(), "quickstart"));
    command.addAll(List.of(options));
    command.addAll(List.of("--broker-port", "" + ports.broker()));
    command.addAll(List.of("--gateway-port", "" + ports.gateway()));
    command.addAll(List.of("--management-port", "" + ports.management()));
    command.addAll(List.of("--detector-port", "" + ports.detector()));
    command.addAll(List.of("--collector-port", "" + ports.collector()));
    var log = directory.resolve("quickstart.log");
    return new QuickstartRun(Child.start("quickstart", command, log), log, ports);
  }

  /// Waits until it prints a line that starts with `start`.
  String await(String start) throws Exception {
    return child.await(line -> line.startsWith(start), LIMIT).text();
  }

  /// Where it keeps its files.
  Path state() throws Exception {
    return Path.of(await(STATE).substring(STATE.length()));
  }

  int exitStatus() throws InterruptedException {
    return child.exitStatus(LIMIT).orElseThrow();
  }

  String output() throws IOException {
    return Files.readString(log);
  }

  /// Answers a question.
  void type(String line) throws IOException {
    child.type(line);
  }

  /// Takes the broker's port away from it.
  ServerSocket occupyBrokerPort() throws IOException {
    return new ServerSocket(ports.broker(), 1, InetAddress.getLoopbackAddress());
  }

  /// What Ctrl-C does.
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(child.pid())).start().waitFor();
  }

  /// Command lines of living processes that mention `state`.
  static List<String> processesOf(Path state) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> commandLine(process.pid()))
        .filter(line -> line.contains(state.toString()))
        .toList();
  }

  private static Stream<String> commandLine(long pid) {
    try {
      return Stream.of(
          Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' '));
    } catch (IOException _) {
      return Stream.empty(); // it ended meanwhile
    }
  }

  @Override
  public void close() {
    child.close();
  }
}
