package dev.strongroom.attestation.scheme.dcap;

import dev.strongroom.wire.Bytes;
import java.util.Set;

/// What a policy wants of one value. There is no silent default: any value is accepted only where
/// [Any] says so.
public sealed interface Expectation {
  /// Accepts every value.
  record Any() implements Expectation {}

  /// Accepts the listed values.
  ///
  /// @param values at least one
  record OneOf(Set<Bytes> values) implements Expectation {
    public OneOf {
      values = Set.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("values: want at least one");
      }
    }
  }

  /// Accepts this value alone.
  static Expectation exactly(Bytes value) {
    return new OneOf(Set.of(value));
  }

  /// True if `value` is accepted.
  default boolean admits(Bytes value) {
    return switch (this) {
      case Any _ -> true;
      case OneOf(var values) -> values.contains(value);
    };
  }

  /// In words, for findings.
  default String text() {
    return switch (this) {
      case Any _ -> "any value";
      case OneOf(var values) when values.size() == 1 -> values.iterator().next().hex();
      case OneOf(var values) -> "one of " + values.size() + " listed values";
    };
  }
}
