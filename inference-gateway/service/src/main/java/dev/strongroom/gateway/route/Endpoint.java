package dev.strongroom.gateway.route;

import java.util.Optional;

/// Everything that the API serves. A path is compared as it was sent: no decoding, no removal of
/// dots, no parameters, so there is nothing about which two parsers could disagree.
public enum Endpoint {
  CHAT("POST", "/v1/chat/completions", "chatcmpl-"),
  COMPLETION("POST", "/v1/completions", "cmpl-"),
  MODELS("GET", "/v1/models", "");

  private final String method;
  private final String path;
  private final String idPrefix;

  Endpoint(String method, String path, String idPrefix) {
    this.method = method;
    this.path = path;
    this.idPrefix = idPrefix;
  }

  /// The path below a node's endpoint, the same as ours.
  public String path() {
    return path;
  }

  /// What the ids of its answers begin with.
  public String idPrefix() {
    return idPrefix;
  }

  /// The endpoint of a request line; empty for everything else.
  ///
  /// @param target the request target up to its query string
  public static Optional<Endpoint> of(String method, String target) {
    for (var endpoint : values()) {
      if (endpoint.method.equals(method) && endpoint.path.equals(target)) {
        return Optional.of(endpoint);
      }
    }
    return Optional.empty();
  }
}
