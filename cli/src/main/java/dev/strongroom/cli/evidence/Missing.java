package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.finding.AzureRule;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.finding.RimRule;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.collateral.item.AmdItem;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.collateral.item.IntelItem;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Needs;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Collateral that was not at hand, or not of this time.
final class Missing {
  private static final Set<Rule> RULES =
      Set.of(
          SnpRule.CRL_ABSENT,
          AzureRule.AK_CRL_ABSENT,
          DcapRule.COLLATERAL_ABSENT,
          DcapRule.COLLATERAL_TIME,
          DcapRule.COLLATERAL_TEE,
          DcapRule.FMSPC,
          ChainRule.CRL_ABSENT,
          ChainRule.CRL_FOREIGN,
          ChainRule.CRL_STALE,
          ChainRule.OCSP_STALE);

  /// Missing too, and said to be so; they do not make a verdict undecided.
  private static final Set<Rule> OF_DEVICES =
      Set.of(
          NvidiaRule.RIM_ABSENT,
          NvidiaRule.OCSP_ABSENT,
          NvidiaRule.BROM_NOT_LOOKED_UP,
          RimRule.SIGNER_NOT_LOOKED_UP);

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  private Missing() {}

  /// True if it is refused, and all that refuses it is that collateral is missing or of another
  /// time, or that a certificate is used outside its own: of the report, which may be authentic, or
  /// of a manifest that it would be compared with.
  static boolean decides(Inspection inspection) {
    var refusing =
        inspection.findings().stream()
            .map(finding -> finding.rule())
            .filter(rule -> rule.tier() == Tier.CONTRAINDICATED)
            .toList();
    return !refusing.isEmpty()
        && refusing.stream().allMatch(rule -> RULES.contains(rule) || rule == ChainRule.VALIDITY);
  }

  /// How to bring it for `report`; nothing if it was there.
  static Optional<String> of(Inspection inspection, Path report) throws IOException {
    return inspection.findings().stream()
            .map(finding -> finding.rule())
            .anyMatch(
                rule ->
                    RULES.contains(rule) || OF_DEVICES.contains(rule) || rule == ChainRule.LENGTH)
        ? Optional.of(
            "Collateral is missing or not of this time. Where there is a network: strongroom"
                + " collateral fetch "
                + named(report)
                + (inspection.scheme() == Scheme.NVIDIA_GPU ? " CERT_CHAIN" : "")
                + " --out site.zip"
                + withoutReport(report)
                + "; then here: --collateral site.zip")
        : Optional.empty();
  }

  /// A name that a shell takes as one word, or a stand-in.
  private static String named(Path report) {
    var name = String.valueOf(report.getFileName());
    return PLAIN.matcher(name).matches() ? name : "REPORT";
  }

  /// The same by what the report says, so that it can stay where it is.
  private static String withoutReport(Path report) throws IOException {
    try {
      var items =
          Needs.ofEvidence(
              Bytes.copyOf(Files.readAllBytes(report)),
              Optional.empty(),
              List.of(EvaluationSet.Update.STANDARD));
      for (var item : items) {
        if (item instanceof IntelItem.TcbInfo(var tee, var fmspc, _)) {
          return " (or, without the quote: --fmspc %s --tee %s --ca %s)"
              .formatted(fmspc.hex(), lower(tee), lower(ca(items)));
        }
        if (item instanceof AmdItem.Chain(var product, _)) {
          return " (or, without the report: --product " + lower(product) + ")";
        }
      }
      return "";
    } catch (MalformedException _) {
      return "";
    }
  }

  private static IntelItem.PckCa ca(List<Item> items) {
    return items.stream()
        .map(item -> item instanceof IntelItem.PckCrl(var ca) ? ca : null)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(IntelItem.PckCa.PLATFORM);
  }

  private static String lower(Enum<?> option) {
    return option.name().toLowerCase(Locale.ROOT);
  }
}
