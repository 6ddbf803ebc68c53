package dev.strongroom.attestation.finding;

import dev.strongroom.wire.Printable;

/// One broken rule. Safe to log: it holds public values of reports and certificates only.
///
/// @param rule the rule
/// @param expected what it wants, for people
/// @param actual what was seen, for people; names the device where there are several
/// @param nextStep what a person can do about it: the rule's advice, or advice that knows the case
public record Finding(Rule rule, String expected, String actual, String nextStep) {
  /// Longer than anything that a person would read; logs and results hold many findings.
  private static final int MAX_CHARACTERS = 2048;

  /// Certificates and reports hold text of strangers: see [Printable#start].
  public Finding {
    expected = Printable.start(expected, MAX_CHARACTERS);
    actual = Printable.start(actual, MAX_CHARACTERS);
  }

  /// A breach that the rule's own advice mends.
  public Finding(Rule rule, String expected, String actual) {
    this(rule, expected, actual, rule.advice());
  }

  /// The same finding with advice that knows the case.
  public Finding advising(String step) {
    return new Finding(rule, expected, actual, step);
  }

  /// One line: code, got, wanted and what to do.
  public String describe() {
    return rule.code() + ": got " + actual + ", want " + expected + ". " + nextStep;
  }

  /// The same finding, said of `subject`, for example `devices[1]`.
  public Finding about(String subject) {
    return new Finding(rule, expected, subject + ": " + actual, nextStep);
  }
}
