package dev.strongroom.agent.edge;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The directory in which an agent keeps what it must remember: checkpoints, never keys. One agent
/// at a time.
final class StateDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel lock;

  private StateDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /// Makes the directory if need be, and takes it.
  ///
  /// @throws AgentException [Fault#STATE] if it cannot be used, or another agent has it
  static StateDirectory take(Path path) throws AgentException {
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectories(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      var lock =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(lock)) {
        return new StateDirectory(path, lock);
      }
      lock.close();
    } catch (IOException e) {
      throw new AgentException(Fault.STATE, "--state " + path + ": " + e.getMessage(), e);
    }
    throw new AgentException(
        Fault.STATE, "--state " + path + " is another agent's; end that, or choose another");
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
