package dev.strongroom.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class PeerRoleTest {
  @Test
  void aSubjectOfOneCommonNameIsARole() {
    assertThat(PeerRole.of(new X500Principal("CN=operator"))).contains("operator");
  }

  @Test
  void anyOtherSubjectIsNone() {
    for (var subject :
        new String[] {
          "",
          "O=operator",
          "CN=operator,O=acme",
          "O=acme,CN=operator",
          "CN=operator,CN=agent",
          "CN=agent,CN=operator",
          "CN=operator+O=acme",
          "CN=operator+OU=acme,O=acme",
        }) {
      assertThat(PeerRole.of(new X500Principal(subject))).as(subject).isEmpty();
    }
  }
}
