package dev.strongroom.attestation.scheme.nvidia.rim;

import java.util.Map;
import java.util.Optional;

/// What an authentic report says of the firmware that a device runs, as far as it says which
/// manifests are the device's.
public sealed interface ReportedFirmware {
  /// Chip, as manifests name it: `GH100`, `GB100`, `LS10`.
  String product();

  /// The version of what a manifest of `kind` describes; nothing if such a device has none.
  Optional<String> version(RimKind kind);

  /// True if the measurement with this index of manifests is compared.
  boolean isMeasured(int index);

  /// Security version number in the entry of this type of the report's typed opaque data.
  Optional<Long> svn(int entry);

  /// A GPU.
  ///
  /// @param driver version: `550.90.07`
  /// @param vbios version: `96.00.9F.00.01`
  /// @param nvdec0On NVDEC0_STATUS: whether video decoder 0 is on
  /// @param svns security version numbers by type of their entry; 37 is FSP_UCODE_SVN
  record Gpu(String product, String driver, String vbios, boolean nvdec0On, Map<Integer, Long> svns)
      implements ReportedFirmware {
    private static final int NVDEC0 = 35;

    public Gpu {
      svns = Map.copyOf(svns);
    }

    @Override
    public Optional<String> version(RimKind kind) {
      return switch (kind) {
        case DRIVER -> Optional.of(driver);
        case VBIOS -> Optional.of(vbios);
        case SWITCH_BIOS -> Optional.empty();
      };
    }

    // spec: NVIDIA RIM Payload index 35: is compared unless NVDEC0_STATUS is off
    @Override
    public boolean isMeasured(int index) {
      return index != NVDEC0 || nvdec0On;
    }

    @Override
    public Optional<Long> svn(int entry) {
      return Optional.ofNullable(svns.get(entry));
    }
  }

  /// An NVSwitch.
  ///
  /// @param bios version: `96.10.55.00.01`
  record Switch(String product, String bios) implements ReportedFirmware {
    @Override
    public Optional<String> version(RimKind kind) {
      return switch (kind) {
        case SWITCH_BIOS -> Optional.of(bios);
        case DRIVER, VBIOS -> Optional.empty();
      };
    }

    @Override
    public boolean isMeasured(int index) {
      return true;
    }

    @Override
    public Optional<Long> svn(int entry) {
      return Optional.empty();
    }
  }
}
