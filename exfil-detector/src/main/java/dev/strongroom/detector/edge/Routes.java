package dev.strongroom.detector.edge;

import dev.strongroom.detector.attribution.ModelKey;
import dev.strongroom.detector.budget.EgressBudget;
import dev.strongroom.detector.deliver.OcsfFinding;
import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.Rule;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// Pages and API.
///
/// | Method and path | Answer | Who |
/// |---|---|---|
/// | GET /alerts, /alerts/{id} | pages | operator, auditor; in simulation anyone on this machine |
/// | GET /api/alerts, /api/alerts/{id} | alerts, JSON | as above |
/// | GET /api/alerts/{id}/ocsf | the alert as an OCSF Detection Finding | as above |
/// | GET /api/status | [Status] | as above |
/// | GET /api/alerts/{id}/preview | what ending leases would do | operator |
/// | POST /api/alerts/{id}/acknowledge | the alert | operator |
/// | POST /api/alerts/{id}/close | body `{"verdict":"…"}`; the alert | operator |
/// | POST /api/alerts/{id}/containment | body `{"action":"end-leases","confirm":"owner/model"}`; the alert | operator |
/// | POST /v1/egress | body: envelope of an egress report | gateway, and its signature |
///
/// The pages' forms post to `/alerts/{id}/…` with the same meaning, from our own pages only. Bodies
/// are read from callers of the right role alone: at most 16 KiB, or 1 MiB for a report; beyond 64
/// and 16 of them at once the answer is 503 `detector.busy`, and none may take longer than ten
/// seconds.
@ApplicationScoped
public final class Routes {
  private static final Duration BODY_TIME = Duration.ofSeconds(10);

  private final DetectorService service;
  private final Actions actions;
  private final Template alerts;
  private final Template alert;
  private final String stylesheet;
  private final Intake orders = new Intake(64, 16 << 10, BODY_TIME);
  private final Intake reports = new Intake(16, 1 << 20, BODY_TIME);

  Routes(
      DetectorService service,
      Actions actions,
      @Location("alerts.html") Template alerts,
      @Location("alert.html") Template alert) {
    this.service = service;
    this.actions = actions;
    this.alerts = alerts;
    this.alert = alert;
    this.stylesheet = resource("/style.css");
  }

  private static String resource(String name) {
    try (var in = Objects.requireNonNull(Routes.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void register(@Observes Router router) {
    router.route().order(-100).handler(Answers::headers);
    router.get("/").handler(context -> context.redirect("/alerts"));
    router.get("/style.css").handler(context -> Answers.text(context, "text/css", stylesheet));
    read(router, "/alerts", this::alertsPage);
    read(router, "/alerts/:id", context -> withAlert(context, a -> alertPage(context, a)));
    read(router, "/api/status", context -> Answers.json(context, 200, service.status()));
    read(
        router,
        "/api/alerts",
        context -> Answers.json(context, 200, service.watch().book().newestFirst()));
    read(
        router,
        "/api/alerts/:id",
        context -> withAlert(context, a -> Answers.json(context, 200, a)));
    read(
        router,
        "/api/alerts/:id/ocsf",
        context -> withAlert(context, a -> Answers.json(context, 200, ocsf(a))));
    router
        .get("/api/alerts/:id/preview")
        .blockingHandler(
            context ->
                refusalToAct(context.request())
                    .ifPresentOrElse(
                        refusal -> refusal.answer(context),
                        () -> withAlert(context, a -> actions.preview(context, a))),
            false);
    act(router, "acknowledge", actions::acknowledge);
    act(router, "close", actions::close);
    act(router, "containment", actions::contain);
    reports.mount(router, "/v1/egress", Routes::refusalToReport);
    router.post("/v1/egress").blockingHandler(actions::egress, false);
  }

  private void read(Router router, String path, Consumer<RoutingContext> handler) {
    router
        .get(path)
        .blockingHandler(
            context -> {
              if (Caller.of(context.request()).mayRead(service.watch().isSimulated())) {
                handler.accept(context);
              } else {
                Answers.problem(
                    context,
                    403,
                    "caller.role",
                    "Not for this caller",
                    "Present a client certificate of the role operator or auditor.");
              }
            },
            false);
  }

  private interface Action {
    void run(RoutingContext context, Alert alert, boolean page);
  }

  private void act(Router router, String name, Action action) {
    act(router, "/api/alerts/:id/" + name, false, action);
    act(router, "/alerts/:id/" + name, true, action);
  }

  private void act(Router router, String path, boolean page, Action action) {
    orders.mount(router, path, Routes::refusalToAct);
    router
        .post(path)
        .blockingHandler(context -> withAlert(context, a -> action.run(context, a, page)), false);
  }

  private static Optional<Intake.Refusal> refusalToReport(HttpServerRequest request) {
    return Caller.of(request).mayReport()
        ? Optional.empty()
        : Optional.of(
            new Intake.Refusal(
                403,
                "caller.role",
                "Not for this caller",
                "Present a client certificate of the role gateway."));
  }

  /// A browser sends an operator's certificate with any page's request, so the request must come
  /// from a page of ours, or carry a content type that other pages cannot send unasked.
  private static Optional<Intake.Refusal> refusalToAct(HttpServerRequest request) {
    if (!Caller.of(request).mayAct()) {
      return Optional.of(
          new Intake.Refusal(
              403,
              "caller.role",
              "Not for this caller",
              "Present a client certificate of the role operator."));
    }
    var type = String.valueOf(request.getHeader("Content-Type"));
    var origin = request.getHeader("Origin");
    boolean ours = origin != null && origin.equals(ownOrigin(request));
    boolean foreign = origin != null && !ours;
    if (request.method().name().equals("POST")
        && (foreign || (!ours && !type.startsWith("application/json")))) {
      return Optional.of(
          new Intake.Refusal(
              403,
              "caller.origin",
              "Not from this page",
              "Send Content-Type: application/json, or use the alert's own page."));
    }
    return Optional.empty();
  }

  private static String ownOrigin(HttpServerRequest request) {
    var authority = request.authority();
    if (authority == null) {
      return "";
    }
    int port = authority.port();
    return "https://" + authority.host() + (port < 0 || port == 443 ? "" : ":" + port);
  }

  private void withAlert(RoutingContext context, Consumer<Alert> use) {
    Optional<Alert> found = service.watch().book().find(String.valueOf(context.pathParam("id")));
    if (found.isPresent()) {
      use.accept(found.get());
    } else {
      Answers.notFound(context);
    }
  }

  private Object ocsf(Alert alert) {
    var activity =
        alert.state() == Alert.State.CLOSED
            ? OcsfFinding.Activity.CLOSE
            : OcsfFinding.Activity.UPDATE;
    return OcsfFinding.event(alert, activity, service.now(), service.watch().isSimulated());
  }

  private AlertView view(Alert alert) {
    var watch = service.watch();
    var finding = alert.finding();
    long used = 0;
    if (finding.rule() == Rule.MODEL_EGRESS) {
      var key = new ModelKey(finding.owner(), finding.model());
      used = watch.state().models().getOrDefault(key, EgressBudget.State.EMPTY).window().bytes();
    } else if (finding.rule() == Rule.UNATTRIBUTED_EGRESS) {
      used = watch.state().unattributed().window().bytes();
    }
    return AlertView.of(alert, watch.holdings().live(), used);
  }

  private void alertsPage(RoutingContext context) {
    List<AlertView> views = service.watch().book().newestFirst().stream().map(this::view).toList();
    page(
        context,
        alerts.data("alerts", views).data("status", StatusView.of(service.status())).render());
  }

  private void alertPage(RoutingContext context, Alert found) {
    page(
        context,
        alert
            .data("alert", view(found))
            .data("operator", Caller.of(context.request()).mayAct())
            .data("simulated", service.watch().isSimulated())
            .render());
  }

  private static void page(RoutingContext context, String html) {
    Answers.text(context, "text/html", html);
  }
}
