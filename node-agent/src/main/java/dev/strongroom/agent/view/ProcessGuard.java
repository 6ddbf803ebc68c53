package dev.strongroom.agent.view;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.protocol.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Keeps the process's memory out of files.
///
/// - No core files, for the agent and what it starts (`RLIMIT_CORE` 0, inherited).
/// - Not dumpable (`PR_SET_DUMPABLE` 0): no other process of the same user reads the agent's memory
///   or descriptors. The workload reaches the weights *through* the agent's descriptors, so this
///   works only where it has `CAP_SYS_PTRACE`; elsewhere the agent stays dumpable and says so.
/// - Swap: pages of a memory file can be swapped out. With active swap, the production profile
///   refuses and the simulation profile says so.
public final class ProcessGuard {
  private static final int CAP_SYS_PTRACE = 19;
  private static final String CAPABILITIES = "CapEff:";

  private ProcessGuard() {}

  /// Does what this machine allows; returns one line for each thing that it does not.
  ///
  /// @throws AgentException [Fault#VIEW] if memory may reach a disk under the production profile
  public static List<String> apply(Profile profile) throws AgentException {
    return apply(profile, Path.of("/proc/swaps"), Path.of("/proc/self/status"));
  }

  static List<String> apply(Profile profile, Path swaps, Path status) throws AgentException {
    var notes = new ArrayList<String>();
    try {
      Libc.forbidCoreFiles();
    } catch (IOException e) {
      notes.add("core files are not forbidden: " + e.getMessage());
    }
    try {
      if (hasPtrace(Files.readString(status))) {
        Libc.forbidDumping();
      } else {
        notes.add(
            "this process stays dumpable: without CAP_SYS_PTRACE the workload could not reach the"
                + " weights; other processes of this user can read them");
      }
    } catch (IOException e) {
      notes.add("this process stays dumpable: " + e.getMessage());
    }
    swapNote(profile, swaps).ifPresent(notes::add);
    return List.copyOf(notes);
  }

  private static java.util.Optional<String> swapNote(Profile profile, Path swaps)
      throws AgentException {
    String note;
    try {
      long active = Files.exists(swaps) ? Files.readAllLines(swaps).size() - 1L : 0;
      if (active <= 0) {
        return java.util.Optional.empty();
      }
      note = "swap is active (" + active + " areas): opened weights could be written there";
    } catch (IOException e) {
      note = "whether swap is active cannot be told: " + e.getMessage();
    }
    if (profile == Profile.PRODUCTION) {
      throw new AgentException(Fault.VIEW, note + "; turn it off with swapoff -a");
    }
    return java.util.Optional.of(note);
  }

  static boolean hasPtrace(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith(CAPABILITIES))
        .map(line -> Long.parseUnsignedLong(line.substring(CAPABILITIES.length()).strip(), 16))
        .anyMatch(set -> (set >>> CAP_SYS_PTRACE & 1) == 1);
  }
}
