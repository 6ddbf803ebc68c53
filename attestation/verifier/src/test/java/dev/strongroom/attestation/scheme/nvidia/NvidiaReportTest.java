package dev.strongroom.attestation.scheme.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NvidiaReportTest {
  private static final int MUTATIONS = 20_000;
  private static final long SEED = 20261124;

  private static Verified<CertificateChain> chain(Evidence evidence) throws MalformedException {
    var chain = CertificateChain.parse(evidence.chain());
    var verification =
        NvidiaVerifier.verifyChain(chain, TrustAnchors.production(), Genuine.MID_2026);
    if (verification instanceof Verified<CertificateChain> verified) {
      return verified;
    }
    throw new AssertionError("the genuine chain was rejected");
  }

  private static boolean refused(Bytes report, Verified<CertificateChain> chain) {
    try {
      return !(NvidiaVerifier.verify(NvidiaReport.parse(report), chain) instanceof Verified);
    } catch (MalformedException e) {
      return true;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gpu/hopper/h100-550.90.07,4117",
    "gpu/blackwell/b200-575.32,4121",
    "gpu/nvswitch/ls10-96.10.55.00.01,2168"
  })
  void everySingleByteFlipOfAGenuineReportIsRefused(String folder, int length) throws Exception {
    var evidence = Genuine.nvidia(folder);
    var report = evidence.report();
    var chain = chain(evidence);
    assertThat(refused(report, chain)).isFalse();
    assertThat(report.length()).isEqualTo(length);
    var accepted =
        IntStream.range(0, report.length())
            .parallel()
            .filter(i -> !refused(Genuine.flipped(report, i, 1 << i % 8), chain))
            .boxed()
            .toList();
    assertThat(accepted).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpu/hopper/h100-550.90.07",
        "gpu/blackwell/b200-575.32",
        "gpu/nvswitch/ls10-96.10.55.00.01"
      })
  void everySingleByteFlipOfAGenuineChainIsRefused(String folder) throws Exception {
    var genuine = chain(Genuine.nvidia(folder)).evidence().certificates();
    for (int place = 0; place < genuine.size(); place++) {
      int changed = place;
      var der = genuine.get(place).der();
      var accepted =
          IntStream.range(0, der.length())
              .parallel()
              .filter(i -> !refused(genuine, changed, Genuine.flipped(der, i, 1 << i % 8)))
              .boxed()
              .toList();
      assertThat(accepted).as("chain[%d]", place).isEmpty();
      assertThat(refused(genuine, changed, der)).as("chain[%d] as it is", place).isFalse();
    }
  }

  private static boolean refused(List<Certificate> genuine, int place, Bytes der) {
    var certificates = new ArrayList<>(genuine);
    try {
      certificates.set(place, Certificate.ofDer("certificate", der));
    } catch (MalformedException e) {
      return true;
    }
    var verification =
        NvidiaVerifier.verifyChain(
            new CertificateChain(certificates), TrustAnchors.production(), Genuine.MID_2026);
    return !(verification instanceof Verified);
  }

  @Test
  void everyTruncationAndEveryTrailingByteIsMalformed() throws Exception {
    var report = Genuine.hopper("h100-550.90.07").report();
    for (int length = 0; length < report.length(); length++) {
      var shorter = report.slice(0, length);
      assertThatThrownBy(() -> NvidiaReport.parse(shorter)).isInstanceOf(MalformedException.class);
    }
    var longer = report.concat(Bytes.zeros(1));
    assertThatThrownBy(() -> NvidiaReport.parse(longer))
        .hasMessage("end at 4117: 1 byte left over");
  }

  @Test
  @DisplayName("fixed bytes: headers, slot, and the frame of every block")
  void refusesOtherFixedBytes() throws Exception {
    var report = Genuine.hopper("h100-550.90.07").report();
    var fixed =
        IntStream.concat(
            IntStream.concat(IntStream.range(0, 4), IntStream.range(36, 45)),
            IntStream.range(0, 64).flatMap(b -> IntStream.range(45 + 55 * b, 52 + 55 * b)));
    for (int i : fixed.toArray()) {
      var touched = Genuine.flipped(report, i);
      assertThatThrownBy(() -> NvidiaReport.parse(touched)).isInstanceOf(MalformedException.class);
    }
  }

  private static OpaqueData.Gpu gpu(Bytes opaque) throws MalformedException {
    if (OpaqueData.parse(opaque) instanceof OpaqueData.Gpu gpu) {
      return gpu;
    }
    throw new AssertionError("want a GPU's");
  }

  private static BinaryWriter opaque() {
    return new BinaryWriter()
        .u16le(3)
        .u16le(4)
        .raw(Bytes.utf8("1.2\0"))
        .u16le(6)
        .u16le(8)
        .raw(Bytes.zeros(8));
  }

  @Test
  @DisplayName("OpaqueData: required fields, no type twice, strict values")
  void opaqueFields() throws Exception {
    var good = opaque().u16le(11).u16le(1).u8(0xaa).u16le(4711).u16le(1).u8(9).toBytes();
    var gpu = gpu(good);
    assertThat(gpu.driverVersion()).isEqualTo("1.2");
    assertThat(gpu.nvdec0On()).isTrue();
    assertThat(gpu.fwid()).isEmpty();
    assertThat(gpu.formatVersion()).isEmpty();
    assertThat(OpaqueFields.parse(good).raw()).containsKey(4711);
    assertThatThrownBy(() -> OpaqueData.parse(opaque().toBytes()))
        .hasMessage("OpaqueData: field 11 is absent");
    var twice = good.concat(good);
    assertThatThrownBy(() -> OpaqueData.parse(twice)).hasMessageContaining("occurs twice");
    var odd = opaque().u16le(11).u16le(1).u8(0x56).toBytes();
    assertThatThrownBy(() -> OpaqueData.parse(odd)).hasMessageContaining("want aa or 55");
    var shortFwid = good.concat(new BinaryWriter().u16le(20).u16le(47).zeros(47).toBytes());
    assertThatThrownBy(() -> OpaqueData.parse(shortFwid)).hasMessageContaining("want 48");
  }

  private static BinaryWriter field(int type, String hex) throws MalformedException {
    var value = Bytes.ofHex("value", hex);
    return new BinaryWriter().u16le(type).u16le(value.length()).raw(value);
  }

  @Test
  void modesAreOnOrOffInOneByte() throws Exception {
    var good = opaque().raw(field(11, "55").toBytes()).toBytes();
    for (var mode : new String[] {"aa", "55", ""}) {
      var shown = mode.isEmpty() ? good : good.concat(field(21, mode).toBytes());
      var gpu = gpu(shown);
      assertThat(gpu.protectedPcie())
          .isEqualTo(mode.isEmpty() ? Optional.empty() : Optional.of(mode.equals("aa")));
      assertThat(gpu.nvdec0On()).isFalse();
    }
    for (var wrong : new String[] {"", "aaaa", "00", "ff"}) {
      var pcie = good.concat(field(21, wrong).toBytes());
      assertThatThrownBy(() -> OpaqueData.parse(pcie)).isInstanceOf(MalformedException.class);
      var nvdec = opaque().raw(field(11, wrong).toBytes()).toBytes();
      assertThatThrownBy(() -> OpaqueData.parse(nvdec)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void versionsHaveTheirForm() throws Exception {
    var vbios = field(6, "0102030405060708").toBytes();
    var driver = field(3, "312e3200").toBytes();
    var nvdec = field(11, "aa").toBytes();
    var all = vbios.concat(driver).concat(nvdec);
    assertThat(gpu(all).vbiosVersion()).isEqualTo("04.03.02.01.05");
    for (var wrong : new String[] {"01020304050607", "010203040506070809", ""}) {
      var whole = field(6, wrong).raw(driver).raw(nvdec).toBytes();
      assertThatThrownBy(() -> OpaqueData.parse(whole)).isInstanceOf(MalformedException.class);
    }
    for (var wrong : new String[] {"312e32", "00", "31003200", "1b00", ""}) {
      var whole = field(3, wrong).raw(vbios).raw(nvdec).toBytes();
      assertThatThrownBy(() -> OpaqueData.parse(whole)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void onlyMalformedExceptionEscapesTheParser() throws Exception {
    var report = Genuine.hopper("h100-550.90.07").report();
    var random = new Random(SEED);
    int parsed = 0;
    for (int n = 0; n < MUTATIONS; n++) {
      var bytes = report.toArray();
      // The opaque data decides most, so most edits go there.
      int from = n % 4 == 0 ? 0 : report.length() - 96 - 424;
      for (int e = 0; e < 1 + n % 6; e++) {
        bytes[from + random.nextInt(bytes.length - from)] = (byte) random.nextInt();
      }
      try {
        NvidiaReport.parse(Bytes.copyOf(bytes));
        parsed++;
      } catch (MalformedException e) {
        assertThat(e).as("seed %d, mutation %d", SEED, n).hasMessageContaining(":");
      }
    }
    assertThat(parsed).isBetween(1, MUTATIONS - 1);
  }
}
