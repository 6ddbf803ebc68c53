package dev.strongroom.gateway.testing;

import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A node that speaks HTTP/1.1 over TLS by hand, so that a test decides every byte it sends and
/// sees every byte it gets. It asks callers for a certificate of the site. Its certificate is
/// self-signed and long expired: only the key counts.
public final class FakeNode implements AutoCloseable {
  /// What a node does with a request.
  public interface Script {
    void answer(Conversation conversation) throws IOException;
  }

  private final SSLServerSocket server;
  private final PublicKey identity;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Script script;

  /// A request as it arrived.
  ///
  /// @param head request line and header lines
  /// @param body after the head
  public record Received(List<String> head, String body) {
    /// Names of all headers, in lower case.
    public List<String> headerNames() {
      return head.stream()
          .skip(1)
          .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
          .toList();
    }
  }

  /// A node with a fresh identity key.
  public FakeNode(Script script) throws IOException {
    this(SigningKey.generate(new SecureRandom()), 0, script);
  }

  /// A node with this key, on this port.
  public FakeNode(SigningKey key, int port, Script script) throws IOException {
    this.identity = key.publicKey();
    this.script = script;
    this.server =
        (SSLServerSocket)
            context(key)
                .getServerSocketFactory()
                .createServerSocket(port, 64, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(true);
    threads.execute(this::accept);
  }

  private static SSLContext context(SigningKey key) {
    try {
      var name = new X500Name("CN=node");
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.ONE,
              Date.from(Instant.parse("2020-01-01T00:00:00Z")),
              Date.from(Instant.parse("2020-01-02T00:00:00Z")),
              name,
              key.publicKey().platformKey());
      var signer = new JcaContentSignerBuilder("SHA384withECDSA").build(key.platformKey());
      var certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      store.setKeyEntry(
          "node",
          key.platformKey(),
          new char[0],
          new java.security.cert.Certificate[] {certificate});
      var managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(store, new char[0]);
      var context = SSLContext.getInstance("TLSv1.3");
      context.init(managers.getKeyManagers(), trust(), null);
      return context;
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TrustManager[] trust() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, new char[0]);
    try (var in = Files.newInputStream(Site.get().directory().resolve("ca.pem"))) {
      store.setCertificateEntry(
          "site", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(store);
    return managers.getTrustManagers();
  }

  private void accept() {
    try {
      while (true) {
        var socket = (SSLSocket) server.accept();
        connections.incrementAndGet();
        threads.execute(() -> serve(socket));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      var in = socket.getInputStream();
      while (true) {
        var request = read(in);
        received.add(request);
        script.answer(new Conversation(request, socket));
      }
    } catch (IOException _) {
      // the peer left, or the script closed
    }
  }

  private static Received read(InputStream in) throws IOException {
    var head = new ArrayList<String>();
    int length = 0;
    while (true) {
      var line = line(in);
      if (line.isEmpty()) {
        break;
      }
      head.add(line);
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    return new Received(
        List.copyOf(head), new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("peer closed");
      }
      if (b == '\n') {
        return line.toString(StandardCharsets.US_ASCII).stripTrailing();
      }
      line.write(b);
    }
  }

  /// One exchange, from the node's side.
  ///
  /// @param request what came
  /// @param socket over which it came
  public record Conversation(Received request, SSLSocket socket) {
    private OutputStream out() throws IOException {
      return socket.getOutputStream();
    }

    /// Subject of the caller's certificate.
    public String caller() throws IOException {
      return socket.getSession().getPeerPrincipal().getName();
    }

    /// Sends bytes as they are.
    public void raw(String text) throws IOException {
      out().write(text.getBytes(StandardCharsets.UTF_8));
      out().flush();
    }

    /// Answers in one piece.
    public void json(int status, String body) throws IOException {
      var length = body.getBytes(StandardCharsets.UTF_8).length;
      raw(
          "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nServer: engine/1.2\r\n"
                  .formatted(status)
              + "Content-Length: %d\r\n\r\n%s".formatted(length, body));
    }

    /// Starts a stream.
    public void events() throws IOException {
      raw(
          String.join(
              "\r\n",
              "HTTP/1.1 200 OK",
              "Content-Type: text/event-stream",
              "X-Engine: secret",
              "Transfer-Encoding: chunked",
              "",
              ""));
    }

    /// Sends one HTTP chunk.
    public void chunk(byte[] bytes) throws IOException {
      raw(Integer.toHexString(bytes.length) + "\r\n");
      out().write(bytes);
      raw("\r\n");
    }

    /// Sends one HTTP chunk.
    public void chunk(String text) throws IOException {
      chunk(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Ends the stream in order.
    public void end() throws IOException {
      raw("0\r\n\r\n");
    }

    /// Waits until the gateway ends the connection, and says how long that took; fails after 5 s.
    public Duration untilReset() throws IOException {
      long from = System.nanoTime();
      socket.setSoTimeout(5000);
      try {
        while (socket.getInputStream().read() >= 0) {}
      } catch (java.net.SocketTimeoutException e) {
        throw e;
      } catch (IOException _) {
        // reset is an end as well
      }
      return Duration.ofNanos(System.nanoTime() - from);
    }
  }

  /// What to do from now on.
  public void script(Script next) {
    script = next;
  }

  /// The next request; fails if none came within 5 s.
  public Received take() throws InterruptedException {
    var request = received.poll(5, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request came");
    }
    return request;
  }

  /// Requests that arrived and were not taken.
  public int waiting() {
    return received.size();
  }

  /// TLS connections that were opened, or tried.
  public int connections() {
    return connections.get();
  }

  /// Its key.
  public PublicKey identity() {
    return identity;
  }

  /// Its base URL.
  public String endpoint() {
    return "https://127.0.0.1:" + server.getLocalPort();
  }

  /// Its port.
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
