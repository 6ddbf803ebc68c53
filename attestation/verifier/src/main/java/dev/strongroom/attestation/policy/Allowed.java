package dev.strongroom.attestation.policy;

import java.util.List;
import java.util.regex.Pattern;

/// Which values a policy accepts: listed ones, named reference values, or explicitly any.
///
/// @param values lower-case hexadecimal
/// @param references `MANIFEST/VALUE`: what signed manifests of reference values name
/// @param any true if every value is accepted; then nothing else is named
public record Allowed(List<String> values, List<String> references, boolean any) {
  private static final int MAX_VALUES = 4096;
  private static final Pattern HEX = Pattern.compile("([0-9a-f]{2}){1,64}");

  public Allowed {
    values = List.copyOf(values);
    references = List.copyOf(references);
    if (any == !(values.isEmpty() && references.isEmpty())) {
      throw new IllegalArgumentException("allowed: want values or references, or else any");
    }
    if (values.size() + references.size() > MAX_VALUES) {
      throw new IllegalArgumentException("allowed: want at most " + MAX_VALUES + " values");
    }
    for (var value : values) {
      if (!HEX.matcher(value).matches()) {
        throw new IllegalArgumentException(
            "allowed: '" + value + "' is not lower-case hexadecimal");
      }
    }
  }

  /// Each of these values.
  public static Allowed values(String... values) {
    return new Allowed(List.of(values), List.of(), false);
  }

  /// What manifests name.
  public static Allowed references(String... references) {
    return new Allowed(List.of(), List.of(references), false);
  }

  /// Every value.
  public static Allowed anything() {
    return new Allowed(List.of(), List.of(), true);
  }

  /// True if `value` is accepted. A reference that no manifest names accepts nothing.
  boolean admits(String value, ReferenceValues given) {
    return any
        || values.contains(value)
        || references.stream().anyMatch(name -> given.listed(name).contains(value));
  }

  /// In words, for findings.
  String text() {
    if (any) {
      return "any value";
    }
    if (references.isEmpty() && values.size() == 1) {
      return values.getFirst();
    }
    return "one of "
        + values.size()
        + " listed values"
        + (references.isEmpty() ? "" : " or " + references);
  }
}
