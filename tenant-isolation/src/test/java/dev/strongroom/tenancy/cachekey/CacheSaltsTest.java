package dev.strongroom.tenancy.cachekey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.SecretBytes;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CacheSaltsTest {
  private final CacheSalts salts = new CacheSalts(SecretBytes.takeFrom(new byte[32]));

  @Test
  void isTheKeyedDigestOfLengthPrefixedNames() {
    // python3: d,t,m = b"strongroom cache salt v1", b"acme", b"o/m"
    // f = lambda x: len(x).to_bytes(4, "big") + x
    // base64.urlsafe_b64encode(hmac.digest(bytes(32), f(d) + f(t) + f(m), "sha256")).rstrip(b"=")
    assertThat(salts.saltFor("acme", "o/m"))
        .isEqualTo("mRDUNzx4jwSz_Jug1ZZ3e6xWqHHVx3wIuIVt58QCP8E");
  }

  @Test
  void staysWithinTheAlphabetThatEnginesAccept() {
    assertThat(salts.saltFor("acme", "o/m")).matches("[A-Za-z0-9_-]{43}");
  }

  @Test
  void differsByTenantModelSecretAndWhereNamesJoin() {
    var other = new CacheSalts(SecretBytes.takeFrom(HexFormat.of().parseHex("01".repeat(32))));
    assertThat(salts.saltFor("a", "bc/d"))
        .isEqualTo(salts.saltFor("a", "bc/d"))
        .isNotEqualTo(salts.saltFor("ab", "c/d"))
        .isNotEqualTo(salts.saltFor("a", "bc/e"))
        .isNotEqualTo(other.saltFor("a", "bc/d"));
  }

  @Test
  void refusesShortSecret() {
    assertThatThrownBy(() -> new CacheSalts(SecretBytes.takeFrom(new byte[16])))
        .hasMessage("salt secret: got 16 bytes, want at least 32");
  }
}
