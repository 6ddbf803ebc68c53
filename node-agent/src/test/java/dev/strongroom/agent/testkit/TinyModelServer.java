package dev.strongroom.agent.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Executors;

/// A model server that knows its weights' digest. Arguments: `weights mode`; mode `stubborn`
/// ignores SIGTERM and the end of standard input, `mute` never says that it is ready, `quitter`
/// ends once it is.
public final class TinyModelServer {
  private TinyModelServer() {}

  public static void main(String... arguments) throws Exception {
    var weights = Files.readAllBytes(Path.of(arguments[0]));
    var digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(weights));
    var mode = arguments[1];
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    var facts = "{\"sha256\":\"" + digest + "\",\"environment\":" + System.getenv().size() + "}";
    server.createContext("/v1/models", exchange -> send(exchange, facts));
    server.start();
    if (mode.equals("stubborn")) {
      Runtime.getRuntime().addShutdownHook(new Thread(TinyModelServer::never));
    }
    if (!mode.equals("mute")) {
      System.out.println("not a ready line");
      System.out.println("READY http://127.0.0.1:" + server.getAddress().getPort() + " extra=1");
    }
    if (mode.equals("quitter")) {
      Runtime.getRuntime().halt(3);
    }
    while (System.in.read() >= 0) {
      // Nothing is said.
    }
    if (mode.equals("stubborn")) {
      never();
    }
    Runtime.getRuntime().halt(0);
  }

  private static void never() {
    while (true) {
      java.util.concurrent.locks.LockSupport.park();
    }
  }

  private static void send(HttpExchange exchange, String body) throws IOException {
    try (exchange) {
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.getResponseHeaders().add("Server", "tiny/1");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
