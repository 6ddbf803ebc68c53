package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// OpaqueData of the report, in which NVIDIA states versions and modes.
public sealed interface OpaqueData {
  /// Start of the format that drivers of CUDA 13.5 and later write.
  Bytes TYPED_MAGIC = Bytes.utf8("NVDAOD");

  /// Reads opaque data.
  ///
  /// @throws MalformedException if it starts like the legacy format and is none
  static OpaqueData parse(Bytes opaque) throws MalformedException {
    int magic = TYPED_MAGIC.length();
    if (opaque.length() >= magic && opaque.slice(0, magic).equals(TYPED_MAGIC)) {
      return new Typed(opaque);
    }
    return Legacy.parse(opaque);
  }

  /// The typed `NVDAOD` format. It is recognised and not read, so nothing can be said of the
  /// device.
  ///
  /// @param raw as received
  record Typed(Bytes raw) implements OpaqueData {}

  /// The legacy format: a run of `type(2) size(2) value`, little-endian. No type twice. Fields that
  /// decide something are read strictly; unknown ones are kept raw.
  ///
  /// | Type | Field | Value |
  /// |---|---|---|
  /// | 3 | DRIVER_VERSION | ASCII, NUL at the end; required |
  /// | 6 | VBIOS_VERSION | 8 bytes, shown as b3.b2.b1.b0.b4 in hexadecimal; required |
  /// | 11 | NVDEC0_STATUS | AA on, 55 off; required |
  /// | 16, 15, 18, 17 | MODULE, CHIP_SKU, PROJECT_SKU, PROJECT | ASCII, NUL at the end |
  /// | 20 | FWID | 48 bytes; absent with drivers of the 535 line |
  /// | 21 | PROTECTED_PCIE_STATUS | AA on, 55 off |
  ///
  /// @param driverVersion DRIVER_VERSION
  /// @param vbiosVersion VBIOS_VERSION as NVIDIA writes it: `96.00.9F.00.01`
  /// @param fields all, by type, raw
  record Legacy(String driverVersion, String vbiosVersion, Map<Integer, Bytes> fields)
      implements OpaqueData {
    static final int DRIVER_VERSION = 3;
    static final int VBIOS_VERSION = 6;
    static final int NVDEC0_STATUS = 11;
    static final int FWID = 20;
    static final int PROTECTED_PCIE_STATUS = 21;

    private static final int VBIOS_BYTES = 8;
    private static final int FWID_BYTES = 48;
    private static final int ON = 0xaa;
    private static final int OFF = 0x55;
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z._-]{1,63}\0+");

    public Legacy {
      fields = Map.copyOf(fields);
    }

    private static Legacy parse(Bytes opaque) throws MalformedException {
      var in = new BinaryReader(opaque);
      var fields = new TreeMap<Integer, Bytes>();
      while (in.remaining() > 0) {
        int at = in.position();
        int type = in.u16le("OpaqueData.type");
        int size = in.u16le("OpaqueData.size");
        if (fields.put(type, in.bytes("OpaqueData.value", size)) != null) {
          throw new MalformedException("OpaqueData.type", at, "type " + type + " occurs twice");
        }
      }
      sized(fields, FWID, FWID_BYTES);
      onOrOff(fields, PROTECTED_PCIE_STATUS);
      required(fields, NVDEC0_STATUS);
      onOrOff(fields, NVDEC0_STATUS);
      return new Legacy(driver(fields), vbios(fields), fields);
    }

    private static String driver(Map<Integer, Bytes> fields) throws MalformedException {
      var text = required(fields, DRIVER_VERSION).utf8();
      if (!VERSION.matcher(text).matches()) {
        throw new MalformedException("DRIVER_VERSION", -1, "is not a version and a NUL");
      }
      return text.substring(0, text.indexOf('\0'));
    }

    private static String vbios(Map<Integer, Bytes> fields) throws MalformedException {
      var raw = required(fields, VBIOS_VERSION);
      sized(fields, VBIOS_VERSION, VBIOS_BYTES);
      return "%02X.%02X.%02X.%02X.%02X"
          .formatted(raw.at(3), raw.at(2), raw.at(1), raw.at(0), raw.at(4));
    }

    private static Bytes required(Map<Integer, Bytes> fields, int type) throws MalformedException {
      var value = fields.get(type);
      if (value == null) {
        throw new MalformedException("OpaqueData", -1, "field " + type + " is absent");
      }
      return value;
    }

    private static void sized(Map<Integer, Bytes> fields, int type, int length)
        throws MalformedException {
      var value = fields.get(type);
      if (value != null && value.length() != length) {
        throw new MalformedException(
            "OpaqueData field " + type, -1, "got " + value.length() + " bytes, want " + length);
      }
    }

    private static void onOrOff(Map<Integer, Bytes> fields, int type) throws MalformedException {
      sized(fields, type, 1);
      var value = fields.get(type);
      if (value != null && value.at(0) != ON && value.at(0) != OFF) {
        throw new MalformedException(
            "OpaqueData field " + type, -1, "got " + value + ", want aa or 55");
      }
    }

    /// FWID, 48 bytes; absent with old drivers.
    public Optional<Bytes> fwid() {
      return Optional.ofNullable(fields.get(FWID));
    }

    /// NVDEC0_STATUS: whether block 36 is to be compared with reference values.
    public boolean nvdec0On() {
      return isOn(NVDEC0_STATUS);
    }

    /// PROTECTED_PCIE_STATUS; false where the field is absent.
    public boolean protectedPcie() {
      return isOn(PROTECTED_PCIE_STATUS);
    }

    private boolean isOn(int type) {
      var value = fields.get(type);
      return value != null && value.at(0) == ON;
    }
  }
}
