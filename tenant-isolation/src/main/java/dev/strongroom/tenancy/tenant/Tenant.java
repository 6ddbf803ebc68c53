package dev.strongroom.tenancy.tenant;

import dev.strongroom.protocol.Names;
import dev.strongroom.tenancy.limit.Limits;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/// A customer whose requests, caches, limits and records stay apart from every other's.
///
/// @param id its name, the same in logs, metrics and egress records
/// @param keys its API keys; two at a time make rotation possible
/// @param models what it may call, and nothing else exists for it
/// @param limits how much it may call
public record Tenant(String id, List<Key> keys, List<ModelGrant> models, Limits limits) {
  public Tenant {
    Names.require("tenants.id", id);
    keys = List.copyOf(keys);
    models = List.copyOf(models);
    var seen = new HashSet<String>();
    for (var key : keys) {
      if (!seen.add(key.id())) {
        throw new IllegalArgumentException("tenant " + id + ": key id " + key.id() + " twice");
      }
    }
    seen.clear();
    for (var grant : models) {
      if (!seen.add(grant.id())) {
        throw new IllegalArgumentException("tenant " + id + ": model id " + grant.id() + " twice");
      }
    }
  }

  /// An API key, known only by its digest.
  ///
  /// @param id names the key in logs and for revocation
  /// @param mac HMAC-SHA-256 of the key's UTF-8 bytes under the gateway's pepper, 32 bytes
  /// @param notAfter first instant at which it no longer opens anything
  public record Key(String id, Bytes mac, Instant notAfter) {
    public Key {
      Names.require("keys.id", id);
      if (mac.length() != ApiKeys.MAC_BYTES) {
        throw new IllegalArgumentException(
            "key " + id + ": mac: got " + mac.length() + " bytes, want " + ApiKeys.MAC_BYTES);
      }
    }
  }
}
