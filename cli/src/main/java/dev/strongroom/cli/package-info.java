/// The command line, `strongroom …`: one package a noun, each command a thin call into a library.
///
/// [dev.strongroom.cli.Main] runs it and turns every failure into one line with a stable code and
/// an exit status; [dev.strongroom.cli.terminal.Failure] lists those.
@NullMarked
package dev.strongroom.cli;

import org.jspecify.annotations.NullMarked;
