package dev.strongroom.agent.edge;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.function.LongSupplier;

/// Monotonic nanoseconds that go on while the guest is suspended (`CLOCK_BOOTTIME`, Linux
/// `clock_gettime(2)`); `System.nanoTime` stands still then, and a lease would outlive its time.
///
/// What no clock of the guest can show: a virtual machine that the *host* pauses or restores, with
/// a time source that stands still meanwhile. SEV-SNP's secure TSC runs on; elsewhere the first
/// heartbeat after the pause finds out. Thread-safe.
final class BootClock implements LongSupplier {
  private static final int CLOCK_BOOTTIME = 7;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final MethodHandle clockGettime;

  /// @throws IllegalStateException where there is no such clock
  // Linking a native function is a restricted method; the agent is started with
  // --enable-native-access.
  @SuppressWarnings("restricted")
  BootClock() {
    var linker = Linker.nativeLinker();
    clockGettime =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("clock_gettime"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    var _ = getAsLong();
  }

  @Override
  public long getAsLong() {
    try (var arena = Arena.ofConfined()) {
      var timespec = arena.allocate(JAVA_LONG, 2);
      if ((int) clockGettime.invokeExact(CLOCK_BOOTTIME, timespec) != 0) {
        throw new IllegalStateException("this system has no CLOCK_BOOTTIME; run on Linux");
      }
      return timespec.get(JAVA_LONG, 0) * NANOS_PER_SECOND
          + timespec.get(JAVA_LONG, JAVA_LONG.byteSize());
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("clock_gettime threw what a C function cannot", e);
    }
  }
}
