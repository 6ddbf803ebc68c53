package dev.strongroom.gateway.route;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An error in the shape that OpenAI's clients know. Texts are constant or quote a parameter's
/// name, never a value, a key, another tenant's name or anything of the node; the one exception is
/// what [EngineRefusal] lets through.
///
/// @param status HTTP status
/// @param message for people
/// @param type OpenAI's class of the error
/// @param param the parameter at fault
/// @param code stable code, for programs
public record ApiError(
    @JsonIgnore int status,
    String message,
    String type,
    @Nullable String param,
    @Nullable String code) {
  private static final String INVALID = "invalid_request_error";

  private record Body(ApiError error) {}

  /// `{"error":{…}}`.
  public Bytes toJson() {
    return StrictJson.write(new Body(this));
  }

  /// The request itself is wrong.
  public static ApiError invalid(String param, String code, String message) {
    return new ApiError(400, message, INVALID, param, code);
  }

  /// The body cannot be read.
  public static ApiError unreadable(String reason) {
    return new ApiError(400, "The body is not acceptable JSON: " + reason, INVALID, null, "json");
  }

  /// The body is too large.
  public static ApiError tooLarge(int limitBytes) {
    return new ApiError(
        413, "The body exceeds " + limitBytes + " bytes.", INVALID, null, "body_too_large");
  }

  /// The body is not plain JSON.
  public static ApiError mediaType() {
    return new ApiError(
        415, "Send application/json, without Content-Encoding.", INVALID, null, "media_type");
  }

  /// Nobody, or nobody we know.
  public static ApiError unauthenticated() {
    return new ApiError(
        401,
        "Incorrect API key provided. Send one valid key as 'Authorization: Bearer KEY'.",
        INVALID,
        null,
        "invalid_api_key");
  }

  /// Two credentials, or one where credentials must not be.
  public static ApiError ambiguousCredential(String message) {
    return new ApiError(400, message, INVALID, null, "ambiguous_credential");
  }

  /// Not served here.
  public static ApiError unknownUrl() {
    return new ApiError(404, "Unknown request URL.", INVALID, null, "unknown_url");
  }

  /// Does not exist for this caller. Says nothing else, whatever the reason, in the same bytes.
  public static ApiError modelNotFound() {
    return new ApiError(
        404,
        "The model does not exist or you do not have access to it.",
        INVALID,
        "model",
        "model_not_found");
  }

  /// Over a limit.
  ///
  /// @param limit `requests`, `tokens` or `concurrency`
  public static ApiError throttled(String limit) {
    return new ApiError(
        429, "Rate limit reached for " + limit + ".", limit, null, "rate_limit_exceeded");
  }

  /// Can never fit the limit.
  public static ApiError oversized(long wanted, long limit) {
    return invalid(
        "max_tokens",
        "request_exceeds_limit",
        "The request may use "
            + wanted
            + " tokens, your limit is "
            + limit
            + " a minute. Lower max_tokens or shorten the prompt.");
  }

  /// The engine refused the request; see [EngineRefusal].
  static ApiError refusedByEngine(int status, String message, Optional<String> param) {
    return new ApiError(status, message, INVALID, param.orElse(null), "refused_by_engine");
  }

  /// No node may or can serve the model now.
  public static ApiError unavailable() {
    return new ApiError(
        503, "The model is not available right now.", "server_error", null, "model_unavailable");
  }

  /// The node failed.
  public static ApiError badGateway() {
    return new ApiError(
        502, "The model's node failed to answer.", "server_error", null, "upstream_failed");
  }

  /// The node fell silent, or the request took too long.
  public static ApiError timeout() {
    return new ApiError(
        504, "The model's node did not answer in time.", "server_error", null, "upstream_timeout");
  }

  /// Our bug.
  public static ApiError internal() {
    return new ApiError(500, "Internal error.", "server_error", null, "internal_error");
  }

  /// Seconds after which to try again, where that may help.
  @JsonIgnore
  public Optional<Integer> retryAfterSeconds() {
    return status == 503 ? Optional.of(2) : Optional.empty();
  }
}
