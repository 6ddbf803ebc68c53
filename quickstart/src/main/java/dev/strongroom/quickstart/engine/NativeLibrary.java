package dev.strongroom.quickstart.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the binding unpacks llama.cpp: a directory of this process alone, since the binding uses
/// one fixed name and deletes what lies there. It is removed as soon as the library is mapped, so a
/// process killed later leaves nothing behind. Meanwhile standard output is silent: the binding
/// announces itself there.
final class NativeLibrary implements AutoCloseable {
  private final Path directory;
  private final PrintStream out;

  private NativeLibrary(Path directory, PrintStream out) {
    this.directory = directory;
    this.out = out;
  }

  /// Call before the binding's first class is initialised; close when it was.
  static NativeLibrary prepare() throws IOException {
    var directory = Files.createTempDirectory("strongroom-engine-");
    // For a process that is told to end meanwhile; the binding does so with its file.
    directory.toFile().deleteOnExit();
    System.setProperty("de.kherud.llama.tmpdir", directory.toString());
    var prepared = new NativeLibrary(directory, System.out);
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    return prepared;
  }

  @Override
  public void close() throws IOException {
    System.setOut(out);
    try (var files = Files.list(directory)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    }
  }
}
