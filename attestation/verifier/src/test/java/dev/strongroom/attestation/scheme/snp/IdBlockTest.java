package dev.strongroom.attestation.scheme.snp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The ID block and key digests are those that virtee/sev@9cf2adbf (`tests/id-block.rs`) states for
/// the keys under which the fixtures were signed.
@Tag("vectors")
class IdBlockTest {
  private static final String FOLDER = "cpu/snp/idblock/";
  private static final String BLOCK =
      "oU1jg0HlZ0Yo/h4C++3r5eWrT68d1y2JZgaOYVu5nv0T0hSzXCMXFbOOJj3GBZdFAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
          + "AAAAAAAAAAAAAAABAAAAAAAAAAAAAwAAAAAA";
  private static final String ID_KEY =
      "WfssaG36T+9J84M5qndckAUcKNVzg93DuvO160sUlt87DbvcuuX+J2d6ZEggdz/i";
  private static final String AUTHOR_KEY =
      "7tgRafsMteDsNHlPEo/U4MSkb2fGWhrfqB/LJLzAiMJyNpt//D6ytq9qQoShs2xf";

  static Bytes block() throws MalformedException {
    return Bytes.ofBase64("block", BLOCK);
  }

  static Bytes authentication() {
    return Vectors.read(FOLDER + "test_auth_block.bin");
  }

  @Test
  void readsTheFixture() throws Exception {
    var parsed = IdAuthentication.parse(authentication());
    Vectors.compare(FOLDER + "test_auth_block.bin", ID_KEY, parsed.idKey().digest().base64());
    if (!(parsed.author() instanceof IdAuthentication.Certification author)) {
      throw new AssertionError("the fixture has an author key");
    }
    assertThat(author.key().digest().base64()).isEqualTo(AUTHOR_KEY);
    var block = IdBlock.parse(block());
    assertThat(block.policy().hex()).isEqualTo("0000000000030000");
    assertThat(block.guestSvn()).isZero();
    assertThat(block.measurement().hex()).startsWith("a14d638341e56746");
  }

  @Test
  @DisplayName("the detached signatures are those inside")
  void signaturesAreThoseOfTheFiles() throws Exception {
    var parsed = authentication();
    for (var file : new String[] {"test_id_sig.bin", "test_auth_sig.bin"}) {
      int at = file.equals("test_id_sig.bin") ? 0x40 : 0x680;
      Vectors.compare(FOLDER + file, Vectors.read(FOLDER + file), parsed.slice(at, at + 512));
    }
  }

  @Nested
  @DisplayName("AMD 56860 8.18: ID_BLOCK_SIG by the ID key, ID_KEY_SIG by the author key")
  class Signatures {
    @Test
    void theGenuineOnesHold() throws Exception {
      assertThat(
              SnpIdentity.signatures(
                  IdBlock.parse(block()), IdAuthentication.parse(authentication())))
          .isEmpty();
    }

    // spec: AMD 56860 8.18 SNP_LAUNCH_FINISH
    @Test
    void aBlockThatDiffersInAnyByteIsNotSigned() throws Exception {
      var authentication = IdAuthentication.parse(authentication());
      for (int i = 0; i < IdBlock.BYTES; i++) {
        if (i >= 0x50 && i < 0x54) {
          continue;
        }
        var other = IdBlock.parse(Genuine.flipped(block(), i));
        assertThat(SnpIdentity.signatures(other, authentication))
            .extracting("rule")
            .containsExactly(SnpRule.ID_BLOCK_SIGNATURE);
      }
    }

    // spec: AMD 56860 8.18 SNP_LAUNCH_FINISH
    @Test
    void anotherKeyOrSignatureDoesNotHold() throws Exception {
      var block = IdBlock.parse(block());
      // r and s of both signatures; x of the ID key, which both signatures depend on; the author's.
      for (int i : new int[] {0x40, 0x88, 0x244, 0x680, 0x6c8, 0x884, 0x8cc}) {
        var other = IdAuthentication.parse(Genuine.flipped(authentication(), i));
        assertThat(SnpIdentity.signatures(block, other))
            .as("%x", i)
            .isNotEmpty()
            .extracting("rule")
            .containsOnly(SnpRule.ID_BLOCK_SIGNATURE);
      }
    }

    @Test
    @DisplayName("CVE-2022-21449: r = s = 0 signs nothing")
    void zeroSignaturesDoNotHold() throws Exception {
      var bytes = authentication().toArray();
      Arrays.fill(bytes, 0x40, 0x240, (byte) 0);
      var parsed = IdAuthentication.parse(Bytes.copyOf(bytes));
      assertThat(SnpIdentity.signatures(IdBlock.parse(block()), parsed)).hasSize(1);
    }
  }

  @Nested
  @DisplayName("form")
  class Form {
    @Test
    void everyTruncationAndTrailingByteIsMalformed() throws Exception {
      var block = block();
      for (int length = 0; length < block.length(); length++) {
        var shorter = block.slice(0, length);
        assertThatThrownBy(() -> IdBlock.parse(shorter)).isInstanceOf(MalformedException.class);
      }
      assertThatThrownBy(() -> IdBlock.parse(block.concat(Bytes.zeros(1))))
          .isInstanceOf(MalformedException.class);
      var authentication = authentication();
      for (int length = 0; length < authentication.length(); length++) {
        var shorter = authentication.slice(0, length);
        assertThatThrownBy(() -> IdAuthentication.parse(shorter))
            .isInstanceOf(MalformedException.class);
      }
      assertThatThrownBy(() -> IdAuthentication.parse(authentication.concat(Bytes.zeros(1))))
          .isInstanceOf(MalformedException.class);
    }

    @Test
    void everyReservedBitMustBeZero() throws Exception {
      var authentication = authentication();
      int[][] ranges = {
        {0x00, 0x40},
        {0x70, 0x88},
        {0xb8, 0x244},
        {0x274, 0x28c},
        {0x2bc, 0x680},
        {0x6b0, 0x6c8},
        {0x6f8, 0x884},
        {0x8b4, 0x8cc},
        {0x8fc, 0x1000}
      };
      for (var range : ranges) {
        for (int i = range[0]; i < range[1]; i++) {
          for (int bit = 0; bit < Byte.SIZE; bit++) {
            var touched = Genuine.flipped(authentication, i, 1 << bit);
            assertThatThrownBy(() -> IdAuthentication.parse(touched))
                .as("%x, bit %d", i, bit)
                .isInstanceOf(MalformedException.class);
          }
        }
      }
      for (int i = 0x50; i < 0x54; i++) {
        var touched = Genuine.flipped(block(), i);
        assertThatThrownBy(() -> IdBlock.parse(touched)).isInstanceOf(MalformedException.class);
      }
    }

    @Test
    @DisplayName("AUTH_KEY_ALGO 0: no author, and nothing in its place")
    void readsInformationWithoutAuthor() throws Exception {
      var bytes = authentication().toArray();
      bytes[4] = 0;
      assertThatThrownBy(() -> IdAuthentication.parse(Bytes.copyOf(bytes)))
          .hasMessageContaining("ID_KEY_SIG");
      Arrays.fill(bytes, 0x680, 0x1000, (byte) 0);
      var parsed = IdAuthentication.parse(Bytes.copyOf(bytes));
      assertThat(parsed.author()).isInstanceOf(IdAuthentication.NoAuthor.class);
      assertThat(SnpIdentity.signatures(IdBlock.parse(block()), parsed)).isEmpty();
    }
  }
}
