package dev.strongroom.attestation.finding;

import static dev.strongroom.attestation.finding.Tier.CONTRAINDICATED;
import static dev.strongroom.attestation.finding.Tier.WARNING;

/// Rules of event logs of measured boot.
public enum EventLogRule implements Rule {
  /// The log has no digests of the quoted bank.
  BANK(
      "eventlog.bank",
      CONTRAINDICATED,
      "TCG PFP 1.06, 10.4.5.1: numberOfAlgorithms",
      "Send the log whose header names the algorithm of the quoted registers."),
  /// A register's events do not come to its value.
  MISMATCH(
      "eventlog.mismatch",
      CONTRAINDICATED,
      "TCG PFP 1.06, 10.1",
      "The log is of another boot, was altered, or is older than the report: read it again after"
          + " the report, without a reboot between."),
  /// A register was extended, and the log has no event of it.
  REGISTER_OMITTED(
      "eventlog.register-omitted",
      CONTRAINDICATED,
      "TCG PFP 1.06, 10.1",
      "Send the whole log: every register that was extended must be explained."),
  /// A register that others than the log's writers extend was extended, and the log has no event of
  /// it.
  REGISTER_UNEXPLAINED(
      "eventlog.register-unexplained",
      WARNING,
      "TCG PFP 1.06, 2.3.4: PCR usage",
      "The operating system extended it after the firmware's log ended (IMA, systemd): pin its value"
          + " in the policy, or accept the warning by name."),
  /// The log speaks of a register that the report does not cover.
  REGISTER_UNQUOTED(
      "eventlog.register-unquoted",
      CONTRAINDICATED,
      "TCG PFP 1.06, 10.1; CVE-2022-0317",
      "Quote every register that the log speaks of: events of others prove nothing.");

  private final Text text;

  EventLogRule(String code, Tier tier, String clause, String advice) {
    text = new Text(code, tier, clause, advice);
  }

  @Override
  public Text text() {
    return text;
  }
}
