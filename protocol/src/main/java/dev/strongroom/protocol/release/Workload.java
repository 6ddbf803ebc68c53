package dev.strongroom.protocol.release;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What runs beside the opened weights: image, arguments, environment. A ticket names its digest,
/// so a changed argument opens nothing.
///
/// @param image what the program is taken from: an image reference by digest, or a path
/// @param argv the command line, program first, by an absolute path: a lone name would be looked up
///   where the host says
/// @param environment the variables that it is given, and no others
public record Workload(String image, List<String> argv, SortedMap<String, String> environment) {
  private static final String LABEL = "strongroom/v1/workload";

  public Workload {
    argv = List.copyOf(argv);
    if (argv.isEmpty() || !argv.getFirst().startsWith("/")) {
      throw new IllegalArgumentException(
          "argv: got "
              + (argv.isEmpty() ? "nothing" : "'" + argv.getFirst() + "'")
              + ", want the program by an absolute path");
    }
    environment = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(environment));
  }

  /// SHA-384 over label, image, argument count, arguments, variable count, names and values sorted
  /// by name, every text behind its length.
  public Bytes digest() {
    var out = new BinaryWriter().field(LABEL).field(image).u32be(argv.size());
    argv.forEach(out::field);
    out.u32be(environment.size());
    environment.forEach((name, value) -> out.field(name).field(value));
    return out.toBytes().sha384();
  }
}
