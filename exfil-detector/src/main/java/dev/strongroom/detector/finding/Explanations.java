package dev.strongroom.detector.finding;

import dev.strongroom.detector.attribution.ModelKey;
import dev.strongroom.detector.attribution.WatchedModel;
import dev.strongroom.detector.budget.EgressBudget;
import dev.strongroom.detector.budget.ServedLedger;
import dev.strongroom.detector.budget.Window;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Makes findings and writes their sentence.
final class Explanations {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private Explanations() {}

  static Finding modelEgress(ModelKey key, WatchedModel model, EgressBudget.Crossing crossing) {
    var nodes =
        crossing.evidence().stream()
            .map(record -> record.source().toString())
            .distinct()
            .collect(Collectors.joining(" and "));
    var why =
        key
            + ": nodes that hold it ("
            + nodes
            + ") sent "
            + ByteText.of(crossing.observedBytes())
            + " to destinations outside its list since "
            + TIME.format(crossing.since())
            + ", where "
            + ByteText.of(crossing.budgetBytes())
            + " in 30 days are allowed"
            + mostTo(crossing)
            + leak(crossing.observedBytes(), model.weightBytes())
            + ".";
    return flowFinding(
        Rule.MODEL_EGRESS,
        key.owner(),
        key.model(),
        key.toString(),
        crossing,
        model.weightBytes(),
        why);
  }

  static Finding unattributed(EgressBudget.Crossing crossing) {
    var why =
        "Addresses of the site that no lease and no gateway accounts for sent "
            + ByteText.of(crossing.observedBytes())
            + " out of it since "
            + TIME.format(crossing.since())
            + ", where "
            + ByteText.of(crossing.budgetBytes())
            + " in 30 days are allowed"
            + mostTo(crossing)
            + ".";
    return flowFinding(Rule.UNATTRIBUTED_EGRESS, "", "", "site", crossing, 0, why);
  }

  private static String mostTo(EgressBudget.Crossing crossing) {
    if (crossing.top().isEmpty()) {
      return "";
    }
    Window.Share most = crossing.top().getFirst();
    return "; most went to " + most.destination() + " (" + ByteText.of(most.bytes()) + ")";
  }

  private static String leak(long bytes, long weightBytes) {
    return weightBytes <= 0
        ? "; the size of the model is not known"
        : "; that is "
            + ByteText.percent(bytes, weightBytes)
            + " of the model's "
            + ByteText.of(weightBytes);
  }

  private static Finding flowFinding(
      Rule rule,
      String owner,
      String model,
      String subject,
      EgressBudget.Crossing crossing,
      long weightBytes,
      String why) {
    return new Finding(
        rule,
        owner,
        model,
        subject,
        crossing.since() + " " + crossing.at() + " step " + crossing.step(),
        crossing.at(),
        crossing.observedBytes(),
        crossing.budgetBytes(),
        weightBytes,
        crossing.since(),
        why,
        crossing.top(),
        crossing.evidence());
  }

  static Finding of(ServedLedger.Event event, Instant now) {
    return switch (event) {
      case ServedLedger.Event.Gap(var gateway, var from, var to) ->
          reports(
              Rule.REPORT_GAP,
              gateway,
              from + "-" + to,
              to - from + 1,
              now,
              "Gateway "
                  + gateway
                  + " did not send its egress reports "
                  + from
                  + " to "
                  + to
                  + ", so what it served then is not known.");
      case ServedLedger.Event.Conflict(var gateway, var sequence) ->
          reports(
              Rule.REPORT_CONFLICT,
              gateway,
              Long.toString(sequence),
              1,
              now,
              "Gateway "
                  + gateway
                  + " sent another egress report under number "
                  + sequence
                  + "; only the first was counted.");
      case ServedLedger.Event.Over(var served, var budgetBytes, var at) ->
          served(served, budgetBytes, at);
    };
  }

  private static Finding served(ServedLedger.Served served, long budgetBytes, Instant at) {
    return new Finding(
        Rule.SERVED_EGRESS,
        served.model().owner(),
        served.model().model(),
        served.tenant() + " " + served.model(),
        at + " step " + served.step(),
        at,
        served.bytes(),
        budgetBytes,
        0,
        at.minus(Window.LENGTH),
        "Tenant "
            + served.tenant()
            + " was served "
            + ByteText.of(served.bytes())
            + " by "
            + served.model()
            + " in 30 days, where "
            + ByteText.of(budgetBytes)
            + " are allowed.",
        List.of(),
        List.of());
  }

  private static Finding reports(
      Rule rule, String gateway, String window, long count, Instant now, String why) {
    return new Finding(
        rule, "", "", gateway, window, now, count, 0, 0, now, why, List.of(), List.of());
  }
}
