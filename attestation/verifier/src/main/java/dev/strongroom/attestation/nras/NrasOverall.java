package dev.strongroom.attestation.nras;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the overall token says.
///
/// | Claim | Meaning |
/// |---|---|
/// | sub | `NVIDIA-PLATFORM-ATTESTATION` |
/// | x-nvidia-ver | [ClaimsVersion] of the submodules |
/// | x-nvidia-overall-att-result | whether the service finds every device good |
/// | eat_nonce | hexadecimal, as it was sent to the service |
/// | submods | `["DIGEST", ["SHA-256", hexadecimal]]` by name |
///
/// @param passed x-nvidia-overall-att-result
/// @param nonce empty where it is not said
/// @param digests of the submodules, by name
public record NrasOverall(
    ClaimsVersion version, boolean passed, Bytes nonce, SortedMap<String, Digest> digests) {
  private static final String SUBJECT = "NVIDIA-PLATFORM-ATTESTATION";

  /// Of a submodule's token.
  ///
  /// @param algorithm as named
  /// @param value as written
  public record Digest(String algorithm, String value) {
    /// RFC 9711 has the names of IANA's registry; local verifiers write `SHA256`.
    static final String SHA256 = "SHA-256";
  }

  public NrasOverall {
    digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
  }

  static NrasOverall of(Members claims) throws MalformedException {
    // spec: RFC 8725 3.12: one kind of token is not taken for another
    var subject = claims.text("sub");
    if (!subject.equals(SUBJECT)) {
      throw claims.malformed("sub", "got '" + subject + "', want " + SUBJECT);
    }
    var digests = new TreeMap<String, Digest>();
    var submods = claims.object("submods");
    for (var name : NrasTokens.submodules(submods)) {
      digests.put(name, digest(submods, name));
    }
    return new NrasOverall(
        ClaimsVersion.of(claims),
        claims.flag("x-nvidia-overall-att-result"),
        claims.nonceOrNone("eat_nonce"),
        digests);
  }

  // spec: RFC 9711 4.2.18.2 JSON: an array of "DIGEST" and an array of algorithm and digest
  private static Digest digest(Members submods, String name) throws MalformedException {
    var submodule = submods.member(name);
    var named = submodule.path(1);
    if (!submodule.isArray()
        || submodule.size() != 2
        || !submodule.path(0).isTextual()
        || !submodule.path(0).textValue().equals("DIGEST")
        || !named.isArray()
        || named.size() != 2) {
      throw submods.malformed(name, "is not [\"DIGEST\", [algorithm, digest]]");
    }
    return new Digest(submods.text(name, named.path(0)), submods.text(name, named.path(1)));
  }
}
