package dev.strongroom.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.protocol.release.Workload;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final IpNetwork NODES = new IpNetwork(IpAddress.v4(10 << 24 | 20 << 16), 96 + 16);

  private final SigningKey owner = SigningKey.generate(RANDOM);
  private final SigningKey broker = SigningKey.generate(RANDOM);

  @Test
  void aTicketSurvivesItsEnvelopeAndRefusesAnotherOwner() throws Exception {
    var ticket = ticket(List.of(Bytes.utf8("an authority")), List.of(NODES));
    var envelope = owner.sign(Ticket.PAYLOAD_TYPE, StrictJson.write(ticket));

    assertThat(Ticket.open(envelope, List.of(owner.publicKey()))).isEqualTo(ticket);
    assertThat(ticket.covers(3)).isTrue();
    assertThat(ticket.covers(4)).isFalse();
    assertThatThrownBy(() -> Ticket.open(envelope, List.of(broker.publicKey())))
        .isInstanceOf(UntrustedException.class);
  }

  @Test
  void aTicketForNobodyOrForEverywhereCannotBeBuilt() {
    var authority = List.of(Bytes.utf8("an authority"));

    assertThatThrownBy(() -> ticket(List.of(), List.of(NODES)))
        .hasMessageContaining("gatewayAuthorities");
    assertThatThrownBy(() -> ticket(authority, List.of())).hasMessageContaining("networks");
    for (var everywhere : List.of("0.0.0.0/0", "::/0")) {
      assertThatThrownBy(
              () -> ticket(authority, List.of(NODES, IpNetwork.parse("networks", everywhere))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("whole internet");
    }
  }

  private Ticket ticket(List<Bytes> gatewayAuthorities, List<IpNetwork> networks) {
    return new Ticket(
        Profile.SIMULATION,
        "acme",
        "llama",
        1,
        3,
        new Ticket.Broker("broker-1", broker.publicKey(), "log", "key"),
        Bytes.zeros(48),
        new Workload("img", List.of("/serve"), new TreeMap<>()).digest(),
        gatewayAuthorities,
        networks,
        Instant.EPOCH);
  }

  @Test
  void everyKindOfAuditEntrySurvivesTheLog() throws Exception {
    var at = Instant.parse("2026-11-23T10:00:00Z");
    var model = new ModelVersion("acme", "llama", 1);
    var digest = Bytes.zeros(48);
    for (AuditEntry entry :
        List.<AuditEntry>of(
            new AuditEntry.ModelEnrolled(
                at, Profile.SIMULATION, model, digest, digest, 7, "SHA256:ab"),
            new AuditEntry.KeyReleased(
                at,
                Profile.SIMULATION,
                model,
                "lease",
                digest,
                digest,
                digest,
                "chip",
                "boot",
                List.of("gpu"),
                List.of("nvidia.rim.absent")),
            new AuditEntry.KeyRedelivered(at, Profile.SIMULATION, model, "lease", digest),
            new AuditEntry.ReleaseRefused(
                at, Profile.SIMULATION, model, digest, List.of("snp.debug")),
            new AuditEntry.DeviceMoveRefused(
                at, Profile.SIMULATION, model, digest, "gpu", "chip", "boot", "other", "its boot"),
            new AuditEntry.DeviceMoved(
                at, Profile.SIMULATION, model, "lease", "gpu", "chip", "boot", "other", "its boot"),
            new AuditEntry.ReleasesFrozen(
                at, Profile.SIMULATION, "acme", "llama", "detector", "flows", "budget"),
            new AuditEntry.ReleasesUnfrozen(
                at, Profile.SIMULATION, "acme", "llama", "ann", "false alarm"),
            new AuditEntry.LeaseEnded(at, Profile.SIMULATION, model, "lease", "ann", "budget"))) {
      assertThat(AuditEntry.parse(entry.canonical())).isEqualTo(entry);
    }
  }

  @Test
  void initDataHasOneSpelling() throws Exception {
    var data = new InitData(Bytes.zeros(48));

    assertThat(InitData.parse(data.document())).isEqualTo(data);
    for (var change : List.of(" ", "\n", "x = 1\n", "\0")) {
      assertThatThrownBy(() -> InitData.parse(data.document().concat(Bytes.utf8(change))))
          .isInstanceOf(MalformedException.class);
    }
    var upper = Bytes.utf8(data.document().utf8().replace("000000", "00000A"));
    assertThatThrownBy(() -> InitData.parse(upper)).isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Acme", "a/b", "-a", "a b", "é", ".a"})
  void namesHaveOneSpelling(String name) {
    assertThatThrownBy(() -> new ModelVersion(name, "llama", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("owner");
  }

  @Test
  void aPolicyWithoutMeasurementOrAcceleratorCannotBeBuilt() {
    var lease = new ReleasePolicy.LeaseTerms(Duration.ofSeconds(30), Duration.ofSeconds(5));
    var tcb = new ReleasePolicy.Tcb(0, 0, 0, 0, 0);
    var gpu = List.of(ReleasePolicy.Accelerators.ofAnyVersion("GH100", 1));

    assertThatThrownBy(
            () ->
                new ReleasePolicy(
                    Profile.SIMULATION,
                    "acme",
                    "llama",
                    1,
                    List.of(),
                    List.of(),
                    tcb,
                    gpu,
                    List.of(),
                    lease))
        .hasMessageContaining("measurements");
    assertThatThrownBy(
            () ->
                new ReleasePolicy(
                    Profile.SIMULATION,
                    "acme",
                    "llama",
                    1,
                    List.of(Bytes.zeros(48)),
                    List.of(),
                    tcb,
                    List.of(),
                    List.of(),
                    lease))
        .hasMessageContaining("accelerators");
  }
}
