package dev.strongroom.protocol;

import java.util.regex.Pattern;

/// The one accepted spelling of names that people choose: owners, models, tenants, broker ids.
/// Lower-case letters, digits, dot, underscore and hyphen, starting with a letter or digit, at most
/// 63 characters.
public final class Names {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private Names() {}

  /// Returns `name`.
  ///
  /// @throws IllegalArgumentException if it is spelled otherwise; the message names `field`
  public static String require(String field, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          field + ": '" + name + "' does not match " + NAME.pattern());
    }
    return name;
  }
}
