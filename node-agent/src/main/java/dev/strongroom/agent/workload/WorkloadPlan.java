package dev.strongroom.agent.workload;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.protocol.release.Workload;
import java.util.List;
import java.util.SortedMap;

/// What the agent is about to start, and that the owner's ticket names exactly this. The path of
/// the opened weights is not known beforehand, so the command line carries [#WEIGHTS] in its place;
/// the digest is over the line with the placeholder. Immutable.
///
/// @param workload image, command line with placeholder, environment
public record WorkloadPlan(Workload workload) {
  /// Stands for the path of the opened weights. An argument is either exactly this or holds it
  /// nowhere.
  public static final String WEIGHTS = "{weights}";

  public WorkloadPlan {
    for (var argument : workload.argv()) {
      if (argument.contains(WEIGHTS) && !argument.equals(WEIGHTS)) {
        throw new IllegalArgumentException(
            "argument '" + argument + "': want " + WEIGHTS + " as an argument of its own");
      }
    }
    if (!workload.argv().contains(WEIGHTS)) {
      throw new IllegalArgumentException(
          "want " + WEIGHTS + " among the arguments: where the workload is told its weights");
    }
  }

  /// Compares with the ticket.
  ///
  /// @throws AgentException [Fault#WORKLOAD] if the ticket names another workload
  public void requireAllowedBy(Ticket ticket) throws AgentException {
    var digest = workload.digest();
    if (!digest.equals(ticket.workload())) {
      throw new AgentException(
          Fault.WORKLOAD,
          "the workload to start (image %s, %d arguments, %d variables) has digest %s, the ticket allows %s; start what was signed, or have the owner sign a new ticket"
              .formatted(
                  workload.image(),
                  workload.argv().size(),
                  workload.environment().size(),
                  digest,
                  ticket.workload()));
    }
  }

  /// The command line with the path in place of the placeholder.
  public List<String> commandLine(String weightsPath) {
    return workload.argv().stream()
        .map(argument -> argument.equals(WEIGHTS) ? weightsPath : argument)
        .toList();
  }

  /// The whole environment of the workload.
  public SortedMap<String, String> environment() {
    return workload.environment();
  }
}
