package dev.strongroom.detector.edge;

import dev.strongroom.detector.attribution.Holdings;
import dev.strongroom.detector.budget.ServedLedger;
import dev.strongroom.detector.deliver.OcsfFinding;
import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.AlertBook;
import dev.strongroom.detector.finding.Detector;
import dev.strongroom.detector.finding.Finding;
import dev.strongroom.detector.finding.Impairment;
import dev.strongroom.detector.finding.MoveFinding;
import dev.strongroom.detector.flow.ipfix.ExporterState;
import dev.strongroom.detector.flow.ipfix.IpfixDecoder;
import dev.strongroom.detector.flow.ipfix.Limits;
import dev.strongroom.detector.flow.ipfix.Notice;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.egress.EgressReport;
import dev.strongroom.protocol.ledger.RefusedMoves;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/// All state, changed by one caller at a time. An alert is on disk before anyone hears of it.
/// Thread-safe; readers get immutable values and do not wait for each other.
final class Watch {
  private static final Logger LOG = Logger.getLogger(Watch.class);

  /// Exporters told apart; one more than this is refused, so that spoofed senders cannot fill us.
  private static final int MAX_EXPORTERS = 1024;

  /// A silent exporter makes room for a new one after this long.
  private static final Duration EXPORTER_MEMORY = Duration.ofHours(1);

  private final Detector detector;
  private final StateDirectory directory;
  private final InstantSource clock;
  private final Profile profile;
  private final Runnable onOrder;
  private final Duration restartGap;
  private final Map<IpAddress, ExporterState> exporters = new LinkedHashMap<>();
  private final Impairments impairments = new Impairments();
  private volatile Detector.State state;
  private volatile Holdings holdings;
  private volatile AlertBook book;
  private volatile String saveProblem = "";
  private volatile String logProblem = "";
  private volatile String lastMalformed = "";
  private long refusedExporters;
  private boolean dirty;

  /// @param onOrder told when an order waits for the broker
  Watch(
      Detector detector,
      StateDirectory directory,
      Optional<Snapshot> saved,
      InstantSource clock,
      Profile profile,
      Runnable onOrder) {
    this.detector = detector;
    this.directory = directory;
    this.clock = clock;
    this.profile = profile;
    this.onOrder = onOrder;
    var now = clock.instant();
    var snapshot = saved.orElseGet(() -> Snapshot.empty(now));
    this.restartGap = Duration.between(snapshot.savedAt(), now);
    this.state = snapshot.detector();
    this.holdings = Holdings.remembered(snapshot.models(), snapshot.holdings());
    this.book = AlertBook.of(snapshot.alerts());
  }

  /// Decodes one datagram and counts what it says.
  ///
  /// @return the alerts that it opened
  synchronized List<Alert> datagram(IpAddress exporter, byte[] datagram, Instant arrival) {
    var decoder = exporters.get(exporter);
    if (decoder == null) {
      if (exporters.size() >= MAX_EXPORTERS && !forgetSilentExporter(arrival)) {
        refusedExporters++;
        return raise(impairments.ofRefused(book, exporter, arrival).stream().toList());
      }
      decoder = new ExporterState(exporter, Limits.DEFAULT);
      exporters.put(exporter, decoder);
    }
    var opened = new ArrayList<Alert>();
    var notices = List.<Notice>of();
    try {
      var decoded = IpfixDecoder.decode(decoder, datagram, arrival);
      notices = decoded.notices();
      for (var record : decoded.records()) {
        var step = detector.next(state, record, holdings);
        state = step.state();
        dirty = true;
        opened.addAll(raise(step.findings()));
      }
    } catch (MalformedException e) {
      lastMalformed = arrival + " from " + exporter + ": " + e;
      LOG.debugf("dropped a datagram from %s: %s", exporter, e.getMessage());
    }
    opened.addAll(raise(impairments.of(book, decoder, notices, arrival)));
    return opened;
  }

  /// Takes in that the collector did not hand something on.
  ///
  /// @param detail what, in a few words
  /// @return the alerts that it opened
  synchronized List<Alert> impaired(Impairment cause, String detail, Instant at) {
    return raise(impairments.ofCollector(book, cause, detail, at).stream().toList());
  }

  /// Takes in that the broker has not said for too long who holds what.
  ///
  /// @param detail since when and why, in a few words
  /// @return the alerts that it opened
  synchronized List<Alert> fleetUnknown(String detail, Instant at) {
    return raise(impairments.ofBroker(book, detail, at).stream().toList());
  }

  private boolean forgetSilentExporter(Instant now) {
    for (var entry : exporters.entrySet()) {
      if (entry.getValue().lastSeen().plus(EXPORTER_MEMORY).isBefore(now)) {
        exporters.remove(entry.getKey());
        return true;
      }
    }
    return false;
  }

  /// Takes in what the broker says of the fleet.
  ///
  /// @throws MalformedException if the broker has another trust profile
  synchronized void fleet(Fleet fleet) throws MalformedException {
    if (fleet.profile() != profile) {
      throw new MalformedException(
          "profile", -1, "the broker is in " + fleet.profile().text() + ", want " + profile.text());
    }
    holdings = holdings.next(fleet, clock.instant());
    dirty = true;
  }

  /// Takes in which moves of devices the broker refused.
  ///
  /// @return the alerts that it opened
  synchronized List<Alert> refusedMoves(RefusedMoves refused) {
    return raise(refused.moves().stream().map(MoveFinding::of).toList());
  }

  /// Takes in a gateway's report whose signature holds.
  synchronized ServedLedger.Outcome report(EgressReport report, Bytes digest) {
    var step = detector.next(state, report, digest, clock.instant());
    state = step.state();
    dirty = true;
    raise(step.findings());
    return step.outcome();
  }

  private List<Alert> raise(List<Finding> findings) {
    var opened = new ArrayList<Alert>();
    boolean noted = false;
    for (var finding : findings) {
      var raised = book.raise(finding, clock.instant());
      noted |= raised.changed();
      book = raised.book();
      raised.opened().ifPresent(opened::add);
    }
    dirty |= noted;
    if (!opened.isEmpty()) {
      save();
      for (var alert : opened) {
        LOG.warnf(
            "alert %s %s: %s", alert.id(), alert.finding().rule().code(), alert.finding().why());
        log(alert, OcsfFinding.Activity.CREATE);
      }
    }
    if (noted) {
      onOrder.run();
    }
    return opened;
  }

  /// Changes one alert.
  ///
  /// @return the changed alert, nothing if there is none of that id
  synchronized Optional<Alert> change(String id, UnaryOperator<Alert> change) {
    var found = book.find(id);
    if (found.isEmpty()) {
      return found;
    }
    var before = found.get();
    var changed = change.apply(before);
    book = book.with(changed);
    dirty = true;
    if (changed.history().equals(before.history())) {
      return Optional.of(changed);
    }
    save();
    log(
        changed,
        changed.state() == Alert.State.CLOSED
            ? OcsfFinding.Activity.CLOSE
            : OcsfFinding.Activity.UPDATE);
    return Optional.of(changed);
  }

  private void log(Alert alert, OcsfFinding.Activity activity) {
    try {
      directory.append(OcsfFinding.event(alert, activity, clock.instant(), isSimulated()));
    } catch (IOException e) {
      logProblem = "alert log in " + directory + ": " + e;
      LOG.errorf("alert %s could not be logged in %s: %s", alert.id(), directory, e);
    }
  }

  /// Saves if something changed since the last time.
  synchronized void save() {
    if (!dirty && saveProblem.isEmpty()) {
      return;
    }
    try {
      directory.save(
          new Snapshot(
              Snapshot.VERSION,
              clock.instant(),
              state,
              holdings.models(),
              holdings.all(),
              book.newestFirst()));
      dirty = false;
      saveProblem = "";
    } catch (IOException e) {
      saveProblem = "state in " + directory + ": " + e;
      LOG.errorf("state could not be saved in %s: %s", directory, e);
    }
  }

  /// What is known of each exporter.
  synchronized List<ExporterState.Summary> exporters() {
    return exporters.values().stream().map(ExporterState::summary).toList();
  }

  /// Datagrams of senders beyond the most that are told apart.
  synchronized long refusedExporters() {
    return refusedExporters;
  }

  Detector detector() {
    return detector;
  }

  Detector.State state() {
    return state;
  }

  Holdings holdings() {
    return holdings;
  }

  AlertBook book() {
    return book;
  }

  boolean isSimulated() {
    return profile == Profile.SIMULATION;
  }

  /// How long nobody watched before this start; zero on a first start.
  Duration restartGap() {
    return restartGap;
  }

  /// Why totals or alerts are not on disk, or some alert is missing in the log; empty otherwise. A
  /// line that was not logged stays missing, so that problem stands until the next start.
  String saveProblem() {
    return saveProblem.isEmpty() ? logProblem : saveProblem;
  }

  /// The last datagram that was dropped as malformed, empty if none was.
  String lastMalformed() {
    return lastMalformed;
  }
}
