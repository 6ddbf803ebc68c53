package dev.strongroom.detector.finding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All alerts, one for each finding however often it is found. Immutable.
///
/// @param alerts by id
public record AlertBook(Map<String, Alert> alerts) {
  /// No alerts.
  public static final AlertBook EMPTY = new AlertBook(Map.of());

  /// Closed alerts beyond this many are forgotten, oldest first; open ones never are.
  private static final int MAX_ALERTS = 10_000;

  public AlertBook {
    alerts = Map.copyOf(alerts);
  }

  /// The book of `alerts`.
  public static AlertBook of(List<Alert> alerts) {
    var byId = new LinkedHashMap<String, Alert>();
    alerts.forEach(alert -> byId.put(alert.id(), alert));
    return new AlertBook(byId);
  }

  /// The next book, whether it differs, and the alert if it is a new one.
  public record Raised(AlertBook book, boolean changed, Optional<Alert> opened) {}

  /// Opens an alert for `finding`, unless there is one. Where the finding
  /// [continues][Rule#continues] what an unfinished alert is about, that alert notes it and orders
  /// its freeze anew; once it is contained or closed, a new alert opens.
  public Raised raise(Finding finding, Instant now) {
    if (alerts.containsKey(finding.alertId())) {
      return new Raised(this, false, Optional.empty());
    }
    var former =
        finding.rule().continues()
            ? unfinished(finding.rule(), finding.subject())
            : Optional.<Alert>empty();
    if (former.isPresent()) {
      return new Raised(with(former.get().withFurther(finding, now)), true, Optional.empty());
    }
    var alert = Alert.open(finding, now);
    return new Raised(with(alert), true, Optional.of(alert));
  }

  /// The newest alert about `subject` that someone has yet to act on.
  public Optional<Alert> unfinished(Rule rule, String subject) {
    return alerts.values().stream()
        .filter(Alert::unfinished)
        .filter(alert -> alert.finding().rule() == rule)
        .filter(alert -> alert.finding().subject().equals(subject))
        .max(Comparator.comparing(Alert::opened).thenComparing(Alert::id));
  }

  /// The alert of that id.
  public Optional<Alert> find(String id) {
    return Optional.ofNullable(alerts.get(id));
  }

  /// The book with this alert in place of the one with its id.
  public AlertBook with(Alert alert) {
    var changed = new ArrayList<>(alerts.values());
    changed.removeIf(other -> other.id().equals(alert.id()));
    changed.add(alert);
    if (changed.size() > MAX_ALERTS) {
      changed.stream()
          .filter(other -> other.state() == Alert.State.CLOSED)
          .min(Comparator.comparing(Alert::opened))
          .ifPresent(changed::remove);
    }
    return of(changed);
  }

  /// All alerts, newest first.
  public List<Alert> newestFirst() {
    return alerts.values().stream()
        .sorted(Comparator.comparing(Alert::opened).reversed().thenComparing(Alert::id))
        .toList();
  }
}
