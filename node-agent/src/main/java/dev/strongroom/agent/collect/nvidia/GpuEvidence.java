package dev.strongroom.agent.collect.nvidia;

import dev.strongroom.protocol.evidence.Evidence;

/// Evidence of one GPU, beside what its driver says of it.
public record GpuEvidence(Gpu gpu, Evidence evidence) {}
