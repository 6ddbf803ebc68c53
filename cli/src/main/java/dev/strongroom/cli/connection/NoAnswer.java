package dev.strongroom.cli.connection;

import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.protocol.client.UnavailableException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;

/// Why a broker gave no answer that counts.
public final class NoAnswer {
  private NoAnswer() {}

  /// The complaint of `command`, whose options are named in it.
  public static Failure of(UnavailableException failure, CommandLine command) {
    var broker = "broker at " + value(command, "--broker").orElse("the address given");
    if (causes(failure).anyMatch(NoAnswer::isOfAnotherAuthority)) {
      return new Failure(
          Failure.Kind.UNAVAILABLE,
          "broker.certificate",
          broker
              + " answered, but its certificate is not of --ca "
              + value(command, "--ca").orElse("")
              + "; give the authority that issued it, or ask who answers there",
          failure);
    }
    if (causes(failure).anyMatch(UnresolvedAddressException.class::isInstance)) {
      return unavailable(broker + " did not answer: no host of that name is known", failure);
    }
    if (causes(failure).anyMatch(ConnectException.class::isInstance)) {
      return unavailable(
          broker + " did not answer: connection refused; start it, or correct --broker", failure);
    }
    return new Failure(Failure.Kind.UNAVAILABLE, "unavailable", failure);
  }

  private static Failure unavailable(String message, Throwable cause) {
    return new Failure(Failure.Kind.UNAVAILABLE, "unavailable", message, cause);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
  }

  /// No path leads to the authority, or it has the name of the issuer and another key.
  private static boolean isOfAnotherAuthority(Throwable cause) {
    return cause instanceof CertPathBuilderException
        || (cause instanceof CertPathValidatorException path
            && path.getReason() == CertPathValidatorException.BasicReason.INVALID_SIGNATURE);
  }

  private static Optional<String> value(CommandLine command, String option) {
    return Optional.ofNullable(command.getParseResult())
        .filter(parsed -> parsed.hasMatchedOption(option))
        .map(parsed -> parsed.matchedOption(option).<Object>getValue().toString());
  }
}
