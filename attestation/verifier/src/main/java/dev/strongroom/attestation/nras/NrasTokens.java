package dev.strongroom.attestation.nras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// An answer of the service (a detached EAT bundle in NVIDIA's form): `[["JWT", overall], {"GPU-0":
/// token, …}]`. Parsed; nothing is verified.
///
/// @param overall token
/// @param claims of the overall token
/// @param submodules by name, at least one
public record NrasTokens(
    SignedToken overall, NrasOverall claims, SortedMap<String, Submodule> submodules) {
  /// Several times the answer about eight GPUs.
  public static final int MAX_BYTES = 512 * 1024;

  /// Eight GPUs and four switches, with room.
  public static final int MAX_SUBMODULES = 16;

  private static final Pattern NAME = Pattern.compile("(?:GPU|SWITCH)-(?:0|[1-9][0-9]?)");

  /// A token about one device.
  public record Submodule(SignedToken token, NrasClaims claims) {}

  public NrasTokens {
    submodules = Collections.unmodifiableSortedMap(new TreeMap<>(submodules));
    if (submodules.isEmpty() || submodules.size() > MAX_SUBMODULES) {
      throw new IllegalArgumentException("submodules: want 1 to 16, got " + submodules.size());
    }
  }

  /// Reads an answer.
  ///
  /// @param response JSON, as received
  /// @throws MalformedException if it is anything else, or claims are of another version than 2.0
  ///   and 3.0
  public static NrasTokens parse(Bytes response) throws MalformedException {
    if (response.length() > MAX_BYTES) {
      throw new MalformedException("NRAS answer", 0, "got " + response.length() + " bytes");
    }
    var root = StrictJson.read(response, JsonNode.class);
    var first = root.path(0);
    if (!root.isArray()
        || root.size() != 2
        || !first.isArray()
        || first.size() != 2
        || !first.path(0).isTextual()
        || !first.path(0).textValue().equals("JWT")) {
      throw new MalformedException(
          "NRAS answer", -1, "is not [[\"JWT\", token], {submodule: token}]");
    }
    var overall = SignedToken.parse("overall", first.path(1));
    var claims = NrasOverall.of(overall.claims());
    var tokens = Members.of("NRAS answer", root.path(1));
    var submodules = new TreeMap<String, Submodule>();
    for (var name : submodules(tokens)) {
      var parsed = SignedToken.parse(name, tokens.member(name));
      var said = NrasClaims.of(name, parsed.claims(), claims.version());
      submodules.put(name, new Submodule(parsed.token(), said));
    }
    return new NrasTokens(overall.token(), claims, submodules);
  }

  /// Names of submodules: 1 to 16, each `GPU-n` or `SWITCH-n`.
  static Set<String> submodules(Members members) throws MalformedException {
    var names = members.names();
    if (names.isEmpty() || names.size() > MAX_SUBMODULES) {
      throw new MalformedException(members.path(), -1, "want 1 to 16 submodules");
    }
    for (var name : names) {
      if (!NAME.matcher(name).matches()) {
        throw members.malformed(name, "want GPU-n or SWITCH-n");
      }
    }
    return names;
  }
}
