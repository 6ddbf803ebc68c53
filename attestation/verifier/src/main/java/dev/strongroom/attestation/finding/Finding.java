package dev.strongroom.attestation.finding;

/// One broken rule. Safe to log: it holds public values of reports and certificates only.
///
/// @param rule the rule
/// @param expected what it wants, for people
/// @param actual what was seen, for people; names the device where there are several
public record Finding(Rule rule, String expected, String actual) {
  /// One line: code, got, wanted and what to do.
  public String describe() {
    return rule.code() + ": got " + actual + ", want " + expected + ". " + rule.advice();
  }

  /// The same finding, said of `subject`, for example `devices[1]`.
  public Finding about(String subject) {
    return new Finding(rule, expected, subject + ": " + actual);
  }
}
