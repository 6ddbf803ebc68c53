package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// How far the certificates of a chain were looked up. What refuses them is among the findings.
///
/// @param isGiven whether there was anything to look them up in
/// @param notLookedUp places of those that can be revoked and were not looked up
/// @param leafHeldSince when the leaf was put on hold, if the caller reports that
record RevocationOutcome(
    boolean isGiven, List<Integer> notLookedUp, Optional<Instant> leafHeldSince) {
  RevocationOutcome {
    notLookedUp = List.copyOf(notLookedUp);
  }

  /// Looks up what can be revoked.
  ///
  /// @param out gets what refuses
  static RevocationOutcome of(
      CertificateChain chain,
      ChainRules rules,
      Revocation revocation,
      Instant now,
      List<Finding> out) {
    int root = chain.certificates().size() - 1;
    var places = IntStream.range(Math.min(rules.firstRevocable(), root), root).boxed().toList();
    return switch (revocation) {
      case Revocation.NotGiven _ -> new RevocationOutcome(false, places, Optional.empty());
      case Revocation.Given(var lists) -> {
        places.forEach(place -> new RevocationLookup(chain, place, rules, lists, now, out).run());
        yield new RevocationOutcome(true, List.of(), Optional.empty());
      }
      case Revocation.Answers answers -> {
        var missed = new ArrayList<Integer>();
        Optional<Instant> held = Optional.empty();
        for (int place : places) {
          var lookup = new AnswerLookup(chain, place, rules, answers, now);
          out.addAll(lookup.findings());
          if (!lookup.isLookedUp()) {
            missed.add(place);
          }
          held = held.or(lookup::reportedHold);
        }
        yield new RevocationOutcome(true, missed, held);
      }
    };
  }
}
