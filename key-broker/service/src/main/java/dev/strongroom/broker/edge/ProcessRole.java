package dev.strongroom.broker.edge;

import dev.strongroom.broker.StartException;
import java.util.Arrays;
import java.util.Locale;

/// What a process of the broker is for.
enum ProcessRole {
  /// Decides, wraps and logs; appraises for Relying Parties too, where it has policies for it.
  AUTHORITY,
  /// Appraises for Relying Parties and nothing else: no root keyset, no owners, no database.
  VERIFIER;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @throws StartException if there is no such role
  static ProcessRole of(String text) throws StartException {
    return Arrays.stream(values())
        .filter(role -> role.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new StartException(
                    "strongroom.broker.role is '" + text + "', want authority or verifier"));
  }
}
