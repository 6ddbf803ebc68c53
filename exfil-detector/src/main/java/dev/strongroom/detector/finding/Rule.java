package dev.strongroom.detector.finding;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// What the detector judges by. Codes are stable.
public enum Rule {
  /// A model's holders sent more to unlisted destinations than the model's budget allows.
  MODEL_EGRESS(
      "egress.model.budget",
      "Model egress budget crossed",
      Severity.CRITICAL,
      true,
      "Weights may be leaving. Freeze releases, look at the destination, end leases if nobody knows it."),
  /// More left the site than allowed from addresses that nobody accounts for.
  UNATTRIBUTED_EGRESS(
      "egress.unattributed.budget",
      "Unattributed egress budget crossed",
      Severity.HIGH,
      false,
      "Someone sends whom we do not know. Find the sender; list it as gateway or take it off the site."),
  /// One tenant got more bytes from one model than allowed.
  SERVED_EGRESS(
      "egress.served.budget",
      "Served bytes budget crossed",
      Severity.MEDIUM,
      false,
      "Many answers can copy a model's behaviour. Look at the tenant's use before raising its budget."),
  /// A gateway's reports have a hole.
  REPORT_GAP(
      "egress.report.gap",
      "Egress reports missing",
      Severity.MEDIUM,
      false,
      "Served bytes are unknown for that time. Ask the gateway to send its reports again."),
  /// A gateway used one sequence number twice.
  REPORT_CONFLICT(
      "egress.report.conflict",
      "Egress reports contradict each other",
      Severity.HIGH,
      false,
      "The gateway lost its count, or someone else holds its key. The second report was not counted."),
  /// Something keeps us from seeing what leaves, see [Impairment]. Never freezes.
  WATCH_IMPAIRED(
      "watch.impaired",
      "Watch impaired",
      Severity.HIGH,
      false,
      "Bytes may leave uncounted. Ask who runs the exporter whether it was changed; if not, someone"
          + " sends in its name: look at its path, and at the budgets with doubt."),
  /// A platform showed an accelerator that another platform holds; the broker refused it the key.
  DEVICE_HELD(
      "ledger.device-held",
      "Accelerator shown by a second machine",
      Severity.HIGH,
      false,
      "Find out where the accelerator stands. If it was moved on purpose, end the leases of its"
          + " former node; if not, someone borrows its reports: look at the machine that asked.");

  /// How bad, in OCSF's words (severity_id).
  public enum Severity {
    /// Look today.
    MEDIUM(3, "Medium"),
    /// Look now.
    HIGH(4, "High"),
    /// Wake someone.
    CRITICAL(5, "Critical");

    private final int id;
    private final String caption;

    Severity(int id, String caption) {
      this.id = id;
      this.caption = caption;
    }

    /// OCSF severity_id.
    public int id() {
      return id;
    }

    /// OCSF caption.
    public String caption() {
      return caption;
    }
  }

  /// What a finding's numbers count.
  public enum Unit {
    /// Bytes, against a budget.
    BYTES,
    /// Egress reports.
    REPORTS,
    /// How often it was seen.
    TIMES,
    /// Moves of devices that were refused.
    MOVES,
  }

  private final String code;
  private final String title;
  private final Severity severity;
  private final boolean freezes;
  private final String advice;

  Rule(String code, String title, Severity severity, boolean freezes, String advice) {
    this.code = code;
    this.title = title;
    this.severity = severity;
    this.freezes = freezes;
    this.advice = advice;
  }

  @JsonCreator
  static Rule ofCode(String code) {
    for (var rule : values()) {
      if (rule.code.equals(code)) {
        return rule;
      }
    }
    throw new IllegalArgumentException("no rule " + code);
  }

  /// Stable code.
  @JsonValue
  public String code() {
    return code;
  }

  /// A few words for people.
  public String title() {
    return title;
  }

  /// How bad.
  public Severity severity() {
    return severity;
  }

  /// True if the finding freezes releases of its model by itself.
  public boolean freezes() {
    return freezes;
  }

  /// True if findings about one subject go on from each other, so that a further one belongs to the
  /// alert that somebody still works on.
  public boolean continues() {
    return switch (this) {
      case MODEL_EGRESS, UNATTRIBUTED_EGRESS, SERVED_EGRESS, WATCH_IMPAIRED -> true;
      case REPORT_GAP, REPORT_CONFLICT, DEVICE_HELD -> false;
    };
  }

  /// What a finding's numbers count.
  public Unit unit() {
    return switch (this) {
      case MODEL_EGRESS, UNATTRIBUTED_EGRESS, SERVED_EGRESS -> Unit.BYTES;
      case REPORT_GAP, REPORT_CONFLICT -> Unit.REPORTS;
      case WATCH_IMPAIRED -> Unit.TIMES;
      case DEVICE_HELD -> Unit.MOVES;
    };
  }

  /// What to do, one or two sentences.
  public String advice() {
    return advice;
  }
}
