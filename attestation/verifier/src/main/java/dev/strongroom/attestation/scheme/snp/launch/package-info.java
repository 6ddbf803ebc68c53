/// Which MEASUREMENT a guest will have: computed from its firmware, kernel and virtual CPUs, so
/// that an owner can list measurements before anything was launched.
///
/// ```java
/// var launch =
///     SnpLaunch.of(Ovmf.parse(image), 0x1)
///         .withKernel(KernelHashes.of(kernel, initrd, "console=ttyS0"));
/// var expected = launch.measurements(List.of(VcpuModel.EPYC_GENOA), List.of(8, 16, 32));
/// ```
///
/// Sources: AMD 56860 revision 1.58, 8.17 (SNP_LAUNCH_UPDATE); AMD 24593 revision 3.42, appendix B
/// (VMSA); edk2 `OvmfPkg/ResetVector` (firmware tables); QEMU `target/i386/sev.c` (hashes table).
@NullMarked
package dev.strongroom.attestation.scheme.snp.launch;

import org.jspecify.annotations.NullMarked;
