package dev.strongroom.collateral.item;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;

/// What an index keeps of a [Material]: enough to find its bytes and to notice a change in them.
///
/// @param item its name
/// @param fetchedAt when it was received
/// @param bodyBytes length of its body
/// @param bodySha256 digest of its body, lower-case hexadecimal
/// @param chainBytes length of its issuer chain, 0 if it has none
/// @param chainSha256 digest of its issuer chain, as above
public record Entry(
    String item,
    Instant fetchedAt,
    int bodyBytes,
    String bodySha256,
    int chainBytes,
    String chainSha256) {
  private static final String SHA_256 = "[0-9a-f]{64}";

  public Entry {
    if (!bodySha256.matches(SHA_256) || !chainSha256.matches(SHA_256)) {
      throw new IllegalArgumentException("digests: want 64 digits of lower-case hexadecimal");
    }
  }

  /// The entry of `material`.
  public static Entry of(Material material) {
    return new Entry(
        material.item().name(),
        material.fetchedAt(),
        material.body().length(),
        material.body().sha256().hex(),
        material.issuerChain().length(),
        material.issuerChain().sha256().hex());
  }

  /// The material of this entry.
  ///
  /// @param issuerChain empty if the entry has none
  /// @throws MalformedException if its bytes are not those that were indexed
  public Material restore(Bytes body, Bytes issuerChain) throws MalformedException {
    require(body, bodyBytes, bodySha256, "body");
    require(issuerChain, chainBytes, chainSha256, "issuer chain");
    return Material.parse(Item.ofName(item), body, issuerChain, fetchedAt);
  }

  private void require(Bytes content, int length, String digest, String part)
      throws MalformedException {
    var got = content.sha256().hex();
    if (content.length() != length || !got.equals(digest)) {
      throw new MalformedException(
          item,
          -1,
          "its %s was changed: got %d bytes with SHA-256 %s, want %d with %s"
              .formatted(part, content.length(), got, length, digest));
    }
  }
}
