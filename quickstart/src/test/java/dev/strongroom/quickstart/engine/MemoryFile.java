package dev.strongroom.quickstart.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// A file in memory without a name (memfd_create(2)), open until closed.
final class MemoryFile implements AutoCloseable {
  private static final int MFD_CLOEXEC = 1;

  private final int descriptor;

  private MemoryFile(int descriptor) {
    this.descriptor = descriptor;
  }

  static MemoryFile create() throws Throwable {
    try (var arena = Arena.ofConfined()) {
      var create =
          function(
              "memfd_create",
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
      int descriptor = (int) create.invokeExact(arena.allocateFrom("weights"), MFD_CLOEXEC);
      if (descriptor < 0) {
        throw new IllegalStateException("memfd_create failed");
      }
      return new MemoryFile(descriptor);
    }
  }

  /// Its path as any process of the same user sees it.
  Path path() {
    return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor);
  }

  // Calling into the C library is what this class is for; the test JVM allows it.
  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, FunctionDescriptor signature) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature);
  }

  @Override
  public void close() {
    try {
      var close =
          function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      int result = (int) close.invokeExact(descriptor);
      if (result != 0) {
        throw new IllegalStateException("close failed");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
