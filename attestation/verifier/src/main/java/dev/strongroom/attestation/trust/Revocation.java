package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.RevocationList;
import java.util.List;

/// What is known of revoked certificates when a chain is verified.
public sealed interface Revocation {
  /// Nothing: no certificate is looked up, and the result says so.
  record NotGiven() implements Revocation {}

  /// Each certificate that its issuer can revoke must be looked up in a list that the issuer signed
  /// and that is fresh.
  ///
  /// @param lists of any issuers, in any order
  record Given(List<RevocationList> lists) implements Revocation {
    public Given {
      lists = List.copyOf(lists);
    }
  }
}
