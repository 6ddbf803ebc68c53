package dev.strongroom.agent.collect;

import java.util.Map;

/// The source of a machine without a TEE: never opens. Exists so that "no TEE" is a choice with a
/// clear answer rather than a missing file somewhere in the kernel's tree. Stateless.
public final class NoTee implements EvidenceProvider {
  @Override
  public String name() {
    return "none";
  }

  @Override
  public String description() {
    return "no TEE: always ends with an explanation";
  }

  @Override
  public EvidenceSource open(Map<String, String> options) throws EvidenceException {
    throw new EvidenceException(
        "this machine has no TEE, so nothing can be proved and no key will be asked for; run inside"
            + " a confidential VM and choose its Evidence source with --evidence");
  }
}
