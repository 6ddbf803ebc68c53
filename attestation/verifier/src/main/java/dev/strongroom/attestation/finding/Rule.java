package dev.strongroom.attestation.finding;

import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A rule that Evidence can break. Codes are stable: policies accept warnings by code, audit
/// entries keep them. Each scheme's rules are one enum; policies state [OwnRule]s.
public sealed interface Rule
    permits AzureRule,
        ChainRule,
        DcapRule,
        EventLogRule,
        NodeRule,
        NrasRule,
        NvidiaRule,
        OwnRule,
        PolicyRule,
        RimRule,
        SnpRule,
        TpmRule {
  /// What a rule says of itself.
  ///
  /// @param code stable name: `snp.debug`
  /// @param tier how grave a breach is
  /// @param clause document and section that the rule follows
  /// @param advice what a person can do about a breach, wherever it is found
  @Immutable
  record Text(String code, Tier tier, String clause, String advice) {}

  /// What it says of itself.
  Text text();

  /// Stable name, for policies and audit entries.
  default String code() {
    return text().code();
  }

  /// How grave a breach is.
  default Tier tier() {
    return text().tier();
  }

  /// Document and section that the rule follows.
  default String clause() {
    return text().clause();
  }

  /// What a person can do about a breach.
  default String advice() {
    return text().advice();
  }

  /// True if a policy can accept a breach by the rule's code: of a warning, unless it says that
  /// session or policy were not compared at all.
  default boolean isAcceptable() {
    return tier() == Tier.WARNING && !(this instanceof NodeRule node && node.isOfNothingCompared());
  }

  /// Every rule there is; those that policies state themselves ([OwnRule]) are not among them.
  static List<Rule> all() {
    return Arrays.stream(Rule.class.getPermittedSubclasses())
        .filter(Class::isEnum)
        .flatMap(rules -> Stream.of(rules.getEnumConstants()))
        .map(Rule.class::cast)
        .toList();
  }

  /// The rule with this code.
  static Optional<Rule> ofCode(String code) {
    return all().stream().filter(rule -> rule.code().equals(code)).findFirst();
  }
}
