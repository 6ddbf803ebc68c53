package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// OpaqueData as numbered fields, none of them twice. There are two forms, both little-endian:
///
/// | Form | Header | Entry |
/// |---|---|---|
/// | legacy | none | type(2) size(2) value |
/// | `NVDAOD`, drivers of CUDA 13.5 and later | `NVDAOD`, profile(2) = 0, major(1) = 2, minor(1), patch(1), reserved(1) | type(2) valueType(2) size(2) value |
///
/// The numbers mean the same in both. Those whose meaning is not known are kept raw.
///
/// @param version of the typed form, such as `2.0.0`; empty for the legacy one
/// @param raw value by type
record OpaqueFields(String version, Map<Integer, Bytes> raw) {
  static final int DRIVER_VERSION = 3;
  static final int VBIOS_VERSION = 6;
  static final int NVDEC0_STATUS = 11;
  static final int CHIP_SKU = 15;
  static final int PROJECT = 17;
  static final int PROJECT_SKU = 18;
  static final int FWID = 20;
  static final int PROTECTED_PCIE_STATUS = 21;
  static final int SWITCH_PDI = 22;
  static final int LOCK_STATUS = 25;
  static final int SWITCH_GPU_PDIS = 26;
  static final int CHIP_INFO = 35;
  static final int FEATURE_FLAG = 36;
  static final int FSP_UCODE_SVN = 37;

  private static final Bytes MAGIC = Bytes.utf8("NVDAOD");
  private static final int MAJOR = 2;
  private static final int DIGEST = 0x01;
  private static final int MODE = 0x85;
  private static final int VERSION = 0x86;
  private static final int SVN = 0x87;

  /// What the typed form must call a field that decides something.
  private static final Map<Integer, Integer> VALUE_TYPES =
      Map.of(
          DRIVER_VERSION, VERSION,
          VBIOS_VERSION, VERSION,
          FWID, DIGEST,
          PROTECTED_PCIE_STATUS, MODE,
          FEATURE_FLAG, MODE,
          FSP_UCODE_SVN, SVN);

  private static final int ON = 0xaa;
  private static final int OFF = 0x55;
  private static final Pattern TEXT = Pattern.compile("([0-9A-Za-z._-]{1,63})\0*");

  OpaqueFields {
    raw = Map.copyOf(raw);
  }

  /// Reads either form.
  ///
  /// @throws MalformedException if it is neither, or of a later major version
  static OpaqueFields parse(Bytes opaque) throws MalformedException {
    int magic = MAGIC.length();
    var in = new BinaryReader(opaque);
    if (opaque.length() < magic || !opaque.slice(0, magic).equals(MAGIC)) {
      return new OpaqueFields("", fields(in, false));
    }
    in.expect("OpaqueData.magic", MAGIC);
    in.expect("OpaqueData.profile", Bytes.zeros(2));
    int at = in.position();
    int major = in.u8("OpaqueData.major");
    // spec: NVIDIA opaque data NVDAOD header: a verifier refuses major versions that it does not
    // know
    if (major != MAJOR) {
      throw new MalformedException("OpaqueData.major", at, "got " + major + ", want " + MAJOR);
    }
    var version = major + "." + in.u8("OpaqueData.minor") + "." + in.u8("OpaqueData.patch");
    in.zeros("OpaqueData.reserved", 1);
    return new OpaqueFields(version, fields(in, true));
  }

  private static Map<Integer, Bytes> fields(BinaryReader in, boolean typed)
      throws MalformedException {
    var fields = new TreeMap<Integer, Bytes>();
    while (in.remaining() > 0) {
      int at = in.position();
      int type = in.u16le("OpaqueData.type");
      if (typed) {
        valueType(type, at, in.u16le("OpaqueData.valueType"));
      }
      int size = in.u16le("OpaqueData.size");
      if (fields.put(type, in.bytes("OpaqueData.value", size)) != null) {
        throw new MalformedException("OpaqueData.type", at, "type " + type + " occurs twice");
      }
    }
    return fields;
  }

  // spec: NVIDIA opaque data NVDAOD entry: an entry says what kind of value it holds
  private static void valueType(int type, int at, int seen) throws MalformedException {
    int wanted = VALUE_TYPES.getOrDefault(type, seen);
    if (seen != wanted) {
      throw new MalformedException(
          "OpaqueData.valueType",
          at,
          "got %02x for field %d, want %02x".formatted(seen, type, wanted));
    }
  }

  Optional<Bytes> value(int type) {
    return Optional.ofNullable(raw.get(type));
  }

  /// A field of exactly `length` bytes, or nothing.
  Optional<Bytes> sized(int type, int length) throws MalformedException {
    var value = value(type);
    if (value.isPresent() && value.get().length() != length) {
      throw new MalformedException(
          name(type), -1, "got " + value.get().length() + " bytes, want " + length);
    }
    return value;
  }

  Bytes required(int type) throws MalformedException {
    return value(type)
        .orElseThrow(
            () -> new MalformedException("OpaqueData", -1, "field " + type + " is absent"));
  }

  /// ASCII with NULs behind it, or nothing.
  Optional<String> text(int type) throws MalformedException {
    var value = value(type);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    var matcher = TEXT.matcher(value.get().utf8());
    if (!matcher.matches()) {
      throw new MalformedException(
          name(type), -1, "want letters, digits, '.', '_' or '-', then NULs");
    }
    return Optional.of(matcher.group(1));
  }

  /// One byte, AA for on and 55 for off, or nothing.
  Optional<Boolean> onOrOff(int type) throws MalformedException {
    var value = sized(type, 1);
    if (value.isPresent() && value.get().at(0) != ON && value.get().at(0) != OFF) {
      throw new MalformedException(name(type), -1, "got " + value.get() + ", want aa or 55");
    }
    return value.map(v -> v.at(0) == ON);
  }

  /// Two bytes, or nothing.
  Optional<Integer> number(int type) throws MalformedException {
    return sized(type, 2).map(v -> v.at(0) | v.at(1) << Byte.SIZE);
  }

  private static String name(int type) {
    return "OpaqueData field " + type;
  }
}
