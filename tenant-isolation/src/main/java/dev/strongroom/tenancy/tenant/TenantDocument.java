package dev.strongroom.tenancy.tenant;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.util.HashSet;
import java.util.List;

/// The declaration that tells a gateway its tenants: one JSON document, complete, replaced as a
/// whole. It holds no secret.
///
/// ```json
/// {"tenants": [{
///   "id": "acme",
///   "keys": [{"id": "2026-11", "mac": "<Base64 of 32 bytes>", "notAfter": "2027-06-01T00:00:00Z"}],
///   "models": [{"id": "acme-chat", "model": "weightworks/atlas"}],
///   "limits": {"requestsPerMinute": 600, "tokensPerMinute": 200000,
///              "concurrentRequests": 32, "maxTokensPerRequest": 4096}}]}
/// ```
///
/// @param tenants each with an id of its own
public record TenantDocument(List<Tenant> tenants) {
  public TenantDocument {
    tenants = List.copyOf(tenants);
    var ids = new HashSet<String>();
    var macs = new HashSet<Bytes>();
    for (var tenant : tenants) {
      if (!ids.add(tenant.id())) {
        throw new IllegalArgumentException("tenant " + tenant.id() + " stands twice");
      }
      for (var key : tenant.keys()) {
        if (!macs.add(key.mac())) {
          throw new IllegalArgumentException(
              "tenant " + tenant.id() + ": key " + key.id() + " is also another key");
        }
      }
    }
  }

  /// Reads the JSON form.
  ///
  /// @throws MalformedException if it is not exactly such a document; the message names the tenant
  public static TenantDocument parse(Bytes json) throws MalformedException {
    return StrictJson.read(json, TenantDocument.class);
  }
}
