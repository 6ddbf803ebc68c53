package dev.strongroom.agent.view;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/// A file that exists only as memory (`memfd_create(2)`): no directory names it, and it is gone
/// with its last holder. Once sealed, nobody can write, grow or shrink it any more, this process
/// included. Others reach it by [#path] as long as this is open. Linux only. Thread-safe.
public final class MemoryFile implements AutoCloseable {
  private static final int ALL_SEALS =
      Libc.F_SEAL_SEAL | Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW | Libc.F_SEAL_WRITE;

  private final int descriptor;
  private boolean closed;

  private MemoryFile(int descriptor) {
    this.descriptor = descriptor;
  }

  /// A new, empty file.
  ///
  /// @param name shown in `/proc/PID/fd`, so it must say nothing
  /// @throws AgentException [Fault#VIEW] where there is no such thing
  public static MemoryFile create(String name) throws AgentException {
    var system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (!system.contains("linux")) {
      throw new AgentException(
          Fault.VIEW,
          "opened weights are held in a Linux memory file, this is " + system + "; run on Linux");
    }
    int flags = Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING;
    try {
      return new MemoryFile(createNotExecutable(name, flags));
    } catch (IOException e) {
      throw new AgentException(Fault.VIEW, "the kernel gives no memory file: " + e.getMessage(), e);
    }
  }

  private static int createNotExecutable(String name, int flags) throws IOException {
    try {
      return Libc.memfdCreate(name, flags | Libc.MFD_NOEXEC_SEAL);
    } catch (IOException e) {
      // Kernels before 6.3 do not know the flag; then the file is as it was there before.
      return Libc.memfdCreate(name, flags);
    }
  }

  /// Opens it for writing. Close the channel before [#seal].
  public FileChannel channel() throws IOException {
    return FileChannel.open(
        Path.of("/proc/self/fd/" + descriptor), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /// Makes it unchangeable, for good.
  ///
  /// @throws IOException if a part of it is still mapped for writing
  public void seal() throws IOException {
    Libc.addSeals(descriptor, ALL_SEALS);
    if ((Libc.seals(descriptor) & ALL_SEALS) != ALL_SEALS) {
      throw new IOException("the kernel did not set all seals");
    }
  }

  /// Where another process of this machine finds it, if it may look into this one's descriptors.
  public Path path() {
    return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor);
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      Libc.close(descriptor);
    }
  }
}
