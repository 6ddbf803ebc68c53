package dev.strongroom.agent.collect.nvidia;

import java.lang.foreign.FunctionDescriptor;

/// A C function that is called.
interface NativeFunction {
  /// Its name in the library.
  String symbol();

  /// What it takes and returns.
  FunctionDescriptor shape();
}
