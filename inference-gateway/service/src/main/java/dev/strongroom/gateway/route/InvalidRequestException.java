package dev.strongroom.gateway.route;

/// A request that is refused for its form.
public final class InvalidRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ApiError error;

  InvalidRequestException(ApiError error) {
    super(error.message());
    this.error = error;
  }

  InvalidRequestException(String param, String code, String message) {
    this(ApiError.invalid(param, code, message));
  }

  /// What to tell the client.
  public ApiError error() {
    return error;
  }
}
