package dev.strongroom.agent.collect.nvidia;

import dev.strongroom.protocol.evidence.Evidence;

/// Evidence of one NVSwitch, beside what its driver says of it.
public record SwitchEvidence(NvSwitch nvSwitch, Evidence evidence) {}
