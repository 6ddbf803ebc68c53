package dev.strongroom.weights.store;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.weights.format.SealedObject;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A sealed model in a local directory. Every file is written under a temporary name, forced to
/// disk and renamed. Nothing here is trusted: what it returns is judged by its readers. Thread-safe
/// for reading; one writer at a time.
public final class LocalStore {
  private static final String MANIFEST = "manifest.dsse.json";
  private static final String KEYRING = "keyring.json";
  private static final String OBJECTS = "objects";

  /// Base64 in JSON of the largest manifest that [dev.strongroom.wire.json.StrictJson] reads.
  private static final long MAX_DOCUMENT_BYTES = 2L << 20;

  private final Path directory;

  private LocalStore(Path directory) {
    this.directory = directory;
  }

  /// The store at `directory`, to read.
  ///
  /// @throws IntegrityException if no finished sealed model is there
  public static LocalStore open(Path directory) throws IntegrityException {
    if (!Files.isRegularFile(directory.resolve(MANIFEST))) {
      throw new IntegrityException(Fault.MANIFEST_MISSING, "no " + MANIFEST + " in " + directory);
    }
    return new LocalStore(directory);
  }

  /// A new store at `directory`, which must be empty or not exist yet.
  ///
  /// @throws IntegrityException if something is there
  public static LocalStore create(Path directory) throws IOException, IntegrityException {
    if (Files.exists(directory)) {
      requireEmpty(directory);
    }
    Files.createDirectories(directory.resolve(OBJECTS));
    return new LocalStore(directory);
  }

  private static void requireEmpty(Path directory) throws IOException, IntegrityException {
    if (!Files.isDirectory(directory)) {
      throw new IntegrityException(Fault.TARGET_OCCUPIED, directory + " is no directory");
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      if (entries.iterator().hasNext()) {
        var state =
            Files.exists(directory.resolve(MANIFEST))
                ? " holds a sealed model"
                : " is not empty, maybe a seal that was broken off";
        throw new IntegrityException(Fault.TARGET_OCCUPIED, directory + state);
      }
    }
  }

  /// Path of an object, whether or not it exists.
  ///
  /// @throws IllegalArgumentException if `name` is not opaque
  public Path object(String name) {
    SealedObject.requireOpaque("object name", name);
    return directory.resolve(OBJECTS).resolve(name);
  }

  /// The envelope of the manifest as stored.
  ///
  /// @throws MalformedException if it is too large to be one
  public Bytes readManifest() throws IOException, MalformedException {
    return read(MANIFEST);
  }

  /// The keyring as stored.
  ///
  /// @throws MalformedException if it is too large to be one
  /// @throws IntegrityException if there is none
  public Bytes readKeyRing() throws IOException, MalformedException, IntegrityException {
    try {
      return read(KEYRING);
    } catch (NoSuchFileException e) {
      throw new IntegrityException(Fault.KEY_MISSING, "no " + KEYRING + " in " + directory, e);
    }
  }

  private Bytes read(String name) throws IOException, MalformedException {
    var file = directory.resolve(name);
    long size = Files.size(file);
    if (size > MAX_DOCUMENT_BYTES) {
      throw new MalformedException(
          name, -1, "has " + size + " bytes, at most " + MAX_DOCUMENT_BYTES + " are read");
    }
    return Bytes.copyOf(Files.readAllBytes(file));
  }

  /// Replaces the keyring.
  public void writeKeyRing(Bytes content) throws IOException {
    write(KEYRING, content);
  }

  /// Writes the manifest, which makes the store a sealed model. To be called last: whatever was
  /// written before is forced to disk first.
  public void writeManifest(Bytes envelope) throws IOException {
    force(directory.resolve(OBJECTS));
    write(MANIFEST, envelope);
  }

  private void write(String name, Bytes content) throws IOException {
    var partial = directory.resolve(partial(name));
    try (var out =
        FileChannel.open(
            partial,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      var buffer = ByteBuffer.wrap(content.toArray());
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    }
    Files.move(
        partial,
        directory.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    force(directory);
  }

  private static void force(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Removes what an unfinished seal left, but not the directory; does nothing once the manifest is
  /// written.
  public void discard() throws IOException {
    if (Files.exists(directory.resolve(MANIFEST))) {
      return;
    }
    var objects = directory.resolve(OBJECTS);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(objects)) {
      for (var entry : entries) {
        Files.deleteIfExists(entry);
      }
    }
    Files.deleteIfExists(objects);
    for (var name : new String[] {KEYRING, partial(KEYRING), partial(MANIFEST)}) {
      Files.deleteIfExists(directory.resolve(name));
    }
  }

  private static String partial(String name) {
    return "." + name + ".part";
  }
}
