package dev.strongroom.simulator.nvidia;

import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.scheme.nvidia.OpaqueData;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The fields of a report as NVIDIA's devices write it, laid out as
/// [dev.strongroom.attestation.scheme.nvidia.NvidiaReport] and
/// [dev.strongroom.attestation.scheme.nvidia.OpaqueData] document. Starts as a good report; tests
/// change fields before it is signed. Not thread-safe.
///
/// | Device | As | Blocks | Bytes |
/// |---|---|---:|---:|
/// | H100 | driver 550.90.07 | 64 | 4117 |
/// | B200 | driver 590.48.01 | 64 | 4137 |
/// | LS10 | BIOS 96.10.73.00.01 | 31 | 2168 |
public final class DeviceReportFields {
  /// OpaqueData type of the driver's version.
  public static final int DRIVER_VERSION = 3;

  /// OpaqueData type of the VBIOS's version.
  public static final int VBIOS_VERSION = 6;

  /// OpaqueData type of NVDEC0_STATUS.
  public static final int NVDEC0_STATUS = 11;

  /// OpaqueData type of the firmware id.
  public static final int FWID = 20;

  /// OpaqueData type of PROTECTED_PCIE_STATUS.
  public static final int PROTECTED_PCIE_STATUS = 21;

  /// OpaqueData type of a GPU's switches, and a switch's own PDI.
  public static final int SWITCH_PDI = 22;

  /// OpaqueData type of LOCK_STATUS.
  public static final int LOCK_STATUS = 25;

  /// OpaqueData type of a switch's GPUs.
  public static final int SWITCH_GPU_PDIS = 26;

  /// OpaqueData type of FEATURE_FLAG.
  public static final int FEATURE_FLAG = 36;

  /// OpaqueData type of FSP_UCODE_SVN.
  public static final int FSP_UCODE_SVN = 37;

  private static final int LINKS = 18;
  private static final int PORTS = 64;
  private static final int BLOCK_BYTES = 55;
  private static final int VALUE_BYTES = 48;
  private static final int COUNTER_BYTES = 4;
  private static final int RAW = 0x82;

  private static final Map<Integer, Integer> VALUE_TYPES =
      Map.of(
          DRIVER_VERSION,
          0x86,
          VBIOS_VERSION,
          0x86,
          12,
          0x84,
          13,
          0x83,
          FWID,
          0x01,
          PROTECTED_PCIE_STATUS,
          0x85,
          34,
          0x86,
          FEATURE_FLAG,
          0x85,
          FSP_UCODE_SVN,
          0x87);

  private final LinkedHashMap<Integer, Bytes> opaque = new LinkedHashMap<>();
  private final List<Bytes> measurements;
  private final Bytes responderNonce;
  private boolean typed;
  private Bytes nonce;
  private Bytes rawOpaque = Bytes.empty();

  private DeviceReportFields(
      NvidiaArchitecture architecture, int blocks, Bytes nonce, Bytes responderNonce) {
    this.nonce = nonce;
    this.responderNonce = responderNonce;
    measurements = new ArrayList<>();
    for (int i = 1; i <= blocks; i++) {
      measurements.add(measured(architecture, i));
    }
  }

  /// What a good device measures into the block with `index`, 1 and up; 48 bytes.
  public static Bytes measured(NvidiaArchitecture architecture, int index) {
    return Bytes.utf8("strongroom simulated " + architecture.text() + " measurement " + index)
        .sha384();
  }

  /// An H100 by itself.
  ///
  /// @param nonce requester's, 32 bytes
  /// @param responderNonce the device's, 32 bytes
  /// @param fwid digest of its firmware, 48 bytes
  public static DeviceReportFields hopper(Bytes nonce, Bytes responderNonce, Bytes fwid) {
    var fields = new DeviceReportFields(NvidiaArchitecture.GH100, 64, nonce, responderNonce);
    fields.put(VBIOS_VERSION, "009f009601000000"); // 96.00.9F.00.01
    fields.put(14, "b1030000"); // board
    fields.gpu("882", "1010", "0200", "0000", "550.90.07", "8001000000000000", "00c00100");
    fields.opaque(FWID, fwid);
    fields.put(PROTECTED_PCIE_STATUS, "55");
    return fields;
  }

  /// A B200 in MPT. For the parameters see [#hopper].
  public static DeviceReportFields blackwell(Bytes nonce, Bytes responderNonce, Bytes fwid) {
    var fields = new DeviceReportFields(NvidiaArchitecture.GB100, 64, nonce, responderNonce);
    fields.put(VBIOS_VERSION, "00d9009735000000"); // 97.00.D9.00.35
    fields.put(14, "6f060000"); // board
    fields.gpu("886", "G525", "0220", "3000", "590.48.01", "a001000000000000", "00000400");
    fields.opaque(FWID, fwid);
    fields.put(33, "0707"); // sys enable
    fields.put(34, "0100"); // opaque version
    fields.opaque(35, Bytes.utf8("GB100\0")); // chip info
    return fields.mode(OpaqueData.Mode.MPT);
  }

  /// An LS10 of a board.
  ///
  /// @param pdi its own
  /// @param gpuPdis of the eight GPUs, 8 bytes each
  /// @param position on the board, from 0
  static DeviceReportFields ls10(
      Bytes nonce, Bytes responderNonce, Bytes pdi, List<Bytes> gpuPdis, int position) {
    var fields = new DeviceReportFields(NvidiaArchitecture.LS_10, 31, nonce, responderNonce);
    fields.opaque(VBIOS_VERSION, Bytes.utf8("96.10.73.00.01"));
    fields.opaque(SWITCH_PDI, pdi);
    fields.opaque(12, counters(26));
    var neighbours = new BinaryWriter();
    gpuPdis.forEach(neighbours::raw);
    for (int i = 0; i < PORTS; i++) {
      neighbours.u8(0xff);
    }
    fields.opaque(SWITCH_GPU_PDIS, neighbours.toBytes());
    fields.put(23, "ec00"); // disabled ports
    fields.opaque(24, new BinaryWriter().u16le(position).toBytes());
    fields.put(LOCK_STATUS, "0100");
    return fields;
  }

  private void gpu(
      String chipSku,
      String project,
      String projectSku,
      String projectSkuMod,
      String driver,
      String info,
      String cpr) {
    opaque(15, Bytes.utf8(chipSku).concat(Bytes.zeros(6))); // chip SKU
    opaque(16, Bytes.utf8("0").concat(Bytes.zeros(4))); // module SKU
    opaque(17, Bytes.utf8(project + '\0')); // project
    opaque(18, Bytes.utf8(projectSku + '\0')); // project SKU
    put(19, projectSkuMod); // project SKU module
    opaque(DRIVER_VERSION, Bytes.utf8(driver + '\0'));
    put(4, info); // GPU info
    opaque(12, counters(PORTS));
    put(13, cpr); // CPR info
    put(NVDEC0_STATUS, "55");
  }

  private void put(int type, String hex) {
    opaque.put(type, Bytes.copyOf(HexFormat.of().parseHex(hex)));
  }

  /// MSRSCNT: how often each register was extended, 4 bytes each.
  private static Bytes counters(int count) {
    var out = new BinaryWriter();
    for (int i = 0; i < count; i++) {
      out.u32le(i == 0 ? 0 : 1);
    }
    return out.toBytes().slice(0, count * COUNTER_BYTES);
  }

  /// Requester nonce, 32 bytes.
  public DeviceReportFields nonce(Bytes value) {
    nonce = value;
    return this;
  }

  /// Measurement of the block with `index`, 1 and up; 48 bytes.
  public DeviceReportFields measurement(int index, Bytes value) {
    measurements.set(index - 1, value);
    return this;
  }

  /// Sets an opaque field.
  public DeviceReportFields opaque(int type, Bytes value) {
    opaque.put(type, value);
    return this;
  }

  /// Leaves an opaque field out.
  public DeviceReportFields withoutOpaque(int type) {
    opaque.remove(type);
    return this;
  }

  /// Replaces all opaque data.
  public DeviceReportFields rawOpaque(Bytes value) {
    rawOpaque = value;
    return this;
  }

  /// Writes the opaque data in the typed `NVDAOD` form, as drivers of CUDA 13.5 and later do.
  public DeviceReportFields typed() {
    typed = true;
    return this;
  }

  /// States a mode of a GPU.
  public DeviceReportFields mode(OpaqueData.Mode mode) {
    put(PROTECTED_PCIE_STATUS, mode == OpaqueData.Mode.PPCIE ? "aa" : "55");
    return opaque(FEATURE_FLAG, new BinaryWriter().u16le(mode.featureFlag()).toBytes());
  }

  /// The switches behind the links of a GPU, by turns.
  ///
  /// @param pdis 8 bytes each
  public DeviceReportFields switches(List<Bytes> pdis) {
    var out = new BinaryWriter();
    for (int link = 0; link < LINKS; link++) {
      out.raw(reversed(pdis.get(link % pdis.size())));
    }
    return opaque(SWITCH_PDI, out.toBytes());
  }

  private static Bytes reversed(Bytes value) {
    var out = new BinaryWriter();
    for (int i = value.length() - 1; i >= 0; i--) {
      out.u8(value.at(i));
    }
    return out.toBytes();
  }

  /// The report, signed by `key`.
  public Bytes sign(SigningKey key) {
    int blocks = measurements.size();
    var out = new BinaryWriter().raw(hex("11e001ff")).raw(nonce).u8(0);
    out.raw(hex("11600000")).u8(blocks).u24le(blocks * BLOCK_BYTES);
    for (int i = 0; i < blocks; i++) {
      out.u8(i + 1).u8(1).u16le(VALUE_BYTES + 3).u8(1).u16le(VALUE_BYTES).raw(measurements.get(i));
    }
    var opaqueData = opaqueData();
    out.raw(responderNonce).u16le(opaqueData.length()).raw(opaqueData);
    var signed = out.toBytes();
    return signed.concat(key.sign(signed));
  }

  private static Bytes hex(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }

  private Bytes opaqueData() {
    if (rawOpaque.length() > 0) {
      return rawOpaque;
    }
    var out = new BinaryWriter();
    if (typed) {
      out.raw(Bytes.utf8("NVDAOD")).u16le(0).u8(2).u8(0).u8(0).u8(0);
    }
    opaque.forEach(
        (type, value) -> {
          out.u16le(type);
          if (typed) {
            out.u16le(VALUE_TYPES.getOrDefault(type, RAW));
          }
          out.u16le(value.length()).raw(value);
        });
    return out.toBytes();
  }
}
