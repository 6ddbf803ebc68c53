package dev.strongroom.quickstart.engine;

import org.jspecify.annotations.Nullable;

/// A request that is answered with an error, in OpenAI's shape.
final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;
  private final @Nullable String param;
  private final @Nullable String code;

  private ApiException(
      int status, String type, @Nullable String param, @Nullable String code, String message) {
    super(message);
    this.status = status;
    this.type = type;
    this.param = param;
    this.code = code;
  }

  /// The request is wrong and stays so.
  ///
  /// @param param the field at fault, null where it is the whole
  static ApiException invalid(@Nullable String param, String message) {
    return new ApiException(400, "invalid_request_error", param, null, message);
  }

  static ApiException modelNotFound(String model) {
    return new ApiException(
        404,
        "invalid_request_error",
        "model",
        "model_not_found",
        "The model '" + model + "' does not exist");
  }

  static ApiException unknownPath(String path) {
    return new ApiException(
        404, "invalid_request_error", null, "unknown_url", "Nothing is served at " + path);
  }

  static ApiException wrongMethod(String got, String want) {
    return new ApiException(
        405,
        "invalid_request_error",
        null,
        "method_not_supported",
        "method: got " + got + ", want " + want);
  }

  static ApiException tooLarge(int limitBytes) {
    return new ApiException(
        413,
        "invalid_request_error",
        null,
        "request_too_large",
        "The body exceeds " + limitBytes + " bytes");
  }

  static ApiException contextExceeded(int promptTokens, int maxTokens, int contextTokens) {
    return new ApiException(
        400,
        "invalid_request_error",
        "messages",
        "context_length_exceeded",
        "prompt of %d tokens and max_tokens of %d exceed the context of %d tokens"
            .formatted(promptTokens, maxTokens, contextTokens));
  }

  static ApiException overloaded() {
    return new ApiException(
        503, "server_error", null, "overloaded", "Too many requests are waiting; try again");
  }

  static ApiException engineFailed() {
    return new ApiException(
        500, "server_error", null, "engine_failed", "The engine failed to compute an answer");
  }

  int status() {
    return status;
  }

  String type() {
    return type;
  }

  @Nullable String param() {
    return param;
  }

  @Nullable String code() {
    return code;
  }
}
