package dev.strongroom.attestation.finding;

import static dev.strongroom.attestation.finding.Tier.CONTRAINDICATED;
import static dev.strongroom.attestation.finding.Tier.WARNING;

/// Rules of what one node shows as a whole, and of what a look at a single piece cannot compare.
public enum NodeRule implements Rule {
  /// The CPU Evidence is of a scheme that is no CPU's.
  CPU_SCHEME(
      "node.cpu-scheme",
      CONTRAINDICATED,
      "Strongroom architecture, 5",
      "Send the CPU's report as `cpu`, accelerators' as `devices`."),
  /// An accelerator's Evidence is of a scheme that is no accelerator's.
  DEVICE_SCHEME(
      "node.device-scheme",
      CONTRAINDICATED,
      "Strongroom architecture, 5",
      "Send the CPU's report as `cpu`, accelerators' as `devices`."),
  /// Classes and counts of accelerators are not those that the policy names.
  DEVICES(
      "node.devices",
      CONTRAINDICATED,
      "Strongroom release policy: accelerators",
      "Send a report of exactly the accelerators that the release policy names."),
  /// One device was shown more than once.
  DEVICE_TWICE(
      "node.device-twice",
      CONTRAINDICATED,
      "Strongroom release policy: accelerators",
      "Send one report of each accelerator."),
  /// The CPU did not measure the init-data that was sent.
  INIT_DATA(
      "node.init-data",
      CONTRAINDICATED,
      "Strongroom architecture, 5; Confidential Containers init-data 0.1.0",
      "Launch the guest with the init-data that is sent, and send exactly the bytes it was launched"
          + " with."),
  /// The ticket is not the one that the measured init-data names.
  TICKET(
      "node.ticket",
      CONTRAINDICATED,
      "Strongroom architecture, 5",
      "Send the ticket whose SHA-384 the init-data names."),
  /// The CPU's report is not of these accelerators.
  DEVICE_BINDING(
      "node.device-binding",
      CONTRAINDICATED,
      "Strongroom architecture, 5",
      "Make the accelerators' reports first and the CPU's last, over a digest of exactly those"
          + " reports, and send them as they were made."),
  /// Nothing shows that this accelerator and this CPU are of one machine.
  DEVICE_UNBOUND(
      "node.device-unbound",
      WARNING,
      "Strongroom architecture, 5 and 12",
      "Have the measured guest put a digest of the devices' reports into the CPU's, and name that"
          + " binding. A release does so always."),
  /// Freshness and session binding were not compared.
  SESSION_NOT_COMPARED(
      "session.not-compared",
      WARNING,
      "RFC 9334, 10",
      "Evidence looked at by itself can be old or another's: choose a nonce, have the report made"
          + " with it, and compare that."),
  /// No appraisal policy was compared.
  POLICY_NOT_COMPARED(
      "policy.not-compared",
      WARNING,
      "RFC 9334, 8.5",
      "Say by an appraisal policy which measurements and versions you want, and compare that.");

  private final Text text;

  NodeRule(String code, Tier tier, String clause, String advice) {
    text = new Text(code, tier, clause, advice);
  }

  /// True if it says that something was not compared: to accept that by name would accept anything.
  public boolean isOfNothingCompared() {
    return this == SESSION_NOT_COMPARED || this == POLICY_NOT_COMPARED;
  }

  @Override
  public Text text() {
    return text;
  }
}
