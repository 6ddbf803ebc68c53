package dev.strongroom.collateral.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// One writer of a directory at a time, whichever thread or process. The kernel drops the lock of a
/// process that ends.
final class DirectoryLock implements AutoCloseable {
  /// A file lock belongs to the whole process: threads need one of their own.
  private static final Map<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

  private final ReentrantLock here;
  private final FileChannel channel;
  private final FileLock everywhere;

  private DirectoryLock(ReentrantLock here, FileChannel channel, FileLock everywhere) {
    this.here = here;
    this.channel = channel;
    this.everywhere = everywhere;
  }

  /// Waits for the lock of `directory`.
  static DirectoryLock acquire(Path directory) throws IOException {
    var here = HERE.computeIfAbsent(directory.toRealPath(), _ -> new ReentrantLock());
    here.lock();
    try {
      var channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        return new DirectoryLock(here, channel, channel.lock());
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      here.unlock();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      everywhere.release();
    } finally {
      here.unlock();
    }
  }
}
