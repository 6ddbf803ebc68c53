package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.wire.Bytes;
import java.util.Set;

/// Which values of a field a policy accepts. Anything at all must be said, and an empty list cannot
/// be.
public sealed interface Accepted {
  /// Every value.
  record Any() implements Accepted {}

  /// One of these.
  ///
  /// @param values at least one
  record OneOf(Set<Bytes> values) implements Accepted {
    public OneOf {
      values = Set.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("values: want at least one");
      }
    }
  }

  /// Every value.
  static Accepted any() {
    return new Any();
  }

  /// Each of these.
  static Accepted oneOf(Bytes... values) {
    return new OneOf(Set.of(values));
  }

  /// True if `value` is accepted.
  default boolean accepts(Bytes value) {
    return switch (this) {
      case Any _ -> true;
      case OneOf(var values) -> values.contains(value);
    };
  }

  /// Refuses lists with values of another length.
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
}
