package dev.strongroom.attestation.nras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// An answer that tests take apart and put together. Not thread-safe.
final class Answer {
  /// Of ES384, by nobody's key.
  static final String NO_SIGNATURE = base64(Bytes.zeros(96));

  private final ArrayNode root;

  private Answer(ArrayNode root) {
    this.root = root;
  }

  static Answer of(Bytes json) throws MalformedException {
    return new Answer((ArrayNode) StrictJson.read(json, JsonNode.class));
  }

  /// A good answer about `GPU-0` in form; its signatures are zeros.
  static Answer unsigned() {
    var gpu = claims("{'ueid':'1','hwmodel':'GH100','eat_nonce':'00','measres':'success'}");
    var token = token("{'alg':'ES384','kid':'k'}", gpu);
    var overall =
        claims(
            "{'sub':'NVIDIA-PLATFORM-ATTESTATION','x-nvidia-ver':'2.0',"
                + "'x-nvidia-overall-att-result':true,'eat_nonce':'00',"
                + "'submods':{'GPU-0':['DIGEST',['SHA-256','00']]}}");
    var root = JsonNodeFactory.instance.arrayNode();
    root.addArray().add("JWT").add(token("{'alg':'ES384','kid':'k'}", overall));
    root.addObject().put("GPU-0", token);
    return new Answer(root);
  }

  /// Claims with the registered ones; ' stands for ".
  static ObjectNode claims(String json) {
    return object(json).put("iss", "somebody").put("nbf", 0).put("iat", 0).put("exp", 1);
  }

  static ObjectNode object(String json) {
    try {
      return (ObjectNode) StrictJson.read(Bytes.utf8(json.replace('\'', '"')), JsonNode.class);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  static String token(String header, JsonNode claims) {
    return encoded(header.replace('\'', '"'))
        + "."
        + base64(StrictJson.write(claims))
        + "."
        + NO_SIGNATURE;
  }

  static String encoded(String text) {
    return base64(Bytes.utf8(text));
  }

  static String base64(Bytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toArray());
  }

  String overall() {
    return root.get(0).get(1).textValue();
  }

  Answer overall(String token) {
    ((ArrayNode) root.get(0)).set(1, token);
    return this;
  }

  String submodule(String name) {
    return root.get(1).get(name).textValue();
  }

  Answer submodule(String name, String token) {
    submodules().put(name, token);
    return this;
  }

  ObjectNode submodules() {
    return (ObjectNode) root.get(1);
  }

  /// Payload of a token with `change` made; the signature stays what it was.
  static String changed(String token, Consumer<ObjectNode> change) {
    return part(
        token,
        1,
        payload -> {
          var claims = object(payload);
          change.accept(claims);
          return StrictJson.write(claims).utf8();
        });
  }

  /// Header (0) or payload (1) of a token with `change` made.
  static String part(String token, int index, UnaryOperator<String> change) {
    var parts = token.split("\\.", -1);
    var text = new String(Base64.getUrlDecoder().decode(parts[index]), StandardCharsets.UTF_8);
    parts[index] = encoded(change.apply(text));
    return String.join(".", parts);
  }

  Bytes json() {
    return StrictJson.write(root);
  }

  /// Claims of the one submodule.
  static NrasClaims said(NrasTokens tokens) {
    return tokens.submodules().sequencedValues().getFirst().claims();
  }
}
