package dev.strongroom.broker.edge;

import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.Role;
import dev.strongroom.broker.verifier.Appraisals;
import dev.strongroom.protocol.appraisal.AppraisalRequest;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.util.EnumSet;
import java.util.Set;

/// The calls of the role `verifier`, without HTTP. Thread-safe.
final class AppraisalApi {
  private static final Set<Role> CALLERS =
      EnumSet.of(Role.RELYING_PARTY, Role.GATEWAY, Role.OPERATOR);

  private final Appraisals appraisals;

  AppraisalApi(Appraisals appraisals) {
    this.appraisals = appraisals;
  }

  /// Throws unless `role` may have Evidence appraised. Asked before any of a body is read: results
  /// carry every finding, and appraising costs.
  static void requireCaller(Role role) throws RefusedException {
    if (!CALLERS.contains(role)) {
      throw Refusals.forbidden(
          "role.required",
          "Role required",
          "role "
              + role.text()
              + " may not have Evidence appraised: want a client certificate of"
              + " relying-party, gateway or operator");
    }
  }

  Bytes appraise(Api.Call call) throws RefusedException, UnavailableException, MalformedException {
    requireCaller(call.role());
    return StrictJson.write(
        appraisals.appraise(StrictJson.read(call.body(), AppraisalRequest.class)));
  }

  Bytes keys(Api.Call call) {
    return StrictJson.write(appraisals.keys());
  }
}
