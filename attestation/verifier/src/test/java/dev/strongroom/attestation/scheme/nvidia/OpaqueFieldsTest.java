package dev.strongroom.attestation.scheme.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The two forms of opaque data, byte by byte.
class OpaqueFieldsTest {
  private static final Bytes GENUINE =
      Vectors.read("gpu/hopper/h100-620.12-nvdaod/opaque-data.bin");
  private static final int HEADER_BYTES = 12;

  private static BinaryWriter header() {
    return new BinaryWriter().raw(Bytes.utf8("NVDAOD")).u16le(0).u8(2).u8(7).u8(9).u8(0);
  }

  private static BinaryWriter typed(BinaryWriter out, int type, int valueType, Bytes value) {
    return out.u16le(type).u16le(valueType).u16le(value.length()).raw(value);
  }

  private static void assertMalformed(Bytes opaque, String words) {
    assertThatThrownBy(() -> OpaqueData.parse(opaque))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(words);
  }

  @Test
  void theTypedFormIsKnownByItsFirstSixBytes() throws Exception {
    assertThat(OpaqueFields.parse(header().toBytes()).version()).isEqualTo("2.7.9");
    assertThat(OpaqueFields.parse(header().toBytes()).raw()).isEmpty();
    assertMalformed(Bytes.utf8("NVDAO"), "");
    assertMalformed(Bytes.utf8("NVDAOD"), "OpaqueData.profile at 6");
  }

  // spec: NVIDIA opaque data NVDAOD header
  @Test
  @DisplayName("NVDAOD: other profiles and major versions are not known")
  void otherHeaders() {
    for (int at = 6; at < HEADER_BYTES; at++) {
      var changed = Genuine.flipped(GENUINE, at);
      if (at == 9 || at == 10) {
        continue; // minor and patch
      }
      assertMalformed(changed, "OpaqueData.");
    }
  }

  @Test
  @DisplayName("NVDAOD: every truncation, and a byte more, is malformed")
  void truncations() throws Exception {
    int whole = 0;
    for (int length = 0; length < GENUINE.length(); length++) {
      try {
        OpaqueData.parse(GENUINE.slice(0, length));
        whole++;
      } catch (MalformedException e) {
        assertThat(e).hasMessageContaining(":");
      }
    }
    // What decides stands before the last four entries, which may be absent.
    assertThat(whole).isEqualTo(5);
    assertMalformed(GENUINE.concat(Bytes.zeros(1)), "OpaqueData.type");
  }

  @Test
  @DisplayName("NVDAOD: a field that decides something has its own kind of value")
  void kindsOfValues() {
    var driver = Bytes.utf8("1.2\0");
    assertMalformed(
        typed(header(), OpaqueFields.DRIVER_VERSION, 0x82, driver).toBytes(),
        "OpaqueData.valueType at 12: got 82 for field 3, want 86");
    assertMalformed(
        typed(header(), OpaqueFields.FWID, 0x86, Bytes.zeros(48)).toBytes(), "field 20, want 01");
    assertMalformed(
        typed(header(), OpaqueFields.FEATURE_FLAG, 0x82, Bytes.zeros(2)).toBytes(),
        "field 36, want 85");
    assertMalformed(
        typed(header(), OpaqueFields.FSP_UCODE_SVN, 0x82, Bytes.zeros(2)).toBytes(),
        "field 37, want 87");
    assertMalformed(
        typed(typed(header(), 99, 1, driver), 99, 1, driver).toBytes(), "type 99 occurs twice");
  }

  private static Bytes legacy(Consumer<BinaryWriter> fields) {
    var out = new BinaryWriter();
    fields.accept(out);
    return out.toBytes();
  }

  private static BinaryWriter field(BinaryWriter out, int type, Bytes value) {
    return out.u16le(type).u16le(value.length()).raw(value);
  }

  private static Bytes gpuWith(int type, Bytes value) {
    return legacy(
        out -> {
          field(out, 3, Bytes.utf8("1.2\0"));
          field(out, 6, Bytes.zeros(8));
          field(out, 11, Bytes.copyOf(new byte[] {0x55}));
          field(out, type, value);
        });
  }

  @ParameterizedTest
  @CsvSource({"20,48", "22,144", "36,2", "37,2"})
  void fieldsOfGpusHaveTheirLengths(int type, int length) throws Exception {
    OpaqueData.parse(gpuWith(type, Bytes.zeros(length)));
    assertMalformed(gpuWith(type, Bytes.zeros(length - 1)), "want " + length);
    assertMalformed(gpuWith(type, Bytes.zeros(length + 1)), "want " + length);
  }

  @Test
  void aManifestsPartsAreAllThereOrNoneIsUsed() throws Exception {
    assertThat(gpu(gpuWith(15, Bytes.utf8("882\0\0"))).sku()).isEmpty();
    assertMalformed(gpuWith(15, Bytes.utf8("../..\0")), "OpaqueData field 15");
    assertMalformed(gpuWith(17, Bytes.utf8("a\0b\0")), "OpaqueData field 17");
    assertMalformed(gpuWith(35, Bytes.utf8("GB 100\0")), "OpaqueData field 35");
    assertThat(gpu(gpuWith(35, Bytes.utf8("GB110\0"))).chipInfo()).contains("GB110");
  }

  private static OpaqueData.Gpu gpu(Bytes opaque) throws MalformedException {
    return (OpaqueData.Gpu) OpaqueData.parse(opaque);
  }

  @Test
  void aGpusSwitchesAreReadLittleEndian() throws Exception {
    var one = new BinaryWriter();
    for (int link = 0; link < 18; link++) {
      one.raw(Bytes.ofHex("pdi", "77e911d843b7533a"));
    }
    assertThat(gpu(gpuWith(22, one.toBytes())).switchPdis())
        .hasSize(18)
        .containsOnly("3a53b743d811e977");
  }

  private static Bytes ofSwitch(Bytes bios, Bytes pdi, Bytes lock, Bytes neighbours) {
    return legacy(
        out -> {
          field(out, 6, bios);
          field(out, 22, pdi);
          field(out, 25, lock);
          field(out, 26, neighbours);
        });
  }

  @Test
  void fieldsOfSwitchesHaveTheirForms() throws Exception {
    var bios = Bytes.utf8("96.10.55.00.01");
    var pdi = Bytes.ofHex("pdi", "203eb31ad9ed0008");
    var locked = Bytes.copyOf(new byte[] {1, 0});
    var good = ofSwitch(bios, pdi, locked, Bytes.zeros(128));
    if (!(OpaqueData.parse(good) instanceof OpaqueData.Switch one)) {
      throw new AssertionError("want a switch's");
    }
    assertThat(one.vbiosVersion()).isEqualTo("96.10.55.00.01");
    assertThat(one.pdi()).isEqualTo("203eb31ad9ed0008");
    assertThat(one.locked()).isTrue();
    assertThat(one.gpuPdis()).hasSize(8).containsOnly("0".repeat(16));
    assertThat(one.fwid()).isEqualTo(Optional.empty());

    assertMalformed(ofSwitch(bios, Bytes.zeros(7), locked, Bytes.zeros(128)), "field 22");
    assertMalformed(ofSwitch(bios, pdi, Bytes.zeros(1), Bytes.zeros(128)), "field 25");
    assertMalformed(ofSwitch(bios, pdi, locked, Bytes.zeros(127)), "field 26");
    assertMalformed(ofSwitch(Bytes.utf8("a/b"), pdi, locked, Bytes.zeros(128)), "field 6");
    assertMalformed(legacy(out -> field(out, 6, bios)), "field 22 is absent");
    for (int other : new int[] {0, 2, 257}) {
      var lock = new BinaryWriter().u16le(other).toBytes();
      var parsed = OpaqueData.parse(ofSwitch(bios, pdi, lock, Bytes.zeros(128)));
      assertThat(((OpaqueData.Switch) parsed).locked()).isFalse();
    }
  }
}
