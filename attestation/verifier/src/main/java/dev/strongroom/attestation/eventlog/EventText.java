package dev.strongroom.attestation.eventlog;

import static java.util.Map.entry;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// Words for events, for people (TCG PFP 1.06, 10.4.1 and 10.2). The data is hostile: what is not
/// printable ASCII through and through, or lies about a length, has no words.
final class EventText {
  static final long EV_NO_ACTION = 0x3;

  private static final long EV_EVENT_TAG = 0x6;
  private static final long EV_S_CRTM_VERSION = 0x8;
  private static final long EV_EFI_VARIABLE_DRIVER_CONFIG = 0x8000_0001L;
  private static final long EV_EFI_VARIABLE_BOOT = 0x8000_0002L;
  private static final long EV_EFI_BOOT_SERVICES_APPLICATION = 0x8000_0003L;
  private static final long EV_EFI_RUNTIME_SERVICES_DRIVER = 0x8000_0005L;
  private static final long EV_EFI_PLATFORM_FIRMWARE_BLOB2 = 0x8000_000aL;
  private static final long EV_EFI_HANDOFF_TABLES2 = 0x8000_000bL;
  private static final long EV_EFI_VARIABLE_BOOT2 = 0x8000_000cL;
  private static final long EV_EFI_VARIABLE_AUTHORITY = 0x8000_00e0L;

  private static final Map<Long, String> NAMES =
      Map.ofEntries(
          entry(0x0L, "EV_PREBOOT_CERT"),
          entry(0x1L, "EV_POST_CODE"),
          entry(0x2L, "EV_UNUSED"),
          entry(EV_NO_ACTION, "EV_NO_ACTION"),
          entry(0x4L, "EV_SEPARATOR"),
          entry(0x5L, "EV_ACTION"),
          entry(EV_EVENT_TAG, "EV_EVENT_TAG"),
          entry(0x7L, "EV_S_CRTM_CONTENTS"),
          entry(EV_S_CRTM_VERSION, "EV_S_CRTM_VERSION"),
          entry(0x9L, "EV_CPU_MICROCODE"),
          entry(0xaL, "EV_PLATFORM_CONFIG_FLAGS"),
          entry(0xbL, "EV_TABLE_OF_DEVICES"),
          entry(0xcL, "EV_COMPACT_HASH"),
          entry(0xdL, "EV_IPL"),
          entry(0xeL, "EV_IPL_PARTITION_DATA"),
          entry(0xfL, "EV_NONHOST_CODE"),
          entry(0x10L, "EV_NONHOST_CONFIG"),
          entry(0x11L, "EV_NONHOST_INFO"),
          entry(0x12L, "EV_OMIT_BOOT_DEVICE_EVENTS"),
          entry(0x13L, "EV_POST_CODE2"),
          entry(EV_EFI_VARIABLE_DRIVER_CONFIG, "EV_EFI_VARIABLE_DRIVER_CONFIG"),
          entry(EV_EFI_VARIABLE_BOOT, "EV_EFI_VARIABLE_BOOT"),
          entry(EV_EFI_BOOT_SERVICES_APPLICATION, "EV_EFI_BOOT_SERVICES_APPLICATION"),
          entry(0x8000_0004L, "EV_EFI_BOOT_SERVICES_DRIVER"),
          entry(EV_EFI_RUNTIME_SERVICES_DRIVER, "EV_EFI_RUNTIME_SERVICES_DRIVER"),
          entry(0x8000_0006L, "EV_EFI_GPT_EVENT"),
          entry(0x8000_0007L, "EV_EFI_ACTION"),
          entry(0x8000_0008L, "EV_EFI_PLATFORM_FIRMWARE_BLOB"),
          entry(0x8000_0009L, "EV_EFI_HANDOFF_TABLES"),
          entry(EV_EFI_PLATFORM_FIRMWARE_BLOB2, "EV_EFI_PLATFORM_FIRMWARE_BLOB2"),
          entry(EV_EFI_HANDOFF_TABLES2, "EV_EFI_HANDOFF_TABLES2"),
          entry(EV_EFI_VARIABLE_BOOT2, "EV_EFI_VARIABLE_BOOT2"),
          entry(0x8000_000dL, "EV_EFI_GPT_EVENT2"),
          entry(0x8000_0010L, "EV_EFI_HCRTM_EVENT"),
          entry(EV_EFI_VARIABLE_AUTHORITY, "EV_EFI_VARIABLE_AUTHORITY"),
          entry(0x8000_00e1L, "EV_EFI_SPDM_FIRMWARE_BLOB"),
          entry(0x8000_00e2L, "EV_EFI_SPDM_FIRMWARE_CONFIG"),
          entry(0x8000_00e3L, "EV_EFI_SPDM_DEVICE_POLICY"),
          entry(0x8000_00e4L, "EV_EFI_SPDM_DEVICE_AUTHORITY"));

  /// Longest text that is shown: a kernel command line is longer than this only by intent.
  private static final int MAX_CHARACTERS = 512;

  private static final int UTF16_BYTES = 2;

  /// Values as long as `SecureBoot` and `BootOrder` are shown with the variable's name.
  private static final int SHOWN_VALUE_BYTES = 16;

  private static final int DEVICE_NODE_HEADER_BYTES = 4;
  private static final int MEDIA_DEVICE_PATH = 4;
  private static final int FILE_PATH = 4;

  private EventText() {}

  static String typeName(long type) {
    var name = NAMES.get(type);
    return name == null ? "0x%08x".formatted(type) : name;
  }

  static Optional<String> of(long type, Bytes data) {
    try {
      var in = new BinaryReader(data);
      if (type == EV_EFI_VARIABLE_DRIVER_CONFIG
          || type == EV_EFI_VARIABLE_BOOT
          || type == EV_EFI_VARIABLE_BOOT2
          || type == EV_EFI_VARIABLE_AUTHORITY) {
        return variable(in);
      }
      if (type == EV_EFI_PLATFORM_FIRMWARE_BLOB2 || type == EV_EFI_HANDOFF_TABLES2) {
        return ascii(in.bytes("description", in.u8("description length")));
      }
      if (type >= EV_EFI_BOOT_SERVICES_APPLICATION && type <= EV_EFI_RUNTIME_SERVICES_DRIVER) {
        return image(in);
      }
      if (type == EV_EVENT_TAG) {
        in.skip("taggedEventID", Integer.BYTES);
        return ascii(in.bytes("taggedEventData", size(in, "taggedEventDataSize")));
      }
      return type == EV_S_CRTM_VERSION ? utf16(data) : ascii(data);
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  /// UEFI_IMAGE_LOAD_EVENT: three u64 of where the image lay, u64 length of the device path, device
  /// path (UEFI 2.10, 10.3): nodes of type, subtype, u16 length of all. The file's name is a node
  /// of its own; an image without one has no words.
  private static Optional<String> image(BinaryReader in) throws MalformedException {
    in.skip("ImageLocationInMemory, ImageLengthInMemory, ImageLinkTimeAddress", 3 * Long.BYTES);
    long length = in.bits64le("LengthOfDevicePath");
    if (length != in.remaining()) {
      return Optional.empty();
    }
    while (in.remaining() > 0) {
      int type = in.u8("Type");
      int subtype = in.u8("SubType");
      int content = in.u16le("Length") - DEVICE_NODE_HEADER_BYTES;
      var node = in.bytes("DevicePath", content);
      if (type == MEDIA_DEVICE_PATH && subtype == FILE_PATH) {
        return utf16(node);
      }
    }
    return Optional.empty();
  }

  /// UEFI_VARIABLE_DATA: GUID, u64 characters in the name, u64 bytes of data, UTF-16 name, data.
  private static Optional<String> variable(BinaryReader in) throws MalformedException {
    var guid =
        "%08x-%04x-%04x-%s-%s"
            .formatted(
                in.u32le("VariableName"),
                in.u16le("VariableName"),
                in.u16le("VariableName"),
                in.bytes("VariableName", 2).hex(),
                in.bytes("VariableName", 6).hex());
    long characters = in.bits64le("UnicodeNameLength");
    long data = in.bits64le("VariableDataLength");
    if (characters < 0 || characters > in.remaining() / UTF16_BYTES) {
      return Optional.empty();
    }
    var name = utf16(in.bytes("UnicodeName", (int) characters * UTF16_BYTES));
    var value =
        data == in.remaining() && data > 0 && data <= SHOWN_VALUE_BYTES
            ? " = " + in.bytes("VariableData", (int) data)
            : "";
    return name.map(text -> text + value + " of " + guid);
  }

  private static int size(BinaryReader in, String field) throws MalformedException {
    long size = in.u32le(field);
    if (size > in.remaining()) {
      throw new MalformedException(field, in.position(), "exceeds the event");
    }
    return (int) size;
  }

  private static Optional<String> ascii(Bytes data) {
    return printable(new String(data.toArray(), StandardCharsets.ISO_8859_1));
  }

  private static Optional<String> utf16(Bytes data) {
    return printable(new String(data.toArray(), StandardCharsets.UTF_16LE));
  }

  /// Whole text or nothing, so that no control sequence reaches a terminal; white space is shown as
  /// one space, and zeros at the end are cut off.
  private static Optional<String> printable(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == 0) {
      end--;
    }
    var shown = text.substring(0, end).replaceAll("[ \\t\\r\\n]+", " ").strip();
    boolean printable = shown.chars().allMatch(c -> c >= ' ' && c <= '~');
    return shown.isEmpty() || !printable
        ? Optional.empty()
        : Optional.of(shown.substring(0, Math.min(shown.length(), MAX_CHARACTERS)));
  }
}
