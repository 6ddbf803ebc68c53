package dev.strongroom.detector.finding;

import java.util.Locale;

/// Numbers as people read them.
public final class ByteText {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private ByteText() {}

  /// Decimal units, three significant digits: `1.25 GB`.
  public static String of(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    if (unit == 0) {
      return bytes + " B";
    }
    var format = value >= 99.95 ? "%.0f %s" : value >= 9.995 ? "%.1f %s" : "%.2f %s";
    return String.format(Locale.ROOT, format, value, UNITS[unit]);
  }

  /// A part of a whole in per cent: `5.2 %`; `more than 999 %` above that.
  public static String percent(long part, long whole) {
    if (whole <= 0) {
      return part <= 0 ? "0 %" : "more than 999 %";
    }
    double percent = 100.0 * part / whole;
    if (percent > 999) {
      return "more than 999 %";
    }
    return String.format(Locale.ROOT, percent < 9.995 ? "%.2f %%" : "%.0f %%", percent);
  }
}
