package dev.strongroom.detector.edge;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// The directory that outlives the process: `state.json`, replaced as a whole, and `alerts.jsonl`,
/// one OCSF event a line, only ever appended to. Both are flushed to the disk before a call
/// returns. Thread-safe.
final class StateDirectory {
  private final Path directory;
  private final Path state;
  private final Path log;

  /// @throws IOException if the directory cannot be made
  StateDirectory(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.state = directory.resolve("state.json");
    this.log = directory.resolve("alerts.jsonl");
  }

  /// What was saved last, nothing on a first start.
  ///
  /// @throws MalformedException if the file is there and is not what we write: starting without it
  ///   would forget crossings, so a person has to look
  Optional<Snapshot> load() throws IOException, MalformedException {
    if (!Files.exists(state)) {
      return Optional.empty();
    }
    var snapshot = StrictJson.read(Bytes.copyOf(Files.readAllBytes(state)), Snapshot.class);
    if (snapshot.version() != Snapshot.VERSION) {
      throw new MalformedException(
          state.toString(), -1, "version is " + snapshot.version() + ", want " + Snapshot.VERSION);
    }
    return Optional.of(snapshot);
  }

  /// Replaces what was saved. After a crash there is either the old or the new file, whole.
  synchronized void save(Snapshot snapshot) throws IOException {
    var next = directory.resolve("state.json.new");
    write(
        next,
        StrictJson.write(snapshot),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(next, state, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    // The new name is on the disk only once the directory is.
    try (var entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  /// Appends one event to the alert log.
  synchronized void append(Object event) throws IOException {
    write(
        log,
        StrictJson.write(event).concat(Bytes.utf8("\n")),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static void write(Path file, Bytes content, StandardOpenOption... options)
      throws IOException {
    try (var channel = FileChannel.open(file, options)) {
      var buffer = ByteBuffer.wrap(content.toArray());
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
