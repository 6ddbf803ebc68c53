package dev.strongroom.broker.key;

import dev.strongroom.broker.StartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// A file with a secret that its owner alone may read.
///
/// @param what it holds, for messages: `root keyset`
public record OwnerOnlyFile(String what, Path path) {
  private static final String OWNER_ONLY = "rw-------";

  /// True if it is there.
  public boolean exists() {
    return Files.exists(path);
  }

  /// Makes it, whole and durable or not at all.
  ///
  /// @throws IOException if it cannot be written
  public void create(String content) throws IOException {
    var parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    var temporary = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    Files.write(
        temporary,
        content.getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.WRITE,
        StandardOpenOption.DSYNC);
    Files.move(temporary, path);
    // What it opens or signed must not outlive it.
    try (var directory = FileChannel.open(path.toAbsolutePath().resolveSibling("."))) {
      directory.force(true);
    }
  }

  /// Its content.
  ///
  /// @throws IOException if it cannot be read
  /// @throws StartException if others than its owner may read it
  public String read() throws IOException, StartException {
    var allowed = PosixFilePermissions.fromString("rwx------");
    var actual = Files.getPosixFilePermissions(path);
    if (!Set.copyOf(allowed).containsAll(actual)) {
      throw new StartException(
          what
              + " "
              + path
              + " has mode "
              + PosixFilePermissions.toString(actual)
              + ", want "
              + OWNER_ONLY
              + ": chmod 600 it");
    }
    return Files.readString(path);
  }
}
