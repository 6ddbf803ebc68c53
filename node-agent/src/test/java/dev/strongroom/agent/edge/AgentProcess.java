package dev.strongroom.agent.edge;

import dev.strongroom.agent.testkit.FakeBroker;
import dev.strongroom.agent.testkit.Site;
import dev.strongroom.agent.testkit.TinyModelServer;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.protocol.release.Workload;
import dev.strongroom.wire.dsse.Envelope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// The real program in a process of its own, beside a tiny model server.
final class AgentProcess implements AutoCloseable {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();
  private static final String CLASSES = Path.of("target/test-classes").toAbsolutePath().toString();
  private static final Pattern CHILD = Pattern.compile("workload started, process (\\d+)");

  private final Process process;
  private final Path errors;
  private final BufferedReader output;

  private AgentProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static Workload workload(String mode) {
    var argv =
        List.of(
            JAVA, "-Xmx64m", "-cp", CLASSES, TinyModelServer.class.getName(), "{weights}", mode);
    return new Workload(JAVA, argv, new TreeMap<>(java.util.Map.of("LANG", "C.UTF-8")));
  }

  static AgentProcess start(Site site, FakeBroker broker, Workload workload, String... more)
      throws IOException {
    var ticket = site.ticketFor(broker.desk().identity(), workload);
    return start(site, broker, workload, ticket, more);
  }

  static AgentProcess start(
      Site site, FakeBroker broker, Workload workload, Envelope ticket, String... more)
      throws IOException {
    var file = site.directory().resolve("ticket.dsse.json");
    Files.write(file, ticket.toJson().toArray());
    var line = new ArrayList<String>();
    line.addAll(
        List.of(
            JAVA,
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            AgentMain.class.getName(),
            "run"));
    line.addAll(List.of("--broker", broker.url().toString()));
    line.addAll(List.of("--broker-ca", broker.authority().toString()));
    line.addAll(List.of("--ticket", file.toString()));
    line.addAll(List.of("--owner-key", site.directory().resolve("owner.pub.pem").toString()));
    line.addAll(List.of("--model-dir", site.model().toString()));
    if (!List.of(more).contains("--evidence")) {
      line.addAll(List.of("--evidence", "made-up"));
      line.addAll(List.of("--evidence-option", "ticket=" + Ticket.digest(ticket).hex()));
    }
    line.addAll(List.of("--address", "10.20.0.11"));
    line.addAll(List.of("--state", site.directory().resolve("state").toString()));
    workload.environment().forEach((n, v) -> line.addAll(List.of("--env", n + "=" + v)));
    line.addAll(List.of(more));
    line.add("--");
    line.addAll(workload.argv());
    var errors = Files.createTempFile(site.directory(), "agent", ".err");
    var process = new ProcessBuilder(line).redirectError(errors.toFile()).start();
    return new AgentProcess(process, errors);
  }

  /// Waits for the line that says where it serves.
  Ready awaitReady() throws IOException {
    var line = output.readLine();
    if (line == null || !line.startsWith("READY ")) {
      throw new AssertionError("no READY line but " + line + "; said: " + errors());
    }
    return Ready.parse(line);
  }

  /// What the READY line says.
  record Ready(URI base, String line) {
    private static Ready parse(String line) {
      return new Ready(URI.create(line.split(" ", -1)[1]), line);
    }
  }

  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("still runs; said: " + errors());
    }
    return process.exitValue();
  }

  /// SIGTERM.
  void terminate() {
    process.toHandle().destroy();
  }

  /// SIGKILL.
  void kill() {
    process.toHandle().destroyForcibly();
  }

  void signal(String name) throws IOException, InterruptedException {
    var _ = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  ProcessHandle child() {
    var match = CHILD.matcher(errors());
    if (!match.find()) {
      throw new AssertionError("no workload; said: " + errors());
    }
    return ProcessHandle.of(Long.parseLong(match.group(1))).orElseThrow();
  }

  long pid() {
    return process.pid();
  }

  /// What it said on standard error so far.
  String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    var descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    output.close();
  }
}
