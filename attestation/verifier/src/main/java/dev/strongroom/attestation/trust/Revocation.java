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

  /// Each certificate that can be revoked is looked up in the OCSP answers about it, else in its
  /// issuer's list. Those that neither speaks of do not refuse: [Verified#notLookedUp] names them.
  /// What is given about a certificate and is forged, stale or of another request refuses it,
  /// unless another answer or list about it holds; that it is revoked, said by anyone who may,
  /// always does.
  ///
  /// @param answers about any certificates, in any order
  /// @param lists of any issuers, in any order
  record Answers(List<OcspAnswer> answers, List<RevocationList> lists) implements Revocation {
    public Answers {
      answers = List.copyOf(answers);
      lists = List.copyOf(lists);
    }
  }
}
