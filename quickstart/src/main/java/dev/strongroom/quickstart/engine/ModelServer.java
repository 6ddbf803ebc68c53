package dev.strongroom.quickstart.engine;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;

/// Serves one model over the OpenAI API, plain HTTP, until it is told to end.
///
/// | Request                     | Answer                                                       |
/// |-----------------------------|--------------------------------------------------------------|
/// | `POST /v1/chat/completions` | an answer, whole or streamed, see `CompletionRequest`        |
/// | `POST /v1/completions`      | the same for a plain prompt                                  |
/// | `GET /v1/models[/NAME]`     | the model's name                                             |
/// | `GET /health`               | `{"status":"ok"}`                                            |
///
/// Errors have OpenAI's shape: 400 malformed, 404 unknown path or model (`model_not_found`), 405,
/// 413 above 1 MiB, 500 and 503.
///
/// Standard output carries one line, once requests are answered: `READY URL load_ms=N`, the time
/// for unpacking the engine and loading the model. The process ends with status 143 on SIGTERM, and
/// with status 0 when standard input ends: whoever starts it keeps that pipe open and says nothing,
/// and when the starter dies, by whatever cause, the pipe closes. ([Process#destroy] does both, so
/// either status may follow.) Status 2 is a wrong command line, 1 a model or address that cannot be
/// used; the last line on standard error says what to mend.
public final class ModelServer {
  private ModelServer() {}

  /// See the class.
  public static void main(String... arguments) {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    try {
      serve(options, InstantSource.system());
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void serve(Options options, InstantSource clock) throws IOException {
    // Without it, the second event of a stream waits for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    var address = new InetSocketAddress(InetAddress.getByName(options.host()), options.port());
    if (!address.getAddress().isLoopbackAddress()) {
      throw new IOException("--host: got " + options.host() + ", want a loopback address");
    }
    var server = listen(address);
    var started = clock.instant();
    var engine = Engine.load(options.model(), options.slots(), options.contextTokens());
    long loadMillis = Duration.between(started, clock.instant()).toMillis();
    server.createContext("/", new Api(engine, options.alias(), clock));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().unstarted(() -> shutDown(server, engine)));
    server.start();
    System.out.printf(
        "READY http://%s:%d load_ms=%d%n",
        bracketed(server.getAddress().getAddress()), server.getAddress().getPort(), loadMillis);
    System.out.flush();
    awaitEndOfInput();
    System.exit(0);
  }

  private static HttpServer listen(InetSocketAddress address) throws IOException {
    try {
      return HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new IOException(
          "--port: cannot listen on " + address + ": " + e.getMessage() + "; choose another", e);
    }
  }

  private static String bracketed(InetAddress address) {
    var text = address.getHostAddress();
    return text.contains(":") ? "[" + text + "]" : text;
  }

  private static void awaitEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // What is said is not listened to.
    }
  }

  private static void shutDown(HttpServer server, Engine engine) {
    server.stop(0);
    engine.close();
  }
}
