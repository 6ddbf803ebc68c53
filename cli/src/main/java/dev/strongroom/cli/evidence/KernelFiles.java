package dev.strongroom.cli.evidence;

import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Folders and files through which the kernel is asked. They are no ordinary ones: making a folder
/// makes its files, a file says another size than it has, and writing one changes another.
interface KernelFiles {
  /// Whether there is something at `path`.
  boolean exists(Path path);

  /// Makes one folder.
  void makeFolder(Path folder) throws IOException;

  /// Removes a folder with the files that the kernel put into it.
  void removeFolder(Path folder) throws IOException;

  /// Writes a file that is there, at once and whole.
  void write(Path file, Bytes content) throws IOException;

  /// Reads a file whose stated size means nothing.
  ///
  /// @throws IOException also if it holds more than `limit` bytes
  Bytes read(Path file, int limit) throws IOException;

  /// Those of this machine.
  static KernelFiles ofThisMachine() {
    return new KernelFiles() {
      @Override
      public boolean exists(Path path) {
        return Files.exists(path);
      }

      @Override
      public void makeFolder(Path folder) throws IOException {
        Files.createDirectory(folder);
      }

      @Override
      public void removeFolder(Path folder) throws IOException {
        Files.delete(folder);
      }

      @Override
      public void write(Path file, Bytes content) throws IOException {
        Files.write(file, content.toArray(), StandardOpenOption.WRITE);
      }

      @Override
      public Bytes read(Path file, int limit) throws IOException {
        try (var in = Files.newInputStream(file)) {
          var content = in.readNBytes(limit + 1);
          if (content.length > limit) {
            throw new IOException(file + " holds more than " + limit + " bytes");
          }
          return Bytes.copyOf(content);
        }
      }
    };
  }
}
