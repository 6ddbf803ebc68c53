package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// OpaqueData of the report, in which NVIDIA states versions, modes and neighbours. Fields that
/// decide something are read strictly, at the door.
///
/// | Type | Field | Device | Value |
/// |---|---|---|---|
/// | 3 | DRIVER_VERSION | GPU | ASCII, NUL at the end; required |
/// | 6 | VBIOS_VERSION | GPU | 8 bytes, shown as b3.b2.b1.b0.b4 in hexadecimal; required |
/// | 6 | VBIOS_VERSION | switch | ASCII; required |
/// | 11 | NVDEC0_STATUS | GPU | AA on, 55 off; required |
/// | 15, 17, 18 | CHIP_SKU, PROJECT, PROJECT_SKU | GPU | ASCII, NULs at the end |
/// | 20 | FWID | both | 48 bytes; absent with drivers of the 535 line, and on LS10 |
/// | 21 | PROTECTED_PCIE_STATUS | GPU | AA on, 55 off |
/// | 22 | SWITCH_PDI | GPU | of the switch behind each of 18 links, little-endian, 8 bytes each |
/// | 22 | SWITCH_PDI | switch | its own, big-endian, 8 bytes; required |
/// | 25 | LOCK_STATUS | switch | 2 bytes, 1 locked |
/// | 26 | SWITCH_GPU_PDIS | switch | of 8 GPUs, big-endian, 8 bytes each; then a byte for each of 64 ports, whose meaning is not published |
/// | 35 | CHIP_INFO | GPU | ASCII, NUL at the end |
/// | 36 | FEATURE_FLAG | GPU | 2 bytes: 0 SPT, 1 MPT, 2 PPCIE |
/// | 37 | FSP_UCODE_SVN | GPU | 2 bytes |
///
/// A PDI (per-device identifier) also ends the serial number of the device's BROM certificate.
public sealed interface OpaqueData {
  /// Reads opaque data, of a GPU if it states a driver version, else of a switch.
  ///
  /// @throws MalformedException if it has another form
  static OpaqueData parse(Bytes opaque) throws MalformedException {
    var fields = OpaqueFields.parse(opaque);
    return fields.value(OpaqueFields.DRIVER_VERSION).isPresent()
        ? Gpu.of(fields)
        : Switch.of(fields);
  }

  /// Version of the typed form, such as `2.0.0`; empty for the legacy one.
  String formatVersion();

  /// VBIOS_VERSION as NVIDIA writes it: `96.00.9F.00.01`.
  String vbiosVersion();

  /// FWID, 48 bytes.
  Optional<Bytes> fwid();

  /// How a GPU's memory and links are protected.
  enum Mode {
    /// Single-GPU pass-through: each GPU by itself.
    SPT(0),
    /// Multi-GPU pass-through: the links between GPUs are encrypted.
    MPT(1),
    /// Protected PCIe: all GPUs and switches of a board belong to one guest, and the links between
    /// them are not encrypted.
    PPCIE(2);

    private final int featureFlag;

    Mode(int featureFlag) {
      this.featureFlag = featureFlag;
    }

    /// FEATURE_FLAG of a GPU in this mode.
    public int featureFlag() {
      return featureFlag;
    }

    private static Optional<Mode> of(Optional<Integer> flag) throws MalformedException {
      var mode = Arrays.stream(values()).filter(m -> flag.equals(Optional.of(m.featureFlag)));
      var found = mode.findFirst();
      if (flag.isPresent() && found.isEmpty()) {
        throw new MalformedException("FEATURE_FLAG", -1, "got " + flag.get() + ", want 0, 1 or 2");
      }
      return found;
    }
  }

  /// What a manifest's name is made of.
  ///
  /// @param project PROJECT
  /// @param projectSku PROJECT_SKU
  /// @param chipSku CHIP_SKU
  record Sku(String project, String projectSku, String chipSku) {}

  /// Of a GPU.
  ///
  /// @param driverVersion DRIVER_VERSION
  /// @param nvdec0On NVDEC0_STATUS: whether block 36 is to be compared with reference values
  /// @param sku empty if one of its parts is absent
  /// @param protectedPcie PROTECTED_PCIE_STATUS; empty where the field is absent
  /// @param featureFlag FEATURE_FLAG; empty where the field is absent
  /// @param switchPdis of the switch behind each link, lower-case hexadecimal, big-endian; zeros
  ///   behind an unused one; empty where the field is absent
  /// @param chipInfo CHIP_INFO
  /// @param fspUcodeSvn FSP_UCODE_SVN, security version of the FSP's microcode
  record Gpu(
      String formatVersion,
      String driverVersion,
      String vbiosVersion,
      boolean nvdec0On,
      Optional<Sku> sku,
      Optional<Bytes> fwid,
      Optional<Boolean> protectedPcie,
      Optional<Mode> featureFlag,
      List<String> switchPdis,
      Optional<String> chipInfo,
      Optional<Integer> fspUcodeSvn)
      implements OpaqueData {
    private static final int LINKS = 18;
    private static final int VBIOS_BYTES = 8;

    public Gpu {
      switchPdis = List.copyOf(switchPdis);
    }

    private static Gpu of(OpaqueFields in) throws MalformedException {
      var driver = in.text(OpaqueFields.DRIVER_VERSION).orElseThrow();
      if (in.required(OpaqueFields.DRIVER_VERSION).length() == driver.length()) {
        throw new MalformedException("DRIVER_VERSION", -1, "has no NUL at its end");
      }
      var vbios = in.required(OpaqueFields.VBIOS_VERSION);
      in.sized(OpaqueFields.VBIOS_VERSION, VBIOS_BYTES);
      in.required(OpaqueFields.NVDEC0_STATUS);
      return new Gpu(
          in.version(),
          driver,
          "%02X.%02X.%02X.%02X.%02X"
              .formatted(vbios.at(3), vbios.at(2), vbios.at(1), vbios.at(0), vbios.at(4)),
          in.onOrOff(OpaqueFields.NVDEC0_STATUS).orElseThrow(),
          sku(in),
          in.sized(OpaqueFields.FWID, FWID_BYTES),
          in.onOrOff(OpaqueFields.PROTECTED_PCIE_STATUS),
          Mode.of(in.number(OpaqueFields.FEATURE_FLAG)),
          switchPdis(in),
          in.text(OpaqueFields.CHIP_INFO),
          in.number(OpaqueFields.FSP_UCODE_SVN));
    }

    private static Optional<Sku> sku(OpaqueFields in) throws MalformedException {
      var project = in.text(OpaqueFields.PROJECT);
      var projectSku = in.text(OpaqueFields.PROJECT_SKU);
      var chipSku = in.text(OpaqueFields.CHIP_SKU);
      return project.isPresent() && projectSku.isPresent() && chipSku.isPresent()
          ? Optional.of(new Sku(project.get(), projectSku.get(), chipSku.get()))
          : Optional.empty();
    }

    private static List<String> switchPdis(OpaqueFields in) throws MalformedException {
      var pdis = new ArrayList<String>();
      var value = in.sized(OpaqueFields.SWITCH_PDI, LINKS * PDI_BYTES);
      if (value.isPresent()) {
        var reader = new BinaryReader(value.get());
        while (reader.remaining() > 0) {
          pdis.add("%016x".formatted(reader.bits64le("SWITCH_PDI")));
        }
      }
      return pdis;
    }

    /// The mode that both fields state; a driver that knows neither has SPT only. Empty if they
    /// contradict each other.
    public Optional<Mode> mode() {
      boolean ppcie = protectedPcie.orElse(false);
      var stated = featureFlag.orElse(ppcie ? Mode.PPCIE : Mode.SPT);
      return protectedPcie.isPresent() && ppcie != (stated == Mode.PPCIE)
          ? Optional.empty()
          : Optional.of(stated);
    }
  }

  /// Of an NVSwitch.
  ///
  /// @param pdi its own, 16 lower-case hexadecimal digits
  /// @param locked LOCK_STATUS is 1
  /// @param gpuPdis of the GPUs that it joins; empty where the field is absent
  record Switch(
      String formatVersion,
      String vbiosVersion,
      Optional<Bytes> fwid,
      String pdi,
      boolean locked,
      List<String> gpuPdis)
      implements OpaqueData {
    private static final int GPUS = 8;
    private static final int PORTS = 64;

    public Switch {
      gpuPdis = List.copyOf(gpuPdis);
    }

    private static Switch of(OpaqueFields in) throws MalformedException {
      in.required(OpaqueFields.VBIOS_VERSION);
      in.required(OpaqueFields.SWITCH_PDI);
      var gpuPdis = new ArrayList<String>();
      var neighbours = in.sized(OpaqueFields.SWITCH_GPU_PDIS, GPUS * PDI_BYTES + PORTS);
      if (neighbours.isPresent()) {
        var reader = new BinaryReader(neighbours.get());
        for (int i = 0; i < GPUS; i++) {
          gpuPdis.add(reader.bytes("SWITCH_GPU_PDIS", PDI_BYTES).hex());
        }
      }
      return new Switch(
          in.version(),
          in.text(OpaqueFields.VBIOS_VERSION).orElseThrow(),
          in.sized(OpaqueFields.FWID, FWID_BYTES),
          in.sized(OpaqueFields.SWITCH_PDI, PDI_BYTES).orElseThrow().hex(),
          in.number(OpaqueFields.LOCK_STATUS).equals(Optional.of(1)),
          gpuPdis);
    }
  }

  /// Bytes of a PDI.
  int PDI_BYTES = 8;

  /// Bytes of a FWID: SHA-384.
  int FWID_BYTES = 48;
}
