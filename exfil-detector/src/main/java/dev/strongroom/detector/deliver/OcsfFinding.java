package dev.strongroom.detector.deliver;

import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.Finding;
import dev.strongroom.detector.finding.Rule;
import dev.strongroom.detector.flow.FlowRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An alert as an OCSF Detection Finding (OCSF 1.8.0, class 2004). Times are milliseconds since
/// 1970. `finding_info.uid` is the alert's id, the same in every event of one alert; consumers
/// deduplicate by it. What OCSF has no place for stands in `unmapped`.
public final class OcsfFinding {
  private static final String SCHEMA_VERSION = "1.8.0";
  private static final int CATEGORY_FINDINGS = 2;
  private static final int CLASS_DETECTION_FINDING = 2004;
  private static final int ANALYTIC_TYPE_RULE = 1;
  private static final int DIRECTION_OUTBOUND = 2;
  private static final int CONFIDENCE_HIGH = 3;
  private static final int MAX_EVIDENCES = 32;

  /// What happened to the alert.
  public enum Activity {
    /// It was opened.
    CREATE(1, "Create"),
    /// It changed.
    UPDATE(2, "Update"),
    /// It was closed.
    CLOSE(3, "Close");

    private final int id;
    private final String caption;

    Activity(int id, String caption) {
      this.id = id;
      this.caption = caption;
    }
  }

  private OcsfFinding() {}

  /// The event that says `activity` of `alert`, ready to be written as JSON.
  ///
  /// @param at when it happened
  /// @param simulated true where the broker's profile is simulation; the event is marked
  public static Map<String, Object> event(
      Alert alert, Activity activity, Instant at, boolean simulated) {
    var finding = alert.finding();
    var severity = finding.rule().severity();
    var event = new LinkedHashMap<String, Object>();
    event.put("class_uid", CLASS_DETECTION_FINDING);
    event.put("class_name", "Detection Finding");
    event.put("category_uid", CATEGORY_FINDINGS);
    event.put("category_name", "Findings");
    event.put("activity_id", activity.id);
    event.put("activity_name", activity.caption);
    event.put("type_uid", CLASS_DETECTION_FINDING * 100L + activity.id);
    event.put("type_name", "Detection Finding: " + activity.caption);
    event.put("time", at.toEpochMilli());
    event.put("start_time", finding.since().toEpochMilli());
    event.put("end_time", finding.at().toEpochMilli());
    event.put("severity_id", severity.id());
    event.put("severity", severity.caption());
    event.put("confidence_id", CONFIDENCE_HIGH);
    event.put("confidence", "High");
    event.put("is_alert", activity == Activity.CREATE);
    event.put("message", finding.why());
    event.putAll(status(alert));
    event.put("metadata", metadata(simulated));
    event.put("finding_info", findingInfo(alert));
    event.put("evidences", evidences(finding));
    event.put("resources", resources(finding));
    event.put("unmapped", unmapped(alert));
    return event;
  }

  private static Map<String, Object> status(Alert alert) {
    return switch (alert.state()) {
      case OPEN -> Map.of("status_id", 1, "status", "New");
      case ACKNOWLEDGED, CONTAINED -> Map.of("status_id", 2, "status", "In Progress");
      case CLOSED -> Map.of("status_id", 4, "status", "Resolved");
    };
  }

  private static Map<String, Object> metadata(boolean simulated) {
    var metadata = new LinkedHashMap<String, Object>();
    metadata.put("version", SCHEMA_VERSION);
    metadata.put("product", Map.of("name", "exfil-detector", "vendor_name", "Strongroom"));
    if (simulated) {
      metadata.put("labels", List.of("simulated"));
    }
    return metadata;
  }

  private static Map<String, Object> findingInfo(Alert alert) {
    var finding = alert.finding();
    var rule = finding.rule();
    var info = new LinkedHashMap<String, Object>();
    info.put("uid", alert.id());
    info.put("title", rule.title());
    info.put("desc", finding.why() + " " + rule.advice());
    info.put("created_time", alert.opened().toEpochMilli());
    info.put("first_seen_time", finding.since().toEpochMilli());
    info.put("last_seen_time", finding.at().toEpochMilli());
    info.put(
        "analytic",
        Map.of(
            "uid",
            rule.code(),
            "name",
            rule.title(),
            "type_id",
            ANALYTIC_TYPE_RULE,
            "type",
            "Rule"));
    if (rule == Rule.MODEL_EGRESS || rule == Rule.UNATTRIBUTED_EGRESS) {
      info.put(
          "attacks",
          List.of(
              attack("T1041", "Exfiltration Over C2 Channel"),
              attack("T1048", "Exfiltration Over Alternative Protocol")));
    }
    return info;
  }

  private static Map<String, Object> attack(String technique, String name) {
    return Map.of(
        "tactic",
        Map.of("uid", "TA0010", "name", "Exfiltration"),
        "technique",
        Map.of("uid", technique, "name", name));
  }

  private static List<Map<String, Object>> evidences(Finding finding) {
    var evidences = new ArrayList<Map<String, Object>>();
    for (var record : finding.evidence()) {
      if (evidences.size() == MAX_EVIDENCES) {
        break;
      }
      evidences.add(
          Map.of(
              "src_endpoint", endpoint(record.source().toString(), record.sourcePort()),
              "dst_endpoint", endpoint(record.destination().toString(), record.destinationPort()),
              "connection_info",
                  Map.of("direction_id", DIRECTION_OUTBOUND, "protocol_num", record.protocol()),
              "data", measured(record)));
    }
    return evidences;
  }

  private static Map<String, Object> endpoint(String ip, int port) {
    return port == 0 ? Map.of("ip", ip) : Map.of("ip", ip, "port", port);
  }

  private static Map<String, Object> measured(FlowRecord record) {
    return Map.of(
        "exporter", record.exporter().toString(),
        "bytes", record.octets(),
        "packets", record.packets(),
        "sampled_one_in", record.oneIn(),
        "start", record.start().toString(),
        "end", record.end().toString());
  }

  private static List<Map<String, Object>> resources(Finding finding) {
    return List.of(
        Map.of("uid", finding.subject(), "name", finding.subject(), "type", type(finding.rule())));
  }

  private static String type(Rule rule) {
    return switch (rule) {
      case MODEL_EGRESS -> "AI model";
      case UNATTRIBUTED_EGRESS -> "Site";
      case SERVED_EGRESS -> "Tenant and AI model";
      case REPORT_GAP, REPORT_CONFLICT -> "Gateway";
      case WATCH_IMPAIRED -> "Flow exporter";
      case DEVICE_HELD -> "Accelerator";
    };
  }

  private static Map<String, Object> unmapped(Alert alert) {
    var finding = alert.finding();
    var unmapped = new LinkedHashMap<String, Object>();
    unmapped.put("dedup_key", finding.dedupKey());
    unmapped.put("observed", finding.observed());
    unmapped.put("expected_at_most", finding.expected());
    unmapped.put("model_weight_bytes", finding.weightBytes());
    unmapped.put("alert_state", alert.state());
    unmapped.put("freeze_releases", alert.freeze().phase());
    unmapped.put("end_leases", alert.end().phase());
    return unmapped;
  }
}
