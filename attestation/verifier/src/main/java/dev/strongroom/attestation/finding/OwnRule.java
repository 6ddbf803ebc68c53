package dev.strongroom.attestation.finding;

import com.google.errorprone.annotations.Immutable;
import java.util.regex.Pattern;

/// A rule that a policy document states itself. A breach contraindicates.
///
/// @param text its code is `policy.` and a name of lower-case letters, digits and dashes, and none
///   of [Rule#all]
@Immutable
public record OwnRule(Text text) implements Rule {
  private static final Pattern CODE = Pattern.compile("policy\\.[a-z0-9][a-z0-9-]{0,63}");

  public OwnRule {
    if (!CODE.matcher(text.code()).matches() || Rule.ofCode(text.code()).isPresent()) {
      throw new IllegalArgumentException(
          "code is '" + text.code() + "', want policy.NAME, and a NAME that is not taken");
    }
    if (text.tier() != Tier.CONTRAINDICATED) {
      throw new IllegalArgumentException(text.code() + ": a broken rule contraindicates");
    }
  }
}
