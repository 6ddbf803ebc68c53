package dev.strongroom.agent.collect.nvml;

import dev.strongroom.protocol.evidence.Evidence;

/// Evidence of one GPU, beside what its driver says of it.
public record GpuEvidence(Gpu gpu, Evidence evidence) {}
