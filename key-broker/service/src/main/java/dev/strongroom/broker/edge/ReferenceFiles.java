package dev.strongroom.broker.edge;

import dev.strongroom.broker.StartException;
import dev.strongroom.broker.verifier.ReferencesAtHand;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reference values of the role `verifier` in files, read again by [#refresh]. What cannot be read
/// then leaves what was read before: manifests carry their own ends. Thread-safe.
final class ReferenceFiles implements ReferencesAtHand {
  private static final String PREFIX = "strongroom.broker.verifier.";
  private static final long MAX_FILE_BYTES = 1 << 20;

  private final Reread<List<Envelope>> files;

  private ReferenceFiles(Reread<List<Envelope>> files) {
    this.files = files;
  }

  /// Reads all of them.
  ///
  /// @param directory none has none
  /// @throws StartException naming the file that cannot be used
  static ReferenceFiles open(Optional<Path> directory) throws StartException {
    return new ReferenceFiles(Reread.open("reference values", () -> read(directory)));
  }

  /// Reads all of them again. Never fails.
  void refresh() {
    files.refresh();
  }

  @Override
  public List<Envelope> references() {
    return files.latest();
  }

  private static List<Envelope> read(Optional<Path> directory) throws StartException {
    return directory.isPresent() ? read(directory.get()) : List.of();
  }

  private static List<Envelope> read(Path directory) throws StartException {
    var found = new ArrayList<Envelope>();
    for (var file : json("references", directory).entrySet()) {
      try {
        found.add(Envelope.parse(file.getValue()));
      } catch (MalformedException e) {
        throw new StartException(
            PREFIX + "references: " + directory.resolve(file.getKey()) + ": " + e.getMessage(), e);
      }
    }
    return List.copyOf(found);
  }

  /// Content of every `.json` file in `directory`, by name.
  ///
  /// @param option which names the directory
  /// @throws StartException if one cannot be read or exceeds 1 MiB
  static Map<String, Bytes> json(String option, Path directory) throws StartException {
    var found = new TreeMap<String, Bytes>();
    try (var files = Files.list(directory)) {
      for (var file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        if (Files.size(file) > MAX_FILE_BYTES) {
          throw new StartException(PREFIX + option + ": " + file + " exceeds 1 MiB");
        }
        found.put(String.valueOf(file.getFileName()), Bytes.copyOf(Files.readAllBytes(file)));
      }
      return found;
    } catch (IOException e) {
      throw new StartException(
          PREFIX + option + " = " + directory + " cannot be read: " + e.getMessage(), e);
    }
  }
}
