package dev.strongroom.collateral.fetch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/// The Retry-After header (RFC 9110, 10.2.3).
final class RetryAfter {
  private RetryAfter() {}

  /// The pause that `header` asks for, zero if it asks for none that can be read.
  static Duration parse(String header, Instant now) {
    var text = header.strip();
    // spec: RFC 9110 10.2.3 delay-seconds: is a whole number
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      // spec: RFC 9110 10.2.3 HTTP-date: or a time to wait for
      var until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    } catch (DateTimeException _) {
      return Duration.ZERO;
    }
  }
}
