package dev.strongroom.detector.edge;

import dev.strongroom.detector.attribution.ModelKey;
import dev.strongroom.detector.budget.EgressBudget;
import dev.strongroom.detector.deliver.OcsfFinding;
import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.Rule;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
/// The pages' forms post to `/alerts/{id}/…` with the same meaning, from our own pages only.
@ApplicationScoped
public final class Routes {
  private static final int MAX_BODY_BYTES = 1 << 20;

  private final DetectorService service;
  private final Actions actions;
  private final Template alerts;
  private final Template alert;
  private final String stylesheet;

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
            context -> acting(context, () -> withAlert(context, a -> actions.preview(context, a))),
            false);
    act(router, "acknowledge", actions::acknowledge);
    act(router, "close", actions::close);
    act(router, "containment", actions::contain);
    router
        .post("/v1/egress")
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .blockingHandler(actions::egress, false);
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
    router
        .post("/api/alerts/:id/" + name)
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .blockingHandler(
            context ->
                acting(context, () -> withAlert(context, a -> action.run(context, a, false))),
            false);
    router
        .post("/alerts/:id/" + name)
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .blockingHandler(
            context -> acting(context, () -> withAlert(context, a -> action.run(context, a, true))),
            false);
  }

  /// A browser sends an operator's certificate with any page's request, so the request must come
  /// from a page of ours, or carry a content type that other pages cannot send unasked.
  private static void acting(RoutingContext context, Runnable action) {
    var request = context.request();
    if (!Caller.of(request).mayAct()) {
      Answers.problem(
          context,
          403,
          "caller.role",
          "Not for this caller",
          "Present a client certificate of the role operator.");
      return;
    }
    var type = String.valueOf(request.getHeader("Content-Type"));
    var origin = request.getHeader("Origin");
    boolean ours = origin != null && origin.equals("https://" + request.getHeader("Host"));
    boolean foreign = origin != null && !ours;
    if (request.method().name().equals("POST")
        && (foreign || (!ours && !type.startsWith("application/json")))) {
      Answers.problem(
          context,
          403,
          "caller.origin",
          "Not from this page",
          "Send Content-Type: application/json, or use the alert's own page.");
      return;
    }
    action.run();
  }

  private void withAlert(RoutingContext context, Consumer<Alert> use) {
    Optional<Alert> found = service.watch().book().find(context.pathParam("id"));
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
