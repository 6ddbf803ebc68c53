package dev.strongroom.attestation.scheme.snp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SnpReportTest {
  private static final int MUTATIONS = 20_000;
  private static final long SEED = 20261123;

  private static Bytes genoa() throws MalformedException {
    return Genuine.snp("genoa-v3-azure-aci", "genoa-v3-azure-aci/vcek.pem", "genoa/ask").report();
  }

  private static Verified<CertificateChain> genoaChain() throws MalformedException {
    var chain =
        CertificateChain.parse(Genuine.snpChain("genoa-v3-azure-aci/vcek.pem", "genoa/ask"));
    var verification = SnpVerifier.verifyChain(chain, TrustAnchors.production(), Genuine.MID_2026);
    if (verification instanceof Verified<CertificateChain> verified) {
      return verified;
    }
    throw new AssertionError("the genuine chain was rejected");
  }

  private static boolean refused(Bytes report, Verified<CertificateChain> chain) {
    try {
      return !(SnpVerifier.verify(SnpReport.parse(report), chain) instanceof Verified);
    } catch (MalformedException e) {
      return true;
    }
  }

  @Test
  void everySingleByteFlipOfAGenuineReportIsRefused() throws Exception {
    var report = genoa();
    var chain = genoaChain();
    assertThat(refused(report, chain)).isFalse();
    var accepted =
        IntStream.range(0, report.length())
            .parallel()
            .filter(i -> !refused(Genuine.flipped(report, i, 1 << i % 8), chain))
            .boxed()
            .toList();
    assertThat(report.length()).isEqualTo(1184);
    assertThat(accepted).isEmpty();
  }

  @Test
  void everyTruncationAndEveryTrailingByteIsMalformed() throws Exception {
    var report = genoa();
    for (int length = 0; length < report.length(); length++) {
      var shorter = report.slice(0, length);
      assertThatThrownBy(() -> SnpReport.parse(shorter)).isInstanceOf(MalformedException.class);
    }
    var longer = report.concat(Bytes.zeros(1));
    assertThatThrownBy(() -> SnpReport.parse(longer))
        .hasMessage("ATTESTATION_REPORT at 0: got 1185 bytes, want 1184");
  }

  // spec: AMD 56860 ATTESTATION_REPORT
  @Test
  @DisplayName("reserved ranges of version 3 must be zero, bit by bit")
  void refusesEachReservedBit() throws Exception {
    var report = genoa();
    var ranges =
        List.of(
            new int[] {0x49, 0x50},
            new int[] {0x18b, 0x1a0},
            new int[] {0x1eb, 0x1ec},
            new int[] {0x1ef, 0x1f0},
            new int[] {0x1f8, 0x2a0},
            new int[] {0x2d0, 0x2e8},
            new int[] {0x318, 0x330},
            new int[] {0x330, 0x4a0});
    for (var range : ranges) {
      for (int i = range[0]; i < range[1]; i++) {
        refusesEachBit(report, i, 0);
      }
    }
    // KEY_INFO.
    refusesEachBit(report, 0x48, 5);
  }

  private static void refusesEachBit(Bytes report, int at, int lowest) {
    for (int bit = lowest; bit < Byte.SIZE; bit++) {
      var touched = Genuine.flipped(report, at, 1 << bit);
      assertThatThrownBy(() -> SnpReport.parse(touched))
          .as("%x, bit %d", at, bit)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  @DisplayName("version 2 reserves what version 3 gives to CPUID")
  void refusesCpuidInVersion2() throws Exception {
    var report = Genuine.snp("milan-v2-vcek", "milan-v2-vcek/vcek.der", "milan/ask").report();
    for (int i = 0x188; i < 0x1a0; i++) {
      var touched = Genuine.flipped(report, i);
      assertThatThrownBy(() -> SnpReport.parse(touched)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void refusesVersionsBeforeTheFirst() throws Exception {
    var report = genoa();
    for (int version : new int[] {0, 1}) {
      var other = Genuine.flipped(report, 0, 3 ^ version);
      assertThatThrownBy(() -> SnpReport.parse(other)).hasMessageContaining("want 2 or later");
    }
    var huge = Genuine.flipped(report, 3, 0x80);
    assertThatThrownBy(() -> SnpReport.parse(huge)).isInstanceOf(MalformedException.class);
  }

  @Nested
  @DisplayName("VERSION above 5: read as 5, reserved ranges kept aside")
  class LaterVersions {
    @Test
    void readsThemAsVersion5AndSaysSo() throws Exception {
      for (int version : new int[] {6, 7, 255}) {
        var report = SnpReport.parse(Genuine.flipped(genoa(), 0, 3 ^ version));
        assertThat(report.version()).isEqualTo(version);
        assertThat(report.isOfKnownVersion()).isFalse();
        assertThat(report.hasMitigations()).isTrue();
        assertThat(report.unknown()).isEmpty();
        assertThat(report.cpuid()).isEqualTo(new Cpuid(0x19, 0x11, 1));
      }
    }

    // spec: AMD 56860 ATTESTATION_REPORT
    @Test
    void keepsEveryFormerlyReservedByteAndInterpretsNone() throws Exception {
      var later = Genuine.flipped(genoa(), 0, 3 ^ 6);
      var plain = SnpReport.parse(later);
      var ranges =
          List.of(
              new int[] {0x48, 0x4c},
              new int[] {0x4c, 0x50},
              new int[] {0x18b, 0x1a0},
              new int[] {0x1eb, 0x1ec},
              new int[] {0x1ef, 0x1f0},
              new int[] {0x208, 0x2a0});
      for (var range : ranges) {
        for (int i = range[0]; i < range[1]; i++) {
          var touched = Genuine.flipped(later, i, 0x80);
          if (i == 0x48) {
            // Bit 7 of KEY_INFO's first byte: the named bits below it keep their meaning.
            assertThat(SnpReport.parse(touched).keyInfo()).isEqualTo(plain.keyInfo());
          }
          var report = SnpReport.parse(touched);
          assertThat(report.unknown())
              .containsExactly(new SnpReport.Unknown(range[0], touched.slice(range[0], range[1])));
          assertThat(report.measurement()).isEqualTo(plain.measurement());
        }
      }
    }

    @Test
    void theSignatureKeepsItsStrictForm() throws Exception {
      var later = Genuine.flipped(genoa(), 0, 3 ^ 6);
      for (int i : new int[] {0x34, 0x2d0, 0x2e7, 0x318, 0x32f, 0x330, 0x49f}) {
        var touched = Genuine.flipped(later, i);
        assertThatThrownBy(() -> SnpReport.parse(touched)).isInstanceOf(MalformedException.class);
      }
    }
  }

  @Test
  void onlyMalformedExceptionEscapesAndNoMutationVerifies() throws Exception {
    var report = genoa();
    var chain = genoaChain();
    var random = new Random(SEED);
    for (int n = 0; n < MUTATIONS; n++) {
      var bytes = report.toArray();
      int edits = 1 + random.nextInt(8);
      for (int e = 0; e < edits; e++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      var mutated = Bytes.copyOf(bytes);
      try {
        SnpReport.parse(mutated);
      } catch (MalformedException e) {
        continue;
      }
      // Verifying all would take half a minute: a sample, which the flips above complete.
      if (n % 50 == 0 && !mutated.equals(report)) {
        assertThat(refused(mutated, chain)).as("seed %d, mutation %d", SEED, n).isTrue();
      }
    }
  }
}
