package dev.strongroom.attestation.scheme.snp.launch;

import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// What a host launches under QEMU: firmware, optionally a kernel, and any number of virtual CPUs.
/// Immutable, thread-safe.
public final class SnpLaunch {
  /// More than any EPYC server has threads.
  public static final int MAX_VCPUS = 4096;

  private final Ovmf firmware;
  private final long sevFeatures;
  private final LaunchDigest beforeVcpus;

  private SnpLaunch(Ovmf firmware, long sevFeatures, LaunchDigest beforeVcpus) {
    this.firmware = firmware;
    this.sevFeatures = sevFeatures;
    this.beforeVcpus = beforeVcpus;
  }

  /// One measurement and what has it.
  ///
  /// @param model of all virtual CPUs
  /// @param vcpus how many
  /// @param measurement MEASUREMENT, 48 bytes
  public record Measured(VcpuModel model, int vcpus, Bytes measurement) {}

  /// A launch without kernel: the firmware starts from a disk, which MEASUREMENT does not cover.
  ///
  /// @param sevFeatures SEV_FEATURES of every virtual CPU: 1 is SEV-SNP alone, 0x21 with debug
  ///   registers swapped, which Linux before 6.8 sets by default
  public static SnpLaunch of(Ovmf firmware, long sevFeatures) {
    var measured = LaunchDigest.start().normal(firmware.gpa(), firmware.image());
    for (var section : firmware.sections()) {
      measured = measured(measured, section);
    }
    return new SnpLaunch(firmware, sevFeatures, measured);
  }

  /// The same launch with kernel, initrd and command line.
  ///
  /// @throws IllegalArgumentException if the firmware does not compare their hashes
  public SnpLaunch withKernel(KernelHashes hashes) {
    if (!firmware.measuresKernel()) {
      throw new IllegalArgumentException(
          "this firmware does not compare the kernel's hashes: build OvmfPkg/AmdSev");
    }
    var measured = LaunchDigest.start().normal(firmware.gpa(), firmware.image());
    for (var section : firmware.sections()) {
      measured =
          section.kind() == Ovmf.Kind.KERNEL_HASHES
              ? kernel(measured, section, hashes)
              : measured(measured, section);
    }
    return new SnpLaunch(firmware, sevFeatures, measured);
  }

  private static LaunchDigest measured(LaunchDigest digest, Ovmf.Section section) {
    return switch (section.kind()) {
      case MEMORY, SVSM_CALLING_AREA, KERNEL_HASHES ->
          digest.zeros(section.gpa(), section.length());
      case SECRETS -> digest.secrets(section.gpa());
      case CPUID -> digest.cpuid(section.gpa());
    };
  }

  private LaunchDigest kernel(LaunchDigest digest, Ovmf.Section section, KernelHashes hashes) {
    long offset = firmware.hashesTable() - section.gpa();
    if (section.length() != LaunchDigest.PAGE_BYTES
        || offset < 0
        || offset > LaunchDigest.PAGE_BYTES - KernelHashes.TABLE_BYTES) {
      throw new IllegalArgumentException("the hashes table does not lie in its page");
    }
    return digest.normal(section.gpa(), hashes.page((int) offset));
  }

  /// MEASUREMENT of a guest with this many virtual CPUs.
  ///
  /// @param vcpus 1 to [#MAX_VCPUS]
  public Bytes measurement(VcpuModel model, int vcpus) {
    return measurements(List.of(model), List.of(vcpus)).getFirst().measurement();
  }

  /// MEASUREMENTs across models and numbers of virtual CPUs, models in the order given, numbers
  /// ascending. Each is the one before it with more CPUs, so a long list costs as much as its
  /// longest entry.
  ///
  /// @throws IllegalArgumentException for a number that is not 1 to [#MAX_VCPUS]
  public List<Measured> measurements(Collection<VcpuModel> models, Collection<Integer> vcpus) {
    var counts = new TreeSet<>(vcpus);
    if (counts.isEmpty() || counts.first() < 1 || counts.last() > MAX_VCPUS) {
      throw new IllegalArgumentException("vcpus: want 1 to " + MAX_VCPUS + ", got " + counts);
    }
    var all = new ArrayList<Measured>();
    for (var model : models) {
      var others = Vmsa.page(firmware.resetEip(), model, sevFeatures);
      var digest = beforeVcpus.vmsa(Vmsa.page(Vmsa.RESET_VECTOR, model, sevFeatures));
      int measured = 1;
      for (int count : counts) {
        for (; measured < count; measured++) {
          digest = digest.vmsa(others);
        }
        all.add(new Measured(model, count, digest.value()));
      }
    }
    return all;
  }
}
