package dev.strongroom.protocol.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpNetworkTest {
  @ParameterizedTest
  @CsvSource({
    "10.20.0.0/16, 10.20.255.255, true",
    "10.20.0.0/16, 10.21.0.0, false",
    "10.20.0.7, 10.20.0.7, true",
    "10.20.0.7/32, 10.20.0.8, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::/0, 203.0.113.9, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "2001:db8::/64, 2001:db8::ffff:0:0:1, true",
    "2001:db8::/65, 2001:db8::ffff:0:0:1, false",
    "::ffff:10.20.0.0, 10.20.0.0, true",
  })
  void containsWhatSharesItsPrefix(String network, String address, boolean inside)
      throws Exception {
    assertThat(IpNetwork.parse("network", network).contains(IpAddress.parse("address", address)))
        .isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10/8",
        "010.0.0.0/8",
        "10.0.0.0/ 8",
        "::/129",
        "::1/64",
        "fe80::%eth0/64",
        "acme/8",
        "[::]/0",
      })
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> IpNetwork.parse("network", text))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("network: got '");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "10.1",
        "10.0.1",
        "10.0.0.256",
        "010.0.0.1",
        "0xa.0.0.1",
        "fe80::1%1"
      })
  void anAddressHasNoSecondSpellingAndNoZone(String text) {
    assertThatThrownBy(() -> IpAddress.parse("address", text))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("want an IP address");
  }

  @Test
  void isTextInJson() throws Exception {
    var network = IpNetwork.parse("network", "10.20.0.0/16");

    assertThat(StrictJson.write(network)).isEqualTo(Bytes.utf8("\"10.20.0.0/16\""));
    assertThat(StrictJson.read(Bytes.utf8("\"10.20.0.0/16\""), IpNetwork.class)).isEqualTo(network);
    assertThatThrownBy(() -> StrictJson.read(Bytes.utf8("\"10.20.0.1/16\""), IpNetwork.class))
        .isInstanceOf(MalformedException.class);
  }
}
