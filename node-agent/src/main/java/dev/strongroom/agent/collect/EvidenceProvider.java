package dev.strongroom.agent.collect;

import java.util.Map;

/// Opens a kind of [EvidenceSource]. Registered in `META-INF/services`, chosen by name on the
/// command line.
public interface EvidenceProvider {
  /// What `--evidence` says to choose it; unique.
  String name();

  /// One line for `--help`: what it is, and which options it takes.
  String description();

  /// Opens the source.
  ///
  /// @param options the `--evidence-option` pairs; an unknown one must be refused
  /// @throws EvidenceException if this machine has no such hardware, or an option is wrong
  EvidenceSource open(Map<String, String> options) throws EvidenceException;
}
