package dev.strongroom.broker.release;

import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Claims;
import dev.strongroom.attestation.finding.Finding;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// Whether appraised Evidence may have the key.
public sealed interface Decision {
  /// It may, provided that nonce, policy and ledger agree.
  ///
  /// @param claims what it proved
  /// @param acceptedWarnings codes that the policy waived, sorted
  record Granted(Claims claims, List<String> acceptedWarnings) implements Decision {
    public Granted {
      acceptedWarnings = List.copyOf(acceptedWarnings);
    }
  }

  /// It may not.
  ///
  /// @param findings why, for the server's log; never empty
  record Refused(List<Finding> findings) implements Decision {
    public Refused {
      findings = List.copyOf(findings);
      if (findings.isEmpty()) {
        throw new IllegalArgumentException("a refusal has findings");
      }
    }

    /// What callers are told, sorted.
    List<String> codes() {
      return Decision.codes(findings);
    }
  }

  /// A warning releases only if the policy accepts every one of its findings by name.
  static Decision of(AttestationResult<Claims> result, Collection<String> acceptedWarnings) {
    return switch (result) {
      case AttestationResult.Affirming<Claims>(var claims, _) -> new Granted(claims, List.of());
      case AttestationResult.Warning<Claims>(var claims, var findings, _) -> {
        var accepted = Set.copyOf(acceptedWarnings);
        var rest = findings.stream().filter(f -> !accepted.contains(f.rule().code())).toList();
        yield rest.isEmpty() ? new Granted(claims, codes(findings)) : new Refused(rest);
      }
      case AttestationResult.Contraindicated<Claims>(var findings, _) -> new Refused(findings);
    };
  }

  private static List<String> codes(List<Finding> findings) {
    return findings.stream().map(f -> f.rule().code()).distinct().sorted().toList();
  }
}
