package dev.strongroom.tenancy.admission;

import dev.strongroom.tenancy.tenant.ModelGrant;
import dev.strongroom.tenancy.tenant.Tenant;

/// Whether a model exists for a tenant. A model that is another tenant's and one that nobody has
/// are the same value, found by the same lookup: the caller has nothing to tell them apart by.
public sealed interface ModelAccess {
  /// The tenant may call it.
  ///
  /// @param grant which model it is
  record Granted(ModelGrant grant) implements ModelAccess {}

  /// For this tenant there is no such model.
  record Absent() implements ModelAccess {}

  /// Looks `publicId` up among the tenant's own models; other tenants' are never consulted.
  static ModelAccess of(Tenant tenant, String publicId) {
    for (var grant : tenant.models()) {
      if (grant.id().equals(publicId)) {
        return new Granted(grant);
      }
    }
    return new Absent();
  }
}
