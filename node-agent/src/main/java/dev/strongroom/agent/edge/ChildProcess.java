package dev.strongroom.agent.edge;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.agent.workload.ReadyLine;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The workload. It gets exactly the environment that it is given, and starts in `/`, so that no
/// name on its command line leads where the host likes. Its standard input is a pipe on which
/// nothing is ever said: the end of it means that the agent is gone, by whatever cause, and the
/// workload must end too. Its standard error is the agent's. Thread-safe.
final class ChildProcess implements AutoCloseable {
  private static final File ROOT = new File("/");
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);

  private final Process process;
  private final CompletableFuture<URI> ready = new CompletableFuture<>();

  private ChildProcess(Process process) {
    this.process = process;
  }

  /// Starts it.
  ///
  /// @throws AgentException [Fault#WORKLOAD_FAILED] if there is no such program
  static ChildProcess start(List<String> commandLine, Map<String, String> environment)
      throws AgentException {
    var builder = new ProcessBuilder(commandLine).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.directory(ROOT);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      var child = new ChildProcess(builder.start());
      Thread.ofVirtual().name("workload-output").start(child::read);
      return child;
    } catch (IOException e) {
      throw new AgentException(
          Fault.WORKLOAD_FAILED, "the workload does not start: " + e.getMessage(), e);
    }
  }

  /// Number of the process.
  long pid() {
    return process.pid();
  }

  /// Exit status, once it ended.
  CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /// Waits until it says where it serves.
  ///
  /// @throws AgentException [Fault#WORKLOAD_FAILED] if it ends, or takes longer than `patience`
  /// @throws InterruptedException if the agent is told to end
  URI awaitReady(Duration patience) throws AgentException, InterruptedException {
    try {
      return ready.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AgentException(
          Fault.WORKLOAD_FAILED,
          "the workload did not print READY http://127.0.0.1:<port> within "
              + patience
              + " (--ready-timeout)",
          e);
    } catch (ExecutionException e) {
      throw new AgentException(
          Fault.WORKLOAD_FAILED, "the workload closed its output before it was ready", e);
    }
  }

  private void read() {
    try (var in = process.getInputStream()) {
      while (true) {
        var line = line(in);
        if (line == null) {
          break;
        }
        ReadyLine.parse(line).ifPresent(ready::complete);
      }
    } catch (IOException _) {
      // The pipe ends with the process; who waits for it hears so below.
    }
    ready.completeExceptionally(new IOException("end of output"));
  }

  /// The next line, cut to what a ready line may have, or null at the end.
  private static @org.jspecify.annotations.Nullable String line(InputStream in) throws IOException {
    var text = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
      }
      if (text.length() <= ReadyLine.MAX_CHARS) {
        text.append((char) c);
      }
    }
    var bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }

  /// Asks it to end, and ends it and whatever it started when the grace is over. Not interruptible.
  @Override
  public void close() {
    var descendants = process.descendants().toList();
    process.destroy();
    if (!endsWithin(GRACE)) {
      process.destroyForcibly();
      if (!endsWithin(AFTER_KILL)) {
        throw new IllegalStateException("process " + pid() + " outlives SIGKILL");
      }
    }
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  private boolean endsWithin(Duration patience) {
    process.onExit().completeOnTimeout(process, patience.toMillis(), TimeUnit.MILLISECONDS).join();
    return !process.isAlive();
  }
}
