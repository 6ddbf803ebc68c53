package dev.strongroom.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SecretBytesTest {
  @Test
  void wipesTheSourceAndTheLentCopy() {
    byte[] source = {1, 2, 3};
    byte[][] lent = new byte[1][];

    try (var secret = SecretBytes.takeFrom(source)) {
      secret.expose(
          bytes -> {
            lent[0] = bytes;
            assertThat(bytes).containsExactly(1, 2, 3);
            return true;
          });
    }

    assertThat(source).containsOnly(0);
    assertThat(lent[0]).containsOnly(0);
  }

  @Test
  void refusesUseOnceClosed() {
    var secret = SecretBytes.takeFrom(new byte[] {1});
    secret.close();

    assertThat(secret.isClosed()).isTrue();
    assertThatThrownBy(secret::duplicate).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void neverPrintsItself() {
    assertThat(SecretBytes.takeFrom(new byte[] {0x5a})).asString().doesNotContain("5a", "90");
  }

  @Test
  void comparesByContentOnlyWhenAsked() {
    var one = SecretBytes.takeFrom(new byte[] {1});
    var same = SecretBytes.takeFrom(new byte[] {1});

    assertThat(one.sameAs(same)).isTrue();
    assertThat(one).isNotEqualTo(same);
  }
}
