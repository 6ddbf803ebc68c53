package dev.strongroom.attestation.scheme.nvidia.rim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.MalformedException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RimIdTest {
  @Test
  void idsAreThoseOfTheService() throws Exception {
    assertThat(RimId.hopperDriver("550.90.07"))
        .isEqualTo(new RimId(RimKind.DRIVER, "NV_GPU_DRIVER_GH100_550.90.07"));
    assertThat(RimId.blackwellDriver(RimId.BLACKWELL, "590.48.01"))
        .isEqualTo(new RimId(RimKind.DRIVER, "NV_GPU_CC_DRIVER_GB100_590.48.01"));
    assertThat(RimId.blackwellDriver("GB110", "590.48.01").text())
        .isEqualTo("NV_GPU_CC_DRIVER_GB110_590.48.01");
    assertThat(RimId.vbios("1010", "0200", "882", "96.00.9f.00.01"))
        .isEqualTo(new RimId(RimKind.VBIOS, "NV_GPU_VBIOS_1010_0200_882_96009F0001"));
    assertThat(RimId.vbios("G525", "0220", "886", "97.00.D9.00.35").text())
        .isEqualTo("NV_GPU_VBIOS_G525_0220_886_9700D90035");
    assertThat(RimId.switchBios("96.10.55.00.01"))
        .isEqualTo(new RimId(RimKind.SWITCH_BIOS, "NV_SWITCH_BIOS_5612_0002_890_9610550001"));
  }

  @Test
  void anIdIsReadBack() throws Exception {
    for (var id :
        new RimId[] {
          RimId.hopperDriver("1"), RimId.blackwellDriver("GB100", "2"),
          RimId.vbios("a", "b", "c", "d"), RimId.switchBios("e")
        }) {
      assertThat(RimId.parse(id.text())).isEqualTo(id);
    }
  }

  // spec: NVIDIA RIM id
  @ParameterizedTest
  @DisplayName("NVIDIA RIM id: letters, digits, dots and underscores")
  @ValueSource(
      strings = {
        "",
        " ",
        "../x",
        "..",
        "a..b",
        "a/b",
        "a\\b",
        "a b",
        "a\n",
        "a\0",
        "%2e%2e",
        "a?b",
        "a#b",
        "a:b",
        "ä",
        "550.90.07\u2028",
        "a-b"
      })
  void partsThatCouldLeadElsewhereAreRefused(String part) {
    assertThatThrownBy(() -> RimId.hopperDriver(part))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("DRIVER_VERSION");
    assertThatThrownBy(() -> RimId.blackwellDriver(part, "1")).hasMessageContaining("CHIP_INFO");
    assertThatThrownBy(() -> RimId.blackwellDriver("GB100", part))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> RimId.vbios(part, "b", "c", "d")).hasMessageContaining("PROJECT");
    assertThatThrownBy(() -> RimId.vbios("a", part, "c", "d")).hasMessageContaining("PROJECT_SKU");
    assertThatThrownBy(() -> RimId.vbios("a", "b", part, "d")).hasMessageContaining("CHIP_SKU");
    assertThatThrownBy(() -> RimId.vbios("a", "b", "c", part))
        .hasMessageContaining("VBIOS_VERSION");
    assertThatThrownBy(() -> RimId.switchBios(part)).hasMessageContaining("BIOS_VERSION");
    assertThatThrownBy(() -> RimId.parse("NV_GPU_VBIOS_" + part + "/"))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void partsTogetherHaveNoTwoDotsInARowEither() {
    assertThatThrownBy(() -> RimId.vbios("a", "b", "c", "....")).hasMessageContaining("VBIOS");
    assertThatThrownBy(() -> RimId.vbios("a", "b", "c", ".")).hasMessageContaining("VBIOS");
  }

  @Test
  void partsHaveABoundedLength() throws Exception {
    assertThat(RimId.hopperDriver("1".repeat(48)).text()).endsWith("1".repeat(48));
    assertThatThrownBy(() -> RimId.hopperDriver("1".repeat(49)))
        .isInstanceOf(MalformedException.class);
    var long48 = "1".repeat(48);
    assertThatThrownBy(() -> RimId.vbios(long48, long48, long48, long48))
        .hasMessageContaining("too long");
  }

  @Test
  void otherTextIsNoId() {
    for (var text :
        new String[] {
          "",
          "550.90.07",
          "NV_NIC_FIRMWARE_CX7_1",
          "NV_GPU_VBIOS_../x",
          "NV_GPU_DRIVER_" + "1".repeat(160),
          "xNV_GPU_DRIVER_1"
        }) {
      assertThatThrownBy(() -> RimId.parse(text))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("RIM id");
    }
    assertThatThrownBy(() -> new RimId(RimKind.VBIOS, "NV_GPU_DRIVER_GH100_1"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
