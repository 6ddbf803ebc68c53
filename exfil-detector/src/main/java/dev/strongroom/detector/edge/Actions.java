package dev.strongroom.detector.edge;

import dev.strongroom.detector.budget.ServedLedger;
import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.Containment;
import dev.strongroom.detector.finding.Rule;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.egress.EgressReport;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jboss.logging.Logger;

/// What people and gateways ask for.
@ApplicationScoped
public final class Actions {
  private static final Logger LOG = Logger.getLogger(Actions.class);
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
  private static final int MAX_VERDICT_CHARACTERS = 500;

  private final DetectorService service;

  Actions(DetectorService service) {
    this.service = service;
  }

  /// Body of a containment request.
  ///
  /// @param action only `end-leases`: the freeze needs no person
  /// @param confirm the model's `owner/model`, typed by whoever asks
  record ContainmentRequest(String action, String confirm) {}

  /// Body of a request to close.
  ///
  /// @param verdict how it ended, for whoever reads it later
  record CloseRequest(String verdict) {}

  void acknowledge(RoutingContext context, Alert alert, boolean page) {
    if (!alert.mayBecome(Alert.State.ACKNOWLEDGED)) {
      conflict(context, alert, "acknowledged");
      return;
    }
    become(context, alert, Alert.State.ACKNOWLEDGED, "acknowledged", page);
  }

  void close(RoutingContext context, Alert alert, boolean page) {
    String verdict;
    try {
      verdict =
          page
              ? form(context, "verdict")
              : StrictJson.read(body(context), CloseRequest.class).verdict();
    } catch (MalformedException e) {
      Answers.problem(
          context, 400, "request.malformed", "Malformed", String.valueOf(e.getMessage()));
      return;
    }
    if (verdict.isBlank() || verdict.length() > MAX_VERDICT_CHARACTERS) {
      Answers.problem(
          context, 400, "request.verdict", "No verdict", "verdict: want 1 to 500 characters");
      return;
    }
    if (!alert.mayBecome(Alert.State.CLOSED)) {
      conflict(context, alert, "closed");
      return;
    }
    become(context, alert, Alert.State.CLOSED, "closed: " + verdict, page);
  }

  private void become(
      RoutingContext context, Alert alert, Alert.State next, String what, boolean page) {
    var changed =
        service
            .watch()
            .change(
                alert.id(),
                now ->
                    now.mayBecome(next)
                        ? now.become(next, Caller.OPERATOR, what, service.now())
                        : now)
            .orElse(alert);
    if (changed.state() == next) {
      answer(context, changed, page, 200);
    } else {
      // Someone else was quicker.
      conflict(context, changed, next.name().toLowerCase(Locale.ROOT));
    }
  }

  private static void conflict(RoutingContext context, Alert alert, String wanted) {
    Answers.problem(
        context,
        409,
        "alert.state",
        "Not in this state",
        "The alert is " + alert.state() + " and cannot become " + wanted + ".");
  }

  void preview(RoutingContext context, Alert alert) {
    try {
      var receipt = service.desk().preview(alert);
      if (receipt.isPresent()) {
        Answers.json(context, 200, receipt.get());
      } else {
        noModel(context);
      }
    } catch (RefusedException e) {
      Answers.problem(context, 409, "broker.refused", "Refused", String.valueOf(e.getMessage()));
    } catch (UnavailableException | MalformedException e) {
      Answers.problem(
          context, 503, "broker.unavailable", "Broker unavailable", String.valueOf(e.getMessage()));
    }
  }

  private static void noModel(RoutingContext context) {
    Answers.problem(
        context, 409, "alert.model", "Nothing to contain", "This alert is not about a model.");
  }

  void contain(RoutingContext context, Alert alert, boolean page) {
    ContainmentRequest request;
    try {
      request =
          page
              ? new ContainmentRequest("end-leases", form(context, "confirm"))
              : StrictJson.read(body(context), ContainmentRequest.class);
    } catch (MalformedException e) {
      Answers.problem(
          context, 400, "request.malformed", "Malformed", String.valueOf(e.getMessage()));
      return;
    }
    if (alert.finding().rule() != Rule.MODEL_EGRESS) {
      noModel(context);
      return;
    }
    var model = alert.finding().owner() + "/" + alert.finding().model();
    if (!request.action().equals("end-leases") || !request.confirm().equals(model)) {
      Answers.problem(
          context,
          400,
          "containment.confirmation",
          "Not confirmed",
          "Nothing was done. To end every lease of the model, send action 'end-leases' and confirm '"
              + model
              + "'.");
      return;
    }
    if (alert.state() == Alert.State.CLOSED) {
      conflict(context, alert, "contained");
      return;
    }
    LOG.infof("operator ordered the end of all leases of %s for alert %s", model, alert.id());
    endLeases(context, alert, page);
  }

  private void endLeases(RoutingContext context, Alert alert, boolean page) {
    var watch = service.watch();
    var order = Containment.ordered(service.now());
    var ordered =
        watch.change(alert.id(), now -> now.withEnd(order, Caller.OPERATOR)).orElse(alert);
    var outcome = service.desk().endLeases(watch, ordered);
    if (outcome.phase() == Containment.Phase.PENDING) {
      service.desk().ring();
    }
    int status =
        switch (outcome.phase()) {
          case DONE -> 200;
          case PENDING, NONE -> 202;
          case REFUSED -> 409;
        };
    answer(context, watch.book().find(alert.id()).orElse(ordered), page, status);
  }

  private static void answer(RoutingContext context, Alert alert, boolean page, int status) {
    if (page) {
      context.response().setStatusCode(303).putHeader("Location", "/alerts/" + alert.id()).end();
    } else {
      Answers.json(context, status, alert);
    }
  }

  /// A form's field, empty where it was not sent.
  private static String form(RoutingContext context, String field) {
    return Objects.requireNonNullElse(context.request().getFormAttribute(field), "");
  }

  private static Bytes body(RoutingContext context) {
    var buffer = context.body().buffer();
    return buffer == null ? Bytes.empty() : Bytes.copyOf(buffer.getBytes());
  }

  /// How a report was taken.
  record ReportAnswer(ServedLedger.Outcome outcome) {}

  void egress(RoutingContext context) {
    if (service.settings().gatewayKeys().isEmpty()) {
      Answers.problem(
          context,
          503,
          "egress.keys",
          "No gateway is known",
          "Set strongroom.detector.gateway.keys to the gateway's public key.");
      return;
    }
    try {
      answerReport(context);
    } catch (MalformedException | IllegalArgumentException | ArithmeticException e) {
      // Arithmetic: counts that overflow their sums are no counts; nothing of the report is taken.
      Answers.problem(
          context, 400, "egress.malformed", "Malformed", String.valueOf(e.getMessage()));
    } catch (UntrustedException e) {
      Answers.problem(
          context,
          403,
          "egress.untrusted",
          "Not signed by a known gateway",
          String.valueOf(e.getMessage()));
    }
  }

  private void answerReport(RoutingContext context) throws MalformedException, UntrustedException {
    var envelope = Envelope.parse(body(context));
    var payload = envelope.verify(EgressReport.PAYLOAD_TYPE, service.settings().gatewayKeys());
    var report = judged(StrictJson.read(payload, EgressReport.class));
    var outcome = service.watch().report(report, payload.sha256());
    if (outcome == ServedLedger.Outcome.CONFLICT) {
      Answers.problem(
          context,
          409,
          "egress.sequence",
          "Number already used",
          "Another report came under sequence "
              + report.sequence()
              + "; this one was not counted.");
    } else {
      Answers.json(context, 200, new ReportAnswer(outcome));
    }
  }

  private EgressReport judged(EgressReport report) throws MalformedException {
    if (report.sequence() < 1) {
      throw new MalformedException(
          "sequence", -1, "got " + report.sequence() + ", want at least 1");
    }
    if (report.from().isAfter(report.to())
        || report.to().isAfter(service.now().plus(CLOCK_TOLERANCE))) {
      throw new MalformedException(
          "to", -1, "got " + report.from() + " to " + report.to() + ", want a past interval");
    }
    for (var served : report.records()) {
      if (served.requests() < 0
          || served.responseBytes() < 0
          || served.promptTokens() < 0
          || served.completionTokens() < 0) {
        throw new MalformedException("records", -1, "a count is negative");
      }
    }
    return report;
  }
}
