package dev.strongroom.attestation.scheme.nvidia.rim;

import dev.strongroom.wire.MalformedException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Name of a manifest, as NVIDIA's RIM service knows it. Its parts are a device's own words, so
/// they are held to letters, digits, dot and underscore, without two dots in a row: an id can stand
/// in a URL and name a file.
///
/// | Of | Id |
/// |---|---|
/// | Hopper driver | `NV_GPU_DRIVER_GH100_<driver>` |
/// | Blackwell driver | `NV_GPU_CC_DRIVER_<CHIP_INFO>_<driver>`; `GB100` where the report has no CHIP_INFO |
/// | VBIOS | `NV_GPU_VBIOS_<PROJECT>_<PROJECT_SKU>_<CHIP_SKU>_<VBIOS>` |
/// | NVSwitch (LS10) | `NV_SWITCH_BIOS_5612_0002_890_<BIOS>` |
///
/// VBIOS and BIOS stand without dots and in upper case: `96009F0001`.
///
/// @param kind what it is about
/// @param text the id
public record RimId(RimKind kind, String text) {
  /// CHIP_INFO of Blackwell GPUs whose reports have none.
  public static final String BLACKWELL = "GB100";

  /// Longer than any version or SKU that NVIDIA uses, twice.
  private static final int MAX_PART_LENGTH = 48;

  private static final int MAX_LENGTH = 160;

  private static final Pattern WORDS = Pattern.compile("[A-Za-z0-9._]+");

  /// @throws IllegalArgumentException if `text` is no id of this kind
  public RimId {
    if (!kindOf(text).equals(Optional.of(kind))) {
      throw new IllegalArgumentException("text: is no id of a manifest of " + kind);
    }
  }

  private static Optional<RimKind> kindOf(String text) {
    return isSafe(text, MAX_LENGTH)
        ? Arrays.stream(RimKind.values()).filter(kind -> kind.begins(text)).findFirst()
        : Optional.empty();
  }

  private static boolean isSafe(String text, int maxLength) {
    return text.length() <= maxLength && WORDS.matcher(text).matches() && !text.contains("..");
  }

  /// Manifest of a Hopper driver.
  ///
  /// @param driver as reported: `550.90.07`
  /// @throws MalformedException if a part cannot stand in an id; so the others
  public static RimId hopperDriver(String driver) throws MalformedException {
    return of(RimKind.DRIVER, "NV_GPU_DRIVER_GH100_" + part("DRIVER_VERSION", driver));
  }

  /// Manifest of a Blackwell driver.
  ///
  /// @param chip CHIP_INFO as reported, else [#BLACKWELL]
  /// @param driver as reported
  public static RimId blackwellDriver(String chip, String driver) throws MalformedException {
    return of(
        RimKind.DRIVER,
        "NV_GPU_CC_DRIVER_" + part("CHIP_INFO", chip) + "_" + part("DRIVER_VERSION", driver));
  }

  /// Manifest of a GPU's VBIOS.
  ///
  /// @param vbios as reported: `96.00.9F.00.01`
  public static RimId vbios(String project, String projectSku, String chipSku, String vbios)
      throws MalformedException {
    return of(
        RimKind.VBIOS,
        String.join(
            "_",
            "NV_GPU_VBIOS",
            part("PROJECT", project),
            part("PROJECT_SKU", projectSku),
            part("CHIP_SKU", chipSku),
            bare("VBIOS_VERSION", vbios)));
  }

  /// Manifest of the BIOS of an NVSwitch (LS10).
  ///
  /// @param bios as reported: `96.10.55.00.01`
  public static RimId switchBios(String bios) throws MalformedException {
    return of(RimKind.SWITCH_BIOS, "NV_SWITCH_BIOS_5612_0002_890_" + bare("BIOS_VERSION", bios));
  }

  /// Reads an id.
  ///
  /// @throws MalformedException if it is of no known kind, or has other characters
  public static RimId parse(String text) throws MalformedException {
    var kind = kindOf(text);
    if (kind.isEmpty()) {
      throw new MalformedException("RIM id", -1, "is of no known kind");
    }
    return new RimId(kind.get(), text);
  }

  private static RimId of(RimKind kind, String text) throws MalformedException {
    if (!isSafe(text, MAX_LENGTH)) {
      throw new MalformedException("RIM id", -1, "has two dots in a row, or is too long");
    }
    return new RimId(kind, text);
  }

  // spec: NVIDIA RIM id: letters, digits, dots and underscores
  private static String part(String field, String text) throws MalformedException {
    if (!isSafe(text, MAX_PART_LENGTH)) {
      throw new MalformedException(
          field,
          -1,
          "want 1 to 48 letters, digits, dots and underscores, without two dots in a row");
    }
    return text;
  }

  private static String bare(String field, String version) throws MalformedException {
    return part(field, part(field, version).replace(".", "")).toUpperCase(Locale.ROOT);
  }
}
