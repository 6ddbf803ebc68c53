package dev.strongroom.attestation.policy;

import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.protocol.Profile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// A first policy from the claims of a node that its owner trusts. Pure.
///
/// It pins what the Evidence shows and nothing that it does not: where the Evidence names no
/// workload, that pin says `any`, and a production policy is refused until a person fills it in.
public final class PolicyDraft {
  private PolicyDraft() {}

  /// Drafts version 1 of a policy.
  ///
  /// @param name of the policy
  /// @param notAfter its end
  public static PolicyDocument from(ClaimsTree claims, String name, Instant notAfter) {
    var scheme = claims.text("cpu.scheme").orElse("snp");
    var product = claims.text("cpu.snp.product");
    var accelerators = new TreeMap<String, Integer>();
    claims.ofEachDevice("architecture").forEach(each -> accelerators.merge(each, 1, Integer::sum));
    boolean real = claims.value("simulated").equals(Optional.of(false));
    return new PolicyDocument(
        name,
        1,
        notAfter,
        real ? Profile.PRODUCTION : Profile.SIMULATION,
        List.of(scheme),
        cpu(scheme).equals("snp") ? List.of(product.orElse("Genoa")) : List.of(),
        seen(claims, cpu(scheme).equals("snp") ? "cpu.chip_id" : "cpu.ppid"),
        0,
        accelerators,
        pins(claims, scheme),
        acceptedWarnings(scheme),
        List.of(),
        rules(claims, scheme));
  }

  /// `snp` of `azure-snp`.
  private static String cpu(String scheme) {
    return scheme.substring(scheme.indexOf('-') + 1);
  }

  /// What Intel announces for later refuses nobody today; results say it.
  private static List<String> acceptedWarnings(String scheme) {
    return cpu(scheme).equals("snp") ? List.of() : List.of(DcapRule.TCB_FORECAST.code());
  }

  private static Allowed seen(ClaimsTree claims, String name) {
    return claims.text(name).map(Allowed::values).orElseGet(Allowed::anything);
  }

  private static List<Pin> pins(ClaimsTree claims, String scheme) {
    var pins = new ArrayList<Pin>();
    for (var claim : launch(scheme)) {
      pins.add(new Pin(Pin.Subject.LAUNCH, claim, seen(claims, claim)));
    }
    if (!scheme.equals("sgx")) {
      var bound =
          scheme.startsWith("azure-")
              ? "azure.pcrs.8"
              : scheme.equals("tdx") ? "cpu.tdx.mr_config_id" : "cpu.snp.host_data";
      pins.add(new Pin(Pin.Subject.INIT_DATA, bound, seen(claims, bound)));
    }
    var workload = scheme.startsWith("azure-") ? "azure.pcrs.11" : "workload.digest";
    pins.add(new Pin(Pin.Subject.WORKLOAD, workload, seen(claims, workload)));
    return pins;
  }

  private static List<String> launch(String scheme) {
    return switch (scheme) {
      case "tdx" -> List.of("cpu.tdx.mrtd", "cpu.tdx.rtmr0", "cpu.tdx.rtmr1", "cpu.tdx.rtmr2");
      case "azure-tdx" -> ofGuest("cpu.tdx.mrtd");
      case "azure-snp" -> ofGuest("cpu.snp.measurement");
      case "sgx" -> List.of("cpu.sgx.mr_enclave");
      default -> List.of("cpu.snp.measurement");
    };
  }

  private static List<String> ofGuest(String paravisor) {
    return List.of(
        paravisor,
        "azure.pcrs.4",
        "azure.pcrs.7",
        "azure.pcrs.9",
        "azure.pcrs.11",
        "azure.pcrs.12",
        "azure.pcrs.13");
  }

  private static List<PolicyDocument.Expression> rules(ClaimsTree claims, String scheme) {
    var rules = new ArrayList<PolicyDocument.Expression>();
    switch (cpu(scheme)) {
      case "tdx" -> {
        rules.add(noDebug("!cpu.tdx.attributes.debug"));
        rules.add(upToDate("cpu.tdx.tcb.status"));
      }
      case "sgx" -> {
        rules.add(noDebug("!cpu.sgx.debug"));
        rules.add(upToDate("cpu.sgx.tcb.status"));
      }
      default -> {
        rules.add(noDebug("!cpu.snp.policy.debug"));
        for (var part : List.of("fmc", "bootloader", "tee", "snp", "microcode")) {
          floor(claims, part).ifPresent(rules::add);
        }
      }
    }
    return rules;
  }

  private static PolicyDocument.Expression noDebug(String cel) {
    return new PolicyDocument.Expression(
        "policy.no-debug",
        cel,
        "a guest that the host cannot debug",
        "Launch it without debugging.");
  }

  private static PolicyDocument.Expression upToDate(String status) {
    return new PolicyDocument.Expression(
        "policy.tcb-up-to-date",
        status + " == 'UpToDate'",
        "UpToDate",
        "Update the platform: the findings name what is behind.");
  }

  /// No TCB lower than the one that it has: what is reported, what the host cannot go back below,
  /// and what ran at launch.
  private static Optional<PolicyDocument.Expression> floor(ClaimsTree claims, String part) {
    var levels = new ArrayList<String>();
    var terms = new ArrayList<String>();
    for (var which : List.of("reported", "committed", "launch")) {
      var claim = "cpu.snp." + which + "_tcb." + part;
      claims
          .value(claim)
          .filter(level -> !level.equals(0L))
          .ifPresent(
              level -> {
                levels.add(which + " " + level);
                terms.add(claim + " >= " + level);
              });
    }
    return terms.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PolicyDocument.Expression(
                "policy.floor-" + part,
                String.join(" && ", terms),
                part + " or later: " + String.join(", ", levels),
                "Update the firmware of the host, commit it, and launch the guest anew."));
  }
}
