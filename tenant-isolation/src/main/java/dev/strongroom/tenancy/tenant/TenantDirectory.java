package dev.strongroom.tenancy.tenant;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.SecretBytes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Knows whose an API key is. Immutable and thread-safe.
///
/// A key is looked up by its keyed digest. The table's timing depends on that digest alone, which
/// nobody without the pepper can steer or predict; the match itself is compared in constant time.
public final class TenantDirectory {
  private record Entry(Tenant tenant, Tenant.Key key) {}

  private final SecretBytes pepper;
  private final List<Tenant> tenants;
  private final Map<Bytes, Entry> byMac;

  private TenantDirectory(SecretBytes pepper, List<Tenant> tenants, Map<Bytes, Entry> byMac) {
    this.pepper = pepper;
    this.tenants = tenants;
    this.byMac = Map.copyOf(byMac);
  }

  /// A directory of everyone in `document`.
  ///
  /// @param pepper at least [ApiKeys#MIN_PEPPER_BYTES] bytes; it stays open as long as this is used
  /// @throws IllegalArgumentException if the pepper is shorter
  public static TenantDirectory of(TenantDocument document, SecretBytes pepper) {
    if (pepper.length() < ApiKeys.MIN_PEPPER_BYTES) {
      throw new IllegalArgumentException(
          "pepper: got " + pepper.length() + " bytes, want at least " + ApiKeys.MIN_PEPPER_BYTES);
    }
    var byMac = new HashMap<Bytes, Entry>();
    for (var tenant : document.tenants()) {
      for (var key : tenant.keys()) {
        byMac.put(key.mac(), new Entry(tenant, key));
      }
    }
    return new TenantDirectory(pepper, document.tenants(), byMac);
  }

  /// Every tenant, in the document's order.
  public List<Tenant> tenants() {
    return tenants;
  }

  /// The tenant whose `apiKey` this is, or empty for an unknown and for an expired key alike.
  public Optional<Tenant> ownerOf(String apiKey, Instant now) {
    var mac = ApiKeys.mac(pepper, apiKey);
    var entry = byMac.get(mac);
    if (entry == null
        || !MessageDigest.isEqual(entry.key().mac().toArray(), mac.toArray())
        || !now.isBefore(entry.key().notAfter())) {
      return Optional.empty();
    }
    return Optional.of(entry.tenant());
  }
}
