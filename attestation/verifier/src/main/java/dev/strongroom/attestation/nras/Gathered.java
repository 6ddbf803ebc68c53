package dev.strongroom.attestation.nras;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Findings about tokens. What is alike in several is told once, with the names of all.
final class Gathered {
  private final Map<Finding, List<String>> tokens = new LinkedHashMap<>();

  void add(String token, Rule rule, String expected, String actual) {
    add(token, new Finding(rule, expected, actual));
  }

  void add(String token, Finding finding) {
    var named = tokens.computeIfAbsent(finding, _ -> new ArrayList<>());
    if (!named.contains(token)) {
      named.add(token);
    }
  }

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    tokens.forEach((finding, named) -> findings.add(finding.about(String.join(", ", named))));
    return findings;
  }
}
