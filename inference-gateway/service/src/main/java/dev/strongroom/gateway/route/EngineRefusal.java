package dev.strongroom.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.util.Optional;

/// What a tenant is told when an engine refuses its request. The engine's sentence passes, for it
/// says what to change (OpenAI's shape, vLLM's older one); its class names, numbers and further
/// members do not, and the enrolled model is called as the tenant calls it.
public final class EngineRefusal {
  private static final int MAX_MESSAGE_CHARACTERS = 2000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String engineModel;
  private final String publicModel;
  private final String cacheSalt;

  /// @param engineModel `owner/name`, not to be shown
  /// @param publicModel shown in its place
  /// @param cacheSalt not to be shown
  public EngineRefusal(String engineModel, String publicModel, String cacheSalt) {
    this.engineModel = engineModel;
    this.publicModel = publicModel;
    this.cacheSalt = cacheSalt;
  }

  /// The error to answer, always one that the client could have avoided.
  ///
  /// @param status 400, 413 or 422, as the engine said
  /// @param body the engine's
  public ApiError of(int status, Bytes body) {
    var root = parsed(body);
    var error = root.path("error").isObject() ? root.path("error") : root;
    return ApiError.refusedByEngine(
        status,
        text(error, "message")
            .filter(message -> !message.contains(cacheSalt))
            .map(message -> message.replace(engineModel, publicModel))
            .orElse("The model's engine does not accept this request."),
        text(error, "param").filter(param -> param.matches("[A-Za-z0-9_.\\[\\]-]{1,64}")));
  }

  private static JsonNode parsed(Bytes body) {
    try {
      return JSON.readTree(body.toArray());
    } catch (IOException _) {
      return JSON.nullNode();
    }
  }

  private static Optional<String> text(JsonNode error, String name) {
    var value = error.path(name);
    return value.isTextual() && value.textValue().length() <= MAX_MESSAGE_CHARACTERS
        ? Optional.of(value.textValue())
        : Optional.empty();
  }
}
