package dev.strongroom.attestation.trust;

import static org.assertj.core.api.Assertions.assertThat;

/// Whether two verdicts cannot be told apart: [Verified] has no equality of its own.
public final class SameVerdict {
  private SameVerdict() {}

  /// Asserts that `seen` says all that `fresh` says.
  public static void check(Verification<?> seen, Verification<?> fresh) {
    if (fresh instanceof Verified<?> wanted) {
      assertThat(seen).isInstanceOf(Verified.class);
      var got = (Verified<?>) seen;
      assertThat(got.evidence()).isEqualTo(wanted.evidence());
      assertThat(got.chain()).isEqualTo(wanted.chain());
      assertThat(got.profile()).isEqualTo(wanted.profile());
      assertThat(got.verifiedAt()).isEqualTo(wanted.verifiedAt());
      assertThat(got.revocationLookedUp()).isEqualTo(wanted.revocationLookedUp());
      assertThat(got.notLookedUp()).isEqualTo(wanted.notLookedUp());
      assertThat(got.leafHeldSince()).isEqualTo(wanted.leafHeldSince());
    } else {
      assertThat(seen).isEqualTo(fresh);
    }
  }
}
