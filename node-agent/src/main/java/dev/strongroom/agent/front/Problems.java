package dev.strongroom.agent.front;

import dev.strongroom.protocol.Problem;
import java.util.List;

/// Answers that the front gives itself. They say nothing about the workload.
public final class Problems {
  private Problems() {}

  /// The lease is over, or not begun.
  public static Problem noLease() {
    return of(503, "agent.no-lease", "No lease", "this node may not use the model now");
  }

  /// The caller has a certificate, but of another role.
  public static Problem notAGateway() {
    return of(403, "agent.not-a-gateway", "Not a gateway", "this node answers gateways only");
  }

  /// Not an allowed route.
  public static Problem noRoute() {
    return of(404, "agent.no-route", "No such route", "this node serves the model's routes only");
  }

  /// The body is larger than the limit.
  public static Problem tooLarge(int limitBytes) {
    return of(413, "agent.too-large", "Too large", "want at most " + limitBytes + " bytes of body");
  }

  /// The workload did not answer.
  public static Problem upstream() {
    return of(502, "agent.upstream", "The model server failed", "it gave no answer; try again");
  }

  private static Problem of(int status, String code, String title, String detail) {
    return Problem.of(status, code, title, detail, List.of());
  }
}
