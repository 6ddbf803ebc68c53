package dev.strongroom.attestation.finding;

import static dev.strongroom.attestation.finding.Tier.CONTRAINDICATED;

/// Rules of appraisal by a policy document. What the document itself states, [OwnRule] names.
public enum PolicyRule implements Rule {
  /// There is no policy.
  ABSENT("policy.absent", "RFC 9334, 8.5", "Apply a policy. Nothing is accepted without one."),
  /// The policy is past its end.
  EXPIRED(
      "policy.expired",
      "Strongroom appraisal policy: notAfter",
      "Review the policy and apply it with a higher version and a later end."),
  /// The policy belongs to another trust profile.
  PROFILE(
      "policy.profile",
      "Strongroom architecture, 10",
      "Use a policy that was written for this trust profile."),
  /// The policy leaves open what a production policy must pin.
  UNPINNED(
      "policy.unpinned",
      "Strongroom architecture, 5",
      "Pin the launch measurement or the ID block's signer, the init-data, the workload and at least"
          + " one accelerator; `any` is for simulation."),
  /// Milan is allowed on any chip.
  MILAN_UNLISTED(
      "policy.milan-unlisted",
      "Strongroom appraisal policy: products",
      "List the CHIP_IDs of the Milan processors that you know, or take Milan off the products."),
  /// The CPU is of a scheme or product that the policy does not name.
  PRODUCT(
      "policy.product",
      "Strongroom appraisal policy: schemes, products",
      "Run on a processor that the policy names, or have its owner add this one."),
  /// The machine is not on the list.
  PLATFORM(
      "policy.platform",
      "Strongroom appraisal policy: platforms",
      "Add the machine to the list after you made sure whose it is."),
  /// A pinned claim is absent or has another value.
  PIN(
      "policy.pin",
      "Strongroom appraisal policy: pins",
      "Launch what the policy pins, or have its owner pin the new value."),
  /// The accelerators are not those that the policy names.
  ACCELERATORS(
      "policy.accelerators",
      "Strongroom appraisal policy: accelerators",
      "Show exactly the accelerators that the policy names."),
  /// A manifest of reference values is missing.
  REFERENCE_ABSENT(
      "policy.reference-absent",
      "RFC 9334, 8.3",
      "Send the manifest of reference values that the policy names."),
  /// A manifest is not signed by the key that the policy names, or says something else.
  REFERENCE_UNTRUSTED(
      "policy.reference-untrusted",
      "RFC 9334, 8.3",
      "Get the manifest anew from its issuer; have the policy's owner compare the issuer's key."),
  /// A manifest is past its end, or older than the policy wants.
  REFERENCE_STALE(
      "policy.reference-stale",
      "RFC 9334, 10",
      "Get the issuer's newest manifest of reference values."),
  /// A warning was found that the policy does not accept.
  WARNING_UNACCEPTED(
      "policy.warning-unaccepted",
      "Strongroom architecture, 4",
      "Mend the cause, or accept the warning by its code.");

  private final Text text;

  PolicyRule(String code, String clause, String advice) {
    text = new Text(code, CONTRAINDICATED, clause, advice);
  }

  @Override
  public Text text() {
    return text;
  }
}
