package dev.strongroom.cli.terminal;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/// Reads the values of options. What cannot be read is answered with what was got, what is wanted
/// and an example, in a person's words.
public final class Values {
  private static final Pattern NO_PAIR =
      Pattern.compile(".*option '(.+?)' \\(.*\\) should be in KEY=VALUE.* but was (.*)");

  private Values() {}

  /// Teaches `command` and its subcommands the types that options here have.
  public static CommandLine teach(CommandLine command) {
    return command
        .registerConverter(Instant.class, Values::instant)
        .registerConverter(Duration.class, Values::duration)
        .registerConverter(URI.class, Values::address)
        .registerConverter(Integer.class, Values::integer)
        .registerConverter(Integer.TYPE, Values::integer)
        .registerConverter(Long.class, Values::number)
        .registerConverter(Long.TYPE, Values::number)
        .registerConverter(OptionalLong.class, text -> OptionalLong.of(number(text)))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /// One line about a command line that cannot be read.
  public static String complaint(ParameterException failure) {
    var message = String.valueOf(failure.getMessage());
    var noPair = NO_PAIR.matcher(message);
    if (noPair.matches()) {
      return "Invalid value for option '%s': got '%s', want %s"
          .formatted(noPair.group(1), noPair.group(2), pair(failure.getArgSpec()));
    }
    return message;
  }

  private static String pair(@Nullable ArgSpec option) {
    // picocli's own label names Java types; one that an option gives itself is for people.
    return option == null || option.paramLabel().startsWith("<")
        ? "NAME=VALUE"
        : option.paramLabel();
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw wrong(text, "a date and time with its zone, such as 2026-06-01T00:00:00Z", e);
    }
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw wrong(text, "a duration, such as PT30S (30 seconds) or PT2M (two minutes)", e);
    }
  }

  private static URI address(String text) {
    var want = "an https address, such as https://127.0.0.1:8443";
    try {
      var address = new URI(text);
      if ("http".equalsIgnoreCase(address.getScheme())) {
        throw wrong(text, want + ": use https, nothing here speaks plain HTTP", null);
      }
      if (address.getHost() == null || !"https".equalsIgnoreCase(address.getScheme())) {
        throw wrong(text, want, null);
      }
      return address;
    } catch (URISyntaxException e) {
      throw wrong(text, want, e);
    }
  }

  /// Reads a whole number.
  ///
  /// @throws TypeConversionException if it is anything else
  public static int integer(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw wrong(text, "a whole number, such as 4", e);
    }
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(text, "a whole number, such as 4", e);
    }
  }

  private static TypeConversionException wrong(String got, String want, @Nullable Exception cause) {
    var failure = new TypeConversionException("got '" + got + "', want " + want);
    if (cause != null) {
      failure.addSuppressed(cause);
    }
    return failure;
  }
}
