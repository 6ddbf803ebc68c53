package dev.strongroom.detector.finding;

import dev.strongroom.detector.budget.Window;
import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.List;

/// One thing that is not as it should be: observed, expected, and what it means.
///
/// @param rule what was judged by
/// @param owner owner of the model concerned, empty where none is
/// @param model the model concerned, empty where none is
/// @param subject what it is about, unique within the rule: a model, a tenant and model, a gateway,
///   an exporter and cause, a device
/// @param window which crossing, so that the next one is another finding
/// @param at event time
/// @param observed as counted, in the rule's [unit][Rule#unit]
/// @param expected at most, in the same unit
/// @param weightBytes size of the model, 0 where unknown or none is concerned
/// @param since start of what was counted
/// @param why one sentence
/// @param top destinations with most bytes, most first
/// @param evidence the last flow records that counted
public record Finding(
    Rule rule,
    String owner,
    String model,
    String subject,
    String window,
    Instant at,
    long observed,
    long expected,
    long weightBytes,
    Instant since,
    String why,
    List<Window.Share> top,
    List<FlowRecord> evidence) {
  public Finding {
    top = List.copyOf(top);
    evidence = List.copyOf(evidence);
  }

  /// The same for the same finding, however often it is made.
  public String dedupKey() {
    return rule.code() + "|" + subject + "|" + window;
  }

  /// Short stable id of the alert for this finding: 64 bits of the digest of [#dedupKey].
  public String alertId() {
    return "a" + Bytes.utf8(dedupKey()).sha256().hex().substring(0, 16);
  }
}
