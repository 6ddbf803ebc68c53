package dev.strongroom.attestation.scheme.snp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.demand.Demand;
import dev.strongroom.wire.Bytes;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Numbers of reports, and how findings tell them.
class SnpWordsTest {
  @ParameterizedTest
  @CsvSource({
    "0x19, 0x00, Milan",
    "0x19, 0x0f, Milan",
    "0x19, 0x10, Genoa",
    "0x19, 0x1f, Genoa",
    "0x19, 0x20, none",
    "0x19, 0x9f, none",
    "0x19, 0xa0, Genoa",
    "0x19, 0xaf, Genoa",
    "0x19, 0xb0, none",
    "0x1a, 0x00, Turin",
    "0x1a, 0x11, Turin",
    "0x1a, 0x12, none",
    "0x17, 0x01, none",
    "0x1b, 0x01, none",
  })
  void processorsAreOfOneProduct(String family, String model, String product) {
    var cpuid = new Cpuid(Integer.decode(family), Integer.decode(model), 1);

    assertThat(SnpProduct.ofCpuid(cpuid).map(SnpProduct::text).orElse("none")).isEqualTo(product);
  }

  @ParameterizedTest
  @CsvSource({
    "1.55.8, 1.55.8, true",
    "1.55.7, 1.55.8, false",
    "1.56.0, 1.55.8, true",
    "1.54.9, 1.55.8, false",
    "2.0.0, 1.55.8, true",
    "0.99.99, 1.55.8, false",
  })
  void firmwareIsComparedFromMajorToBuild(String seen, String floor, boolean atLeast) {
    assertThat(version(seen).isAtLeast(version(floor))).isEqualTo(atLeast);
  }

  private static FirmwareVersion version(String text) {
    var parts = text.split("\\.", -1);
    return new FirmwareVersion(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  @ParameterizedTest
  @CsvSource({"0, false, false, 0", "1, true, false, 0", "2, false, true, 0", "5, true, false, 1"})
  void keyInfoIsReadBitByBit(int bits, boolean author, boolean mask, int signer) {
    assertThat(KeyInfo.ofBits(bits)).isEqualTo(new KeyInfo(author, mask, signer));
    assertThat(KeyInfo.ofBits(0x1c).signingKey()).isEqualTo(KeyInfo.NONE);
  }

  @Test
  void abisAreComparedFromMajorToMinor() {
    var abi = new GuestPolicy.Abi(1, 55);
    assertThat(abi).isLessThan(new GuestPolicy.Abi(1, 56)).isLessThan(new GuestPolicy.Abi(2, 0));
    assertThat(abi).isGreaterThan(new GuestPolicy.Abi(0, 99)).hasToString("1.55");
    for (int wrong : new int[] {-1, 256}) {
      assertThatThrownBy(() -> new GuestPolicy.Abi(wrong, 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new GuestPolicy.Abi(0, wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(new GuestPolicy.Abi(0, 255)).isLessThan(new GuestPolicy.Abi(255, 0));
  }

  @Test
  void areToldAsTheirDocumentsSpellThem() {
    assertThat(new SnpTcb(0, 7, 0, 14, 72)).hasToString("bootloader 7 tee 0 snp 14 microcode 72");
    assertThat(new SnpTcb(1, 0, 0, 3, 0)).hasToString("fmc 1 bootloader 0 tee 0 snp 3 microcode 0");
    assertThat(new FirmwareVersion(1, 55, 22)).hasToString("1.55.22");
    assertThat(new Cpuid(0x19, 0x11, 1)).hasToString("family 19h model 11h stepping 1");
    assertThat(new GuestPolicy(0x30000).hex()).isEqualTo("0000000000030000");
    assertThat(new PlatformInfo(0x25).hex()).isEqualTo("0000000000000025");
  }

  @Test
  void eachComponentOfATcbCounts() {
    var floor = new SnpTcb(1, 2, 3, 4, 5);
    assertThat(floor.isAtLeast(floor)).isTrue();
    assertThat(new SnpTcb(0, 2, 3, 4, 5).isAtLeast(floor)).isFalse();
    assertThat(new SnpTcb(1, 1, 3, 4, 5).isAtLeast(floor)).isFalse();
    assertThat(new SnpTcb(1, 2, 2, 4, 5).isAtLeast(floor)).isFalse();
    assertThat(new SnpTcb(1, 2, 3, 3, 5).isAtLeast(floor)).isFalse();
    assertThat(new SnpTcb(1, 2, 3, 4, 4).isAtLeast(floor)).isFalse();
  }

  @Test
  void aPolicyDemandsSomethingOfEveryBit() {
    var strict = SnpPolicy.strict();
    var platform = new EnumMap<>(strict.platformInfo());
    platform.remove(PlatformBit.TIO_EN);
    assertThatThrownBy(() -> policy(strict.guestPolicy(), platform))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("platformInfo");
    var guest = new EnumMap<>(strict.guestPolicy());
    guest.remove(GuestPolicyBit.PAGE_SWAP_DISABLE);
    assertThatThrownBy(() -> policy(guest, strict.platformInfo()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("guestPolicy");
    assertThat(policy(strict.guestPolicy(), strict.platformInfo())).isEqualTo(strict);
  }

  private static SnpPolicy policy(
      Map<GuestPolicyBit, Demand> guest, Map<PlatformBit, Demand> platform) {
    var strict = SnpPolicy.strict();
    return new SnpPolicy(
        strict.products(),
        strict.chips(),
        strict.signers(),
        guest,
        platform,
        strict.minimumAbi(),
        strict.vmpls(),
        strict.guest());
  }

  @Test
  void aChipThatIsNotListedIsToldAndOneThatIsMasked() {
    assertThat(PolicyAppraisal.unlisted(Bytes.zeros(64)).actual()).isEqualTo("CHIP_ID is masked");
    assertThat(PolicyAppraisal.unlisted(Bytes.utf8("chip")).actual()).isEqualTo("63686970");
  }
}
