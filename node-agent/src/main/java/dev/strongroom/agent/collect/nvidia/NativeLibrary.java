package dev.strongroom.agent.collect.nvidia;

import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A C library of which every function that is needed was found. As thread-safe as the library.
///
/// @param <F> the functions
final class NativeLibrary<F extends Enum<F> & NativeFunction> {
  private final Map<F, MethodHandle> handles;

  private NativeLibrary(Map<F, MethodHandle> handles) {
    this.handles = handles;
  }

  /// Links all of `functions`.
  ///
  /// @param library where they are; must outlive what is returned
  /// @param lacking makes what is thrown, from the names of those that are not there
  // Linking native functions is a restricted method.
  @SuppressWarnings("restricted")
  static <F extends Enum<F> & NativeFunction, X extends Exception> NativeLibrary<F> link(
      SymbolLookup library, Class<F> functions, Function<String, X> lacking) throws X {
    var handles = new EnumMap<F, MethodHandle>(functions);
    var missing = new ArrayList<String>();
    var linker = Linker.nativeLinker();
    for (var function : functions.getEnumConstants()) {
      var symbol = library.find(function.symbol());
      if (symbol.isPresent()) {
        handles.put(function, linker.downcallHandle(symbol.get(), function.shape()));
      } else {
        missing.add(function.symbol());
      }
    }
    if (!missing.isEmpty()) {
      throw lacking.apply(String.join(", ", missing));
    }
    return new NativeLibrary<>(handles);
  }

  /// Calls `function`.
  ///
  /// @param arguments of the types of its shape; where it returns a structure, first what allocates
  /// @return what it returns
  Object call(F function, Object... arguments) {
    return Objects.requireNonNull(invoke(function, arguments));
  }

  /// Calls `function`, which returns nothing.
  void run(F function, Object... arguments) {
    invoke(function, arguments);
  }

  private @Nullable Object invoke(F function, Object... arguments) {
    try {
      return Objects.requireNonNull(handles.get(function)).invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(function.symbol() + " threw what a C function cannot", e);
    }
  }
}
