package dev.strongroom.weights.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedFormatTest {
  @Test
  void placesEverySegmentAsAWalkFromTheFrontDoes() {
    for (long length :
        List.of(0L, 1L, 65479L, 65480L, 65481L, 130999L, 131000L, 131001L, 5_000_000L)) {
      long segment = 0;
      long plain = 0;
      long sealed = 40;
      while (true) {
        long room = segment == 0 ? 65480 : 65520;
        int here = (int) Math.min(room, length - plain);
        assertThat(SealedFormat.plaintextStart(segment)).isEqualTo(plain);
        assertThat(SealedFormat.plaintextLength(segment, length)).isEqualTo(here);
        assertThat(SealedFormat.ciphertextStart(segment)).isEqualTo(sealed);
        if (here > 0) {
          assertThat(SealedFormat.segmentAt(plain)).isEqualTo(segment);
          assertThat(SealedFormat.segmentAt(plain + here - 1)).isEqualTo(segment);
        }
        plain += here;
        sealed += here + 16;
        segment++;
        if (plain == length) {
          break;
        }
      }
      assertThat(SealedFormat.segments(length)).isEqualTo(segment);
      assertThat(SealedFormat.ciphertextBytes(length)).isEqualTo(sealed);
    }
  }

  @Test
  void holdsTwoToTheThirtyTwoSegments() {
    assertThat(SealedFormat.segments(SealedFormat.MAX_PLAINTEXT_BYTES)).isEqualTo(1L << 32);
    assertThatThrownBy(() -> SealedFormat.segments(SealedFormat.MAX_PLAINTEXT_BYTES + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SealedFormat.ciphertextBytes(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesHeadersOfAnotherForm() throws Exception {
    var header = SealedFormat.newHeader(new SecureRandom());

    assertThat(header.length()).isEqualTo(40);
    assertThat(SealedFormat.parseHeader(header).salt()).isEqualTo(header.slice(1, 33));
    assertThat(SealedFormat.parseHeader(header).prefix()).isEqualTo(header.slice(33, 40));
    for (var bad :
        List.of(
            header.slice(0, 39),
            header.concat(Bytes.zeros(1)),
            Bytes.copyOf(new byte[] {39}).concat(header.slice(1, 40)))) {
      assertThatThrownBy(() -> SealedFormat.parseHeader(bad))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void bindsKeysToOwnerModelVersionAndKeyAlone() {
    var id = "00112233445566778899aabbccddeeff";
    var context = new ModelIdentity("acme", "m", 1).objectContext(id);

    assertThat(context)
        .isEqualTo(new ModelIdentity("acme", "m", 1).objectContext(id))
        .isNotEqualTo(new ModelIdentity("acmem", "m", 1).objectContext(id))
        .isNotEqualTo(new ModelIdentity("acme", "n", 1).objectContext(id))
        .isNotEqualTo(new ModelIdentity("acme", "m", 2).objectContext(id))
        .isNotEqualTo(new ModelIdentity("acme", "m", 1).wrapContext(id));
    // printf '\0\0\0\x23strongroom sealed-weights object v1\0\0\0\4acme\0\0\0\1m'\
    // '\0\0\0\0\0\0\0\1\0\0\0\x20'$id | xxd -p
    assertThat(context.hex())
        .isEqualTo(
            "000000237374726f6e67726f6f6d207365616c65642d77656967687473206f626a656374207631"
                + "0000000461636d65000000016d0000000000000001"
                + "000000203030313132323333343435353636373738383939616162626363646465656666");
  }

  @Test
  void refusesNamesThatAreNoNames() {
    for (var name : List.of("", " ", "a b", "/a", "a\n", "ä", "a".repeat(129))) {
      assertThatThrownBy(() -> new ModelIdentity(name, "m", 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new ModelIdentity("acme", name, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new ModelIdentity("acme", "m", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
