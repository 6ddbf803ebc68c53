package dev.strongroom.agent.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.agent.collect.EvidenceSource;
import dev.strongroom.agent.testkit.MadeUpMachine;
import dev.strongroom.attestation.appraisal.AppraisalPolicy;
import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.Expected;
import dev.strongroom.attestation.appraisal.NodeAppraisal;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.protocol.release.ReleaseAnswer;
import dev.strongroom.simulator.vendor.SimulatedNode;
import dev.strongroom.simulator.vendor.SimulatedVendors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HandshakeTest extends HandshakeCase {
  @Test
  void takesAKeyWithItsProof() throws Exception {
    try (var granted = run()) {
      assertThat(granted.modelKey().sameAs(modelKey)).isTrue();
      assertThat(granted.lease().transcript()).isEqualTo(desk.transcripts().getFirst());
      assertThat(granted.entryIndex()).isEqualTo(5);
      assertThat(checkpoints().last()).contains(granted.checkpoint());
    }
  }

  /// Bit-exact SEV-SNP and Hopper reports, judged by the verifier that judges genuine ones.
  @Test
  void bindsTheEvidenceOfASimulatedNode() throws Exception {
    var now = Instant.now();
    var vendors = SimulatedVendors.create(RANDOM, now);
    var initData = new InitData(deployment.ticketDigest()).document();
    var hostData = InitData.hostData(initData);
    var measurement = Bytes.utf8("launch").sha384();
    var node = SimulatedNode.create(vendors, "node-1", 2, measurement, hostData, RANDOM, now);
    var policy =
        new AppraisalPolicy(
            Set.of(measurement),
            Set.of(),
            SimulatedNode.tcb(),
            List.of(ReleasePolicy.Accelerators.ofAnyVersion("GH100", 2)));
    var anchors = TrustAnchors.simulation(vendors.rootFingerprints());
    var verdicts = new ArrayList<AttestationResult<?>>();
    desk.judge =
        (evidence, reportData, nonce) -> {
          try {
            verdicts.add(
                NodeAppraisal.appraise(
                    evidence,
                    new Expected(reportData, nonce, hostData),
                    policy,
                    Collateral.none(),
                    anchors,
                    now));
          } catch (MalformedException e) {
            throw new IllegalStateException(e);
          }
          return !(verdicts.getLast() instanceof AttestationResult.Contraindicated);
        };

    try (var granted = run(new SimulatedMachine(node, initData))) {
      assertThat(granted.modelKey().sameAs(modelKey)).isTrue();
      assertThat(verdicts).singleElement().isInstanceOf(AttestationResult.Warning.class);
    }
  }

  private record SimulatedMachine(SimulatedNode node, Bytes initData) implements EvidenceSource {
    @Override
    public List<Evidence> devices(Bytes nonce) {
      return node.devices(nonce);
    }

    @Override
    public Evidence cpu(Bytes reportData) {
      return node.cpu(reportData);
    }

    @Override
    public List<String> collateralHints() {
      return List.of();
    }
  }

  @Test
  void everySessionHasItsOwnKeys() throws Exception {
    try (var first = run();
        var second = run()) {
      assertThat(first.keys().publicKeys()).isNotEqualTo(second.keys().publicKeys());
      assertThat(first.lease().id()).isNotEqualTo(second.lease().id());
    }
  }

  @Test
  void refusesAKeyWrappedForAnotherSession() {
    desk.answerTwist =
        a ->
            new ReleaseAnswer(
                a.lease(),
                Bytes.zeros(a.wrappedKey().length()),
                a.entry(),
                a.entryIndex(),
                a.inclusionProof(),
                a.checkpoint());

    assertEnds(Fault.KEY);
  }

  @Test
  void asksNothingForAnotherTicketThanTheMeasuredOne() {
    assertThatThrownBy(() -> run(MadeUpMachine.of(OTHER)))
        .isInstanceOf(AgentException.class)
        .hasMessageContaining("agent.init-data");
    assertThat(desk.transcripts()).isEmpty();
  }

  @Test
  void saysWhatTheBrokerSaidWhenItRefuses() {
    desk.refuseRelease = true;

    assertThatThrownBy(this::run)
        .hasMessage(
            "agent.refused: the broker refused: the guest may be debugged; turn debugging off"
                + " (release.refused), findings [snp.debug]");
    assertThat(timing.pauses).isEmpty();
  }

  @Nested
  @DisplayName("a broker that does not answer")
  class Unavailable {
    @Test
    void isAskedAgainWithTheSameTranscript() throws Exception {
      broker.loseReleases.set(2);

      try (var granted = run()) {
        assertThat(desk.transcripts()).hasSize(3).containsOnly(granted.lease().transcript());
        assertThat(desk.leases()).hasSize(1);
        assertThat(granted.entryIndex()).isEqualTo(5);
        assertThat(granted.checkpoint().head().size()).isEqualTo(8);
        assertThat(granted.askedAt()).isEqualTo(FastTiming.START);
        assertThat(timing.pauses).isSorted().hasSize(2);
      }
    }

    @Test
    void getsANewSessionOnceTheNonceIsOver() throws Exception {
      desk.nonceLifetime = Duration.ofMillis(500);
      broker.loseReleases.set(2);

      try (var granted = run()) {
        assertThat(desk.leases()).hasSize(2);
        assertThat(granted.lease().transcript()).isEqualTo(desk.transcripts().getLast());
        assertThat(desk.transcripts())
            .hasSize(3)
            .satisfies(all -> assertThat(all.getLast()).isNotEqualTo(all.getFirst()));
      }
    }

    @Test
    void isGivenUpAfterPatience() {
      broker.down = true;

      assertEnds(Fault.UNAVAILABLE);
      assertThat(timing.pauses.stream().reduce(Duration.ZERO, Duration::plus))
          .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(125));
    }

    @Test
    void isFoundWhenItComesBack() throws Exception {
      broker.down = true;
      timing.atPause =
          () -> {
            if (timing.pauses.size() == 3) {
              broker.down = false;
            }
          };

      run().close();
      assertThat(said).anyMatch(line -> line.contains("new session in 800 ms"));
    }
  }

  @Nested
  @DisplayName("a ticket")
  class Tickets {
    @Test
    void isRefusedIfAnotherOwnerSigned() {
      var stranger = SigningKey.generate(RANDOM).publicKey();

      assertThatThrownBy(() -> Deployment.open(signed(ticket()).toJson(), stranger))
          .isInstanceOf(AgentException.class)
          .hasMessageStartingWith("agent.ticket: ");
    }

    @Test
    void coversItsModelAndVersionsOnly() throws Exception {
      deployment.requireCovers(new ModelVersion("acme", "tiny", 3));
      for (var other :
          List.of(
              new ModelVersion("acme", "tiny", 4),
              new ModelVersion("acme", "large", 1),
              new ModelVersion("evil", "tiny", 1))) {
        assertThatThrownBy(() -> deployment.requireCovers(other))
            .isInstanceOf(AgentException.class)
            .hasMessageContaining(other.toString());
      }
    }
  }
}
