package dev.strongroom.quickstart.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.quickstart.model.DemoModel;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How the model server starts and ends.
@Timeout(60)
class ModelServerLifecycleTest {
  private static final String LONG_ANSWER =
      "{\"model\":\"demo\",\"prompt\":\"x\",\"max_tokens\":1900,\"stream\":true}";

  @TempDir Path directory;
  @TempDir Path temporary;

  @Test
  void loadsAMemoryFileOfItsParent() throws Throwable {
    try (var memory = MemoryFile.create()) {
      DemoModel.write(memory.path(), 42);
      try (var server = EngineProcess.start(memory.path(), temporary)) {
        assertThat(complete(server, "{\"model\":\"demo\",\"prompt\":\"x\",\"max_tokens\":3}"))
            .contains("\"completion_tokens\":3");
        // The weights are shared, not copied.
        assertThat(Path.of("/proc", "" + server.process().pid(), "maps"))
            .content()
            .contains("/memfd:weights");
      }
    }
  }

  @Test
  void announcesItselfInOneLineAndIsSilentOtherwise() throws Exception {
    var server = EngineProcess.start(model(), temporary);
    complete(server, "{\"model\":\"demo\",\"prompt\":\"x\",\"max_tokens\":3}");
    server.close();

    assertThat(server.ready()).matches("READY http://127\\.0\\.0\\.1:\\d+ load_ms=\\d+");
    assertThat(server.process().inputReader().readAllAsString()).isEmpty();
    assertThat(server.process().errorReader().readAllAsString()).isEmpty();
  }

  @Test
  void leavesNoTemporaryFileEvenWhileItRuns() throws Exception {
    try (var _ = EngineProcess.start(model(), temporary)) {
      assertThat(temporary).isEmptyDirectory();
    }
  }

  @Test
  void endsOnSigterm() throws Exception {
    var server = EngineProcess.start(model(), temporary);

    server.terminate();

    assertEnds(server.process(), 143);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void endsOnSigtermWhileItAnswers() throws Exception {
    var server = EngineProcess.start(model(), temporary);
    var client = HttpClient.newHttpClient();
    try {
      var answer = client.send(request(server, LONG_ANSWER), BodyHandlers.ofInputStream());
      assertThat(answer.body().read()).isEqualTo('d');

      server.terminate();

      assertEnds(server.process(), 143);
    } finally {
      client.shutdownNow();
    }
  }

  @Test
  void endsWithItsInput() throws Exception {
    var server = EngineProcess.start(model(), temporary);

    server.process().outputWriter().close();

    assertEnds(server.process(), 0);
  }

  @Test
  void endsWhenItsParentIsKilled() throws Exception {
    var command = EngineProcess.java(temporary, Parent.class);
    command.add(model().toString());
    command.add(temporary.toString());
    var parent = new ProcessBuilder(command).start();
    var line = parent.inputReader().readLine();
    assertThat(line).as("the process id of the server").isNotNull();
    var server = ProcessHandle.of(Long.parseLong(line)).orElseThrow();

    parent.destroyForcibly();

    server.onExit().get(3, TimeUnit.SECONDS);
    assertThat(server.isAlive()).isFalse();
  }

  /// A process that starts a model server, says its process id, and waits to be killed.
  static final class Parent {
    private Parent() {}

    public static void main(String... arguments) throws Exception {
      var server = EngineProcess.start(Path.of(arguments[0]), Path.of(arguments[1]));
      System.out.println(server.process().pid());
      System.out.flush();
      server.process().waitFor();
    }
  }

  @Test
  void refusesAMissingModel() throws Exception {
    assertRefuses(directory.resolve("absent.gguf"), "absent.gguf: is not there");
  }

  @Test
  void refusesWhatIsNoModel() throws Exception {
    var file = Files.writeString(directory.resolve("text.gguf"), "not a model at all");

    assertRefuses(file, "text.gguf: the engine refuses it");
  }

  @Test
  void refusesATruncatedModel() throws Exception {
    var file = model();
    try (var channel = Files.newByteChannel(file, java.nio.file.StandardOpenOption.WRITE)) {
      channel.truncate(20_000_000);
    }

    assertRefuses(file, "the engine refuses it");
  }

  @Test
  void refusesAPortInUse() throws Exception {
    try (var server = EngineProcess.start(model(), temporary)) {
      var port = String.valueOf(server.url().getPort());

      assertRefuses(directory.resolve("model.gguf"), "--port: cannot listen", "--port", port);
    }
  }

  @Test
  void refusesToListenBeyondThisMachine() throws Exception {
    assertRefuses(model(), "--host: got 0.0.0.0", "--host", "0.0.0.0");
  }

  private void assertRefuses(Path model, String message, String... more) throws Exception {
    var process = EngineProcess.builder(model, temporary, more).start();
    assertEnds(process, 1);
    // llama.cpp adds a line of its own before ours where it does not even recognise the format.
    var lines = process.errorReader().readAllLines();
    assertThat(lines).hasSizeBetween(1, 2);
    assertThat(lines.getLast()).contains(message);
    assertThat(process.inputReader().readAllAsString()).isEmpty();
    assertThat(temporary).isEmptyDirectory();
  }

  private Path model() throws IOException {
    return DemoModel.write(directory.resolve("model.gguf"), 42).path();
  }

  private static void assertEnds(Process process, int status) throws Exception {
    assertThat(process.waitFor(3, TimeUnit.SECONDS)).as("ends within 3 s").isTrue();
    assertThat(process.exitValue()).isEqualTo(status);
  }

  private static String complete(EngineProcess server, String body) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request(server, body), BodyHandlers.ofString()).body();
    }
  }

  private static HttpRequest request(EngineProcess server, String body) {
    return HttpRequest.newBuilder(server.url().resolve("/v1/completions"))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
