package dev.strongroom.cli.owner;

import dev.strongroom.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/// Demands on files that the command line names, before they are read.
public final class InputFiles {
  private static final Set<PosixFilePermission> OWNERS_ALONE =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private InputFiles() {}

  /// Demands a directory.
  ///
  /// @throws Failure if `directory` does not exist, or is something else
  public static void requireDirectory(Path directory) throws Failure {
    requireThere(directory, "directory");
    if (!Files.isDirectory(directory)) {
      throw new Failure(
          Failure.Kind.USAGE, "file.kind", directory + " is a file, want a directory");
    }
  }

  /// Demands something to read.
  ///
  /// @throws Failure if `file` does not exist, or is a directory
  public static void requireFile(Path file) throws Failure {
    requireThere(file, "file");
    if (Files.isDirectory(file)) {
      throw new Failure(Failure.Kind.USAGE, "file.kind", file + " is a directory, want a file");
    }
  }

  /// Refuses a secret that others than its owner may use. Where a file system knows no such rights,
  /// nothing can be said and nothing is refused.
  ///
  /// @throws Failure if `file` does not exist, is a directory, or is open to group or others
  public static void requireSecret(Path file) throws IOException, Failure {
    requireFile(file);
    var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    var permissions = view.readAttributes().permissions();
    if (!OWNERS_ALONE.containsAll(permissions)) {
      throw new Failure(
          Failure.Kind.USAGE,
          "key.exposed",
          file
              + " is open to others ("
              + PosixFilePermissions.toString(permissions)
              + "); want rw-------: run chmod 600, and make a new key if somebody may have read it");
    }
  }

  private static void requireThere(Path path, String kind) throws Failure {
    if (Files.exists(path)) {
      return;
    }
    if (Files.isSymbolicLink(path)) {
      throw new Failure(
          Failure.Kind.NOT_FOUND, "file.link", path + " is a link that leads to nothing or itself");
    }
    throw new Failure(Failure.Kind.NOT_FOUND, "file.missing", "no " + kind + " " + path);
  }
}
