package dev.strongroom.agent.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;

/// A C library whose functions are Java's, behind real function pointers. The fields say what it
/// does; set them before it is asked.
// Making function pointers is a restricted method.
@SuppressWarnings("restricted")
public abstract class FakeLibrary implements SymbolLookup {
  static final int SUCCESS = 0;

  /// Functions that this release of the library lacks.
  public final Set<String> missing = new HashSet<>();

  /// What calls return instead of success, by name.
  public final Map<String, Integer> failures = new HashMap<>();

  /// Calls that do not return before [#release], by name.
  public final Set<String> hanging = new HashSet<>();

  /// Where all threads that ask for a report meet, if there is such a place.
  public Optional<CyclicBarrier> meeting = Optional.empty();

  private final Map<String, MemorySegment> functions = new ConcurrentHashMap<>();
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch released = new CountDownLatch(1);

  /// The calls that were made, by name and in order.
  public List<String> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  /// Lets calls return that hang.
  public void release() {
    released.countDown();
  }

  @Override
  public Optional<MemorySegment> find(String name) {
    return missing.contains(name) ? Optional.empty() : Optional.ofNullable(functions.get(name));
  }

  /// Makes a method of this class the function `symbol`.
  ///
  /// @param lookup of the class
  void export(MethodHandles.Lookup lookup, String symbol, String method, FunctionDescriptor shape) {
    try {
      var target = lookup.bind(this, method, shape.toMethodType());
      // As long as the process: a thread that hangs may return into it after the test.
      functions.put(symbol, Linker.nativeLinker().upcallStub(target, shape, Arena.global()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Notes the call, hangs where it shall, and returns what it shall return.
  int enter(String call) {
    calls.add(call);
    if (hanging.contains(call)) {
      awaitRelease();
    }
    return failures.getOrDefault(call, SUCCESS);
  }

  private void awaitRelease() {
    boolean waiting = true;
    while (waiting) {
      try {
        released.await();
        waiting = false;
      } catch (InterruptedException _) {
        // As a call into a driver: it does not notice.
      }
    }
  }

  /// Waits where all that ask for a report meet.
  void meet() {
    try {
      if (meeting.isPresent()) {
        meeting.get().await();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
