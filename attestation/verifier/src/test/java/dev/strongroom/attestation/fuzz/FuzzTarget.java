package dev.strongroom.attestation.fuzz;

import dev.strongroom.attestation.fuzz.Parsers.Parser;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/// The one target of Jazzer, which calls it by these names: `./dev fuzz PARSER SECONDS`. Whatever
/// escapes a parser besides [MalformedException] is a finding.
public final class FuzzTarget {
  private static final AtomicReference<Parser> CHOSEN =
      new AtomicReference<>(Parsers.ALL.getFirst());

  private FuzzTarget() {}

  /// Chooses the parser.
  ///
  /// @param args its name
  public static void fuzzerInitialize(String[] args) {
    CHOSEN.set(Parsers.named(args[0]));
  }

  /// Parses.
  public static void fuzzerTestOneInput(byte[] input) {
    parse(CHOSEN.get(), Bytes.copyOf(input));
  }

  /// True if `parser` accepts `input`; false if it calls it malformed.
  static boolean parse(Parser parser, Bytes input) {
    try {
      var _ = parser.parse().parse(input);
      return true;
    } catch (MalformedException _) {
      return false;
    }
  }

  /// Writes the seeds of a parser as files named by their digest.
  ///
  /// @param args name of the parser, or nothing to list them all; a folder
  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      Parsers.ALL.forEach(parser -> System.out.println(parser.name()));
      return;
    }
    var folder = Files.createDirectories(Path.of(args[1]));
    for (var seed : Seeds.of(Parsers.named(args[0]))) {
      Files.write(folder.resolve(seed.sha256().hex()), seed.toArray());
    }
  }
}
