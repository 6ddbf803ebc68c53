package dev.strongroom.attestation.demand;

import dev.strongroom.wire.Bytes;
import java.util.Set;

/// Which values of a field a policy accepts. There is no silent default: anything at all must be
/// said, and an empty list cannot be.
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

  /// Accepts every value.
  static Expectation any() {
    return new Any();
  }

  /// Accepts this value alone.
  static Expectation exactly(Bytes value) {
    return new OneOf(Set.of(value));
  }

  /// Accepts each of these.
  static Expectation oneOf(Bytes... values) {
    return new OneOf(Set.of(values));
  }

  /// True if `value` is accepted.
  default boolean admits(Bytes value) {
    return switch (this) {
      case Any _ -> true;
      case OneOf(var values) -> values.contains(value);
    };
  }

  /// Refuses lists with values of another length.
  ///
  /// @param length in bytes
  default void requireLength(String field, int length) {
    switch (this) {
      case Any _ -> {}
      case OneOf(var values) -> {
        if (values.stream().anyMatch(value -> value.length() != length)) {
          throw new IllegalArgumentException(field + ": want values of " + length + " bytes");
        }
      }
    }
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
