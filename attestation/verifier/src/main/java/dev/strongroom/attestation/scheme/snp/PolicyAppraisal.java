package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.attestation.demand.Demand;
import dev.strongroom.attestation.demand.Expectation;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.wire.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares one authentic report with one policy. Used once.
final class PolicyAppraisal {
  private final SnpReport report;
  private final SnpPolicy policy;
  private final List<Finding> out;

  PolicyAppraisal(SnpReport report, SnpPolicy policy, List<Finding> out) {
    this.report = report;
    this.policy = policy;
    this.out = out;
  }

  /// Compares everything.
  ///
  /// @param product that the root names
  /// @param provider that a VLEK names; empty for a VCEK
  void run(SnpProduct product, String provider) {
    product(product);
    signer(provider);
    chip();
    for (var bit : GuestPolicyBit.values()) {
      guestBit(bit);
    }
    for (var bit : PlatformBit.values()) {
      platformBit(bit);
    }
    launch();
    guest();
  }

  private void product(SnpProduct product) {
    var floors = policy.products().get(product);
    if (floors != null) {
      new FloorAppraisal(report, product, floors, out).run();
      return;
    }
    var accepted = policy.products().keySet().stream().sorted().map(SnpProduct::text).toList();
    var wanted = "one of " + accepted;
    out.add(
        product == SnpProduct.MILAN
            ? milan(wanted)
            : new Finding(SnpRule.PRODUCT_REFUSED, wanted, product.text()));
  }

  // spec: arXiv 2605.12990: the seed of Milan's VCEKs can be extracted by software alone
  static Finding milan(String wanted) {
    return new Finding(SnpRule.PRODUCT_REFUSED, wanted, SnpProduct.MILAN.text())
        .advising(
            "Milan's VCEK seed can be extracted by software (MilanLaunchy, BadFuse), so no TCB"
                + " proves anything: move to Genoa or later, or list the chips that you own.");
  }

  static Finding unlisted(Bytes chip) {
    return new Finding(
        SnpRule.CHIP_UNLISTED,
        "a listed CHIP_ID",
        chip.isZero() ? "CHIP_ID is masked" : chip.hex());
  }

  private void signer(String provider) {
    var signers = policy.signers();
    if (provider.isEmpty()) {
      if (!signers.vcek()) {
        add(SnpRule.SIGNER, "a VLEK of " + signers.vlekProviders(), "a VCEK");
      }
    } else if (!signers.vlekProviders().contains(provider)) {
      var wanted = signers.vcek() ? "a VCEK" : "a VLEK";
      var providers = signers.vlekProviders();
      add(
          SnpRule.SIGNER,
          providers.isEmpty() ? wanted : wanted + " or a VLEK of " + providers,
          "a VLEK of " + provider);
    }
  }

  private void chip() {
    if (!policy.chips().admits(report.chipId())) {
      out.add(unlisted(report.chipId()));
    }
  }

  private void guestBit(GuestPolicyBit bit) {
    var demand = demand(policy.guestPolicy().get(bit));
    var rule =
        switch (bit) {
          case DEBUG -> SnpRule.DEBUG;
          case MIGRATE_MA -> SnpRule.MIGRATE_MA;
          case SMT,
              SINGLE_SOCKET,
              CXL_ALLOW,
              MEM_AES_256_XTS,
              RAPL_DIS,
              CIPHERTEXT_HIDING,
              PAGE_SWAP_DISABLE ->
              SnpRule.POLICY_BIT;
        };
    bit(rule, "POLICY " + bit.name(), bit.in(report), demand, bit.since());
  }

  private void platformBit(PlatformBit bit) {
    var demand = demand(policy.platformInfo().get(bit));
    bit(SnpRule.PLATFORM_BIT, "PLATFORM_INFO " + bit.name(), bit.in(report), demand, bit.since());
  }

  // The policy's constructor took a demand for every bit; without one nothing would be proven.
  private static Demand demand(@Nullable Demand demand) {
    return demand == null ? Demand.REQUIRE : demand;
  }

  // spec: AMD 56860 4.3 POLICY, ATTESTATION_REPORT PLATFORM_INFO: a bit that the firmware's ABI
  // does not define is reserved, so it proves neither one nor zero
  private void bit(SnpRule rule, String name, Shown shown, Demand demand, Since since) {
    int wanted =
        switch (demand) {
          case REQUIRE -> 1;
          case FORBID -> 0;
          case ANY -> -1;
        };
    if (wanted < 0) {
      return;
    }
    switch (shown) {
      case ON, OFF -> {
        int seen = shown == Shown.ON ? 1 : 0;
        if (seen != wanted) {
          out.add(
              new Finding(rule, name + " " + wanted, name + " " + seen)
                  .advising(adviceOf(rule, name, wanted)));
        }
      }
      case UNKNOWN ->
          out.add(
              new Finding(
                      SnpRule.BIT_UNPROVEN,
                      name + " " + wanted,
                      "firmware %s with report version %d gives %s no meaning"
                          .formatted(report.currentFirmware(), report.version(), name))
                  .advising(
                      "This cannot be proven before "
                          + since.text()
                          + ": update the host's firmware, then make the report again."));
    }
  }

  static String adviceOf(SnpRule rule, String name, int wanted) {
    if (name.endsWith("ALIAS_CHECK_COMPLETE")) {
      return "Update the BIOS (AGESA) and SEV firmware as AMD-SB-3015 says (BadRAM) and reboot: the"
          + " alias check did not complete, so memory modules may lie about their size.";
    }
    if (rule == SnpRule.DEBUG && wanted == 0) {
      return "The host can read and change all of this guest's memory and registers. Launch the"
          + " guest with the DEBUG bit of its policy clear (bit 19; QEMU: policy 0x30000), and seal"
          + " anew whatever it was given.";
    }
    return rule == SnpRule.PLATFORM_BIT
        ? "Have the host turn %s %s in its BIOS."
            .formatted(name.substring("PLATFORM_INFO ".length()), wanted == 1 ? "on" : "off")
        : "Launch the guest with %s %s.".formatted(name, wanted == 1 ? "set" : "clear");
  }

  // spec: AMD 56860 4.3 POLICY ABI_MAJOR, ABI_MINOR: the least ABI of the firmware
  private void launch() {
    var abi = report.policy().abi();
    if (abi.compareTo(policy.minimumAbi()) < 0) {
      add(SnpRule.POLICY_ABI, "at least " + policy.minimumAbi(), abi.toString());
    }
    if (report.vmpl() > Integer.MAX_VALUE || !policy.vmpls().contains((int) report.vmpl())) {
      add(SnpRule.VMPL, "one of " + policy.vmpls(), "" + report.vmpl());
    }
  }

  private void guest() {
    var guest = policy.guest();
    listed(SnpRule.ID_KEY, guest.idKeys(), report.idKeyDigest());
    listed(SnpRule.AUTHOR_KEY, guest.authorKeys(), report.authorKeyDigest());
    if (guest.authorKeys() instanceof Expectation.OneOf && !report.keyInfo().authorKeyEnabled()) {
      add(SnpRule.AUTHOR_KEY, "AUTHOR_KEY_EN 1", "AUTHOR_KEY_EN 0");
    }
    listed(SnpRule.FAMILY_ID, guest.familyIds(), report.familyId());
    listed(SnpRule.IMAGE_ID, guest.imageIds(), report.imageId());
    if (report.guestSvn() < guest.minimumSvn()) {
      add(SnpRule.GUEST_SVN, "at least " + guest.minimumSvn(), "" + report.guestSvn());
    }
  }

  private void listed(Rule rule, Expectation accepted, Bytes seen) {
    if (!accepted.admits(seen)) {
      out.add(new Finding(rule, "a listed value", seen.isZero() ? "none" : seen.hex()));
    }
  }

  private void add(Rule rule, String expected, String actual) {
    out.add(new Finding(rule, expected, actual));
  }
}
