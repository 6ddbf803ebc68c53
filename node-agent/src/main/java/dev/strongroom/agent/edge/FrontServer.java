package dev.strongroom.agent.edge;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.agent.front.Callers;
import dev.strongroom.wire.dsse.SigningKey;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/// Listens on HTTPS under the identity key, asks for a gateway's certificate, and hands each
/// request to an [Exchange]. Answers 503 until [#serve] and whenever the gate is shut. TLS 1.3 and
/// HTTP/1.1 only. Thread-safe.
final class FrontServer implements AutoCloseable {
  private static final char[] NO_PASSWORD = new char[0];
  private static final int IDLE_SECONDS = 300;
  private static final int CONNECT_MILLIS = 2_000;
  private static final int MAX_EXCHANGES = 256;
  private static final int MAX_LINE_BYTES = 1024;
  private static final int MAX_HEADER_BYTES = 16 * 1024;

  private final Vertx vertx;
  private final Callers callers;
  private final BooleanSupplier gate;
  private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Upstream upstream;
  private volatile @Nullable HttpServer server;

  private FrontServer(Vertx vertx, Callers callers, BooleanSupplier gate) {
    this.vertx = vertx;
    this.callers = callers;
    this.gate = gate;
  }

  /// Starts to listen.
  ///
  /// @param callers whose requests are answered; others do not get through the handshake
  /// @param gate asked for every request and every piece of an answer: may the model be used now?
  /// @throws AgentException [Fault#USAGE] if the address cannot be used
  /// @throws InterruptedException if the agent is told to end
  static FrontServer start(
      HostPort listen,
      SigningKey identity,
      X509Certificate certificate,
      Callers callers,
      BooleanSupplier gate)
      throws AgentException, InterruptedException {
    var vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                // Nothing of the agent's belongs on a disk, a cache of class path files included.
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    var front = new FrontServer(vertx, callers, gate);
    try {
      front.listen(listen, keys(identity, certificate));
      return front;
    } catch (ExecutionException e) {
      front.close();
      throw new AgentException(
          Fault.USAGE,
          "cannot listen on " + listen + ": " + e.getCause() + "; choose another with --listen",
          e);
    } catch (InterruptedException e) {
      front.close();
      throw e;
    }
  }

  private void listen(HostPort listen, KeyManagerFactory keys)
      throws ExecutionException, InterruptedException {
    var options =
        new HttpServerOptions()
            .setHost(listen.host())
            .setPort(listen.port())
            .setSsl(true)
            .setKeyCertOptions(KeyCertOptions.wrap(keys))
            .setClientAuth(ClientAuth.REQUIRED)
            .setTrustOptions(TrustOptions.wrap(callers.trust()))
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
            .setUseAlpn(false)
            .setTcpNoDelay(true)
            .setIdleTimeout(IDLE_SECONDS)
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES);
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(this::handle)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get();
  }

  private static KeyManagerFactory keys(SigningKey identity, X509Certificate certificate) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry(
          "identity", identity.platformKey(), NO_PASSWORD, new Certificate[] {certificate});
      var factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, NO_PASSWORD);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a P-384 key and its certificate make a TLS identity", e);
    }
  }

  /// Port that is listened on.
  int port() {
    var listening = server;
    return listening == null ? 0 : listening.actualPort();
  }

  /// From now on requests go to the workload at `base`.
  void serve(URI base) {
    var client =
        vertx.createHttpClient(
            new HttpClientOptions()
                // One loopback connection a request: none is ever found closed when it is reused,
                // and a cancelled request takes nobody else's with it.
                .setKeepAlive(false)
                .setMaxPoolSize(MAX_EXCHANGES)
                .setMaxWaitQueueSize(0)
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout(IDLE_SECONDS)
                .setTcpNoDelay(true));
    upstream = new Upstream(client, base);
  }

  /// Answers 503 from now on and ends what is under way.
  void stopServing() {
    upstream = null;
    exchanges.forEach(Exchange::end);
  }

  private void handle(HttpServerRequest request) {
    new Exchange(vertx.getOrCreateContext(), request, upstream, callers, gate, exchanges).run();
  }

  /// Stops listening and ends every connection.
  @Override
  public void close() {
    stopServing();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
