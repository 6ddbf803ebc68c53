package dev.strongroom.attestation.policy;

import dev.strongroom.attestation.claims.ClaimSchema;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which claim an expression probably means where it names one that there is not.
final class Misspelt {
  private static final Pattern LITERAL = Pattern.compile("'[^']*'|\"[^\"]*\"");
  private static final Pattern PATH = Pattern.compile("[A-Za-z_]\\w*(\\.\\w+)+");
  private static final int MAX_EDITS = 3;

  /// What is longer is compared with nothing: it may be anybody's, and comparing costs.
  private static final int MAX_EXPRESSION = 2048;

  private static final int MAX_NAME = 64;

  private Misspelt() {}

  /// The nearest claim to a name in `cel` that is none; nothing where none is near.
  static Optional<String> nearest(String cel) {
    if (cel.length() > MAX_EXPRESSION) {
      return Optional.empty();
    }
    return PATH.matcher(LITERAL.matcher(cel).replaceAll("''"))
        .results()
        .map(match -> match.group())
        .filter(path -> path.length() <= MAX_NAME && !isKnown(path))
        .flatMap(path -> nearestTo(path).stream())
        .findFirst();
  }

  private static boolean isKnown(String path) {
    return ClaimSchema.claims().keySet().stream()
        .anyMatch(claim -> claim.equals(path) || claim.startsWith(path + "."));
  }

  private static Optional<String> nearestTo(String path) {
    return ClaimSchema.claims().keySet().stream()
        .min(Comparator.comparingInt(claim -> edits(claim, path)))
        .filter(claim -> edits(claim, path) <= MAX_EDITS);
  }

  /// How many letters must be put in, left out or exchanged (Levenshtein).
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int same = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(same, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
