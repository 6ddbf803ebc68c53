package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerTest {
  @Test
  void isAnIpv4Address() {
    assertThat(Peer.of("192.0.2.1")).isEqualTo("192.0.2.1").isNotEqualTo(Peer.of("192.0.2.2"));
    assertThat(Peer.of("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
  }

  @Test
  void isAnIpv6Network() {
    assertThat(Peer.of("2001:db8:0:1::1"))
        .isEqualTo(Peer.of("2001:db8:0:1:ffff::2"))
        .isNotEqualTo(Peer.of("2001:db8:0:2::1"));
    assertThat(Peer.of("fe80::1%eth0")).isEqualTo(Peer.of("fe80::2"));
  }

  @Test
  void isWhateverElseIsSaid() {
    assertThat(Peer.of("no address")).isEqualTo("no address");
  }
}
