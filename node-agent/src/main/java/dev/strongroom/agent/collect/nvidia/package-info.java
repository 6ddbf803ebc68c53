/// Evidence of NVIDIA GPUs and NVSwitches, from the libraries of their drivers (NVML, NSCQ), by
/// Java's foreign function API, and JNA where that is not enough: no native code of ours.
///
/// ```java
/// var gpus = NvidiaDevices.ofThisMachine(Duration.ofSeconds(20));
/// gpus.platform().requireConfidential();  // throws, and says what is missing
/// var evidence = gpus.devices(Transcript.deviceNonce(nonce, sessionKeys));
/// ```
///
/// Reports and chains are handed on as the driver gave them, unread: their form is the verifier's
/// to judge. What the driver says beside them (names, versions, modes, ready state) is for people.
///
/// Sources: `nvml.h` of CUDA 13.3 (NVIDIA/go-nvml), `nscq_attestation.h` (NVIDIA/nvtrust), NVIDIA's
/// own collectors (NVIDIA/attestation-sdk `nvml_client.cpp`, `nscq_client.cpp`; NVIDIA/nvtrust
/// `nvml/__init__.py`, `nscq/__init__.py`), and the open kernel module of driver 595.45.04
/// (NVIDIA/open-gpu-kernel-modules). Limits: docs/attestation/nvml.md.
@NullMarked
package dev.strongroom.agent.collect.nvidia;

import org.jspecify.annotations.NullMarked;
