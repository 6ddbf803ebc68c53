package dev.strongroom.agent.view;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The five calls into the C library that Java has no words for. Linux on a 64-bit machine: numbers
/// are those of its headers (`linux/memfd.h`, `linux/fcntl.h`, `linux/prctl.h`,
/// `asm-generic/resource.h`). Thread-safe.
// Linking native functions is a restricted method; these five are why the agent is started with
// --enable-native-access.
@SuppressWarnings("restricted")
final class Libc {
  static final int MFD_CLOEXEC = 1;
  static final int MFD_ALLOW_SEALING = 2;
  static final int MFD_NOEXEC_SEAL = 8;

  static final int F_SEAL_SEAL = 1;
  static final int F_SEAL_SHRINK = 2;
  static final int F_SEAL_GROW = 4;
  static final int F_SEAL_WRITE = 8;

  private static final int F_ADD_SEALS = 1033;
  private static final int F_GET_SEALS = 1034;
  private static final int RLIMIT_CORE = 4;
  private static final int PR_SET_DUMPABLE = 4;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final java.lang.invoke.VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle MEMFD_CREATE =
      link("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle FCNTL =
      link(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETRLIMIT =
      link("setrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle PRCTL =
      link(
          "prctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));

  private Libc() {}

  private interface Call {
    int run(Arena arena, MemorySegment captured) throws Throwable;
  }

  private static MethodHandle link(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    var all = java.util.Arrays.copyOf(options, options.length + 1);
    all[options.length] = Linker.Option.captureCallState("errno");
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, all);
  }

  private static int call(String name, Call call) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var captured = arena.allocate(CAPTURED);
      int result = call.run(arena, captured);
      if (result < 0) {
        throw new IOException(name + " failed, errno " + (int) ERRNO.get(captured, 0L));
      }
      return result;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name + " threw what a C function cannot", e);
    }
  }

  /// A new file in memory only; the descriptor.
  static int memfdCreate(String name, int flags) throws IOException {
    return call(
        "memfd_create",
        (arena, captured) ->
            (int) MEMFD_CREATE.invokeExact(captured, arena.allocateFrom(name), flags));
  }

  /// Adds seals.
  static void addSeals(int descriptor, int seals) throws IOException {
    call(
        "fcntl(F_ADD_SEALS)",
        (_, captured) -> (int) FCNTL.invokeExact(captured, descriptor, F_ADD_SEALS, seals));
  }

  /// The seals that are set.
  static int seals(int descriptor) throws IOException {
    return call(
        "fcntl(F_GET_SEALS)",
        (_, captured) -> (int) FCNTL.invokeExact(captured, descriptor, F_GET_SEALS, 0));
  }

  /// Closes a descriptor.
  static void close(int descriptor) throws IOException {
    call("close", (_, captured) -> (int) CLOSE.invokeExact(captured, descriptor));
  }

  /// No core files, of this process and those it starts.
  static void forbidCoreFiles() throws IOException {
    call(
        "setrlimit(RLIMIT_CORE)",
        (arena, captured) ->
            (int) SETRLIMIT.invokeExact(captured, RLIMIT_CORE, arena.allocate(JAVA_LONG, 2)));
  }

  /// Nobody but a tracer with CAP_SYS_PTRACE reads this process's memory.
  static void forbidDumping() throws IOException {
    call(
        "prctl(PR_SET_DUMPABLE)",
        (_, captured) -> (int) PRCTL.invokeExact(captured, PR_SET_DUMPABLE, 0L, 0L, 0L, 0L));
  }
}
