package dev.strongroom.agent.edge;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;

/// The workload as a server.
///
/// @param base where it serves, on loopback, without TLS
record Upstream(HttpClient client, URI base) {
  /// Opens a request; nothing is sent yet.
  Future<HttpClientRequest> open(HttpMethod method, String uri) {
    return client.request(
        new RequestOptions()
            .setMethod(method)
            .setHost(base.getHost())
            .setPort(base.getPort())
            .setURI(uri));
  }
}
