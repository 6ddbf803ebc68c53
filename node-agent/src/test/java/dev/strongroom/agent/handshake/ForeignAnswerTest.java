package dev.strongroom.agent.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.agent.Fault;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.release.Challenge;
import dev.strongroom.protocol.release.Lease;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A broker that says what is not of this session")
class ForeignAnswerTest extends HandshakeCase {
  @Nested
  @DisplayName("a challenge that is not for this session")
  class ForeignChallenge {
    static Stream<Arguments> twists() {
      return Stream.of(
          twist(
              "profile",
              c ->
                  with(
                      c,
                      Profile.PRODUCTION,
                      c.brokerId(),
                      c.ticketDigest(),
                      c.sessionKeys(),
                      c.suite(),
                      c.lifetime())),
          twist(
              "broker",
              c ->
                  with(
                      c,
                      c.profile(),
                      "other",
                      c.ticketDigest(),
                      c.sessionKeys(),
                      c.suite(),
                      c.lifetime())),
          twist(
              "ticket",
              c ->
                  with(
                      c,
                      c.profile(),
                      c.brokerId(),
                      OTHER,
                      c.sessionKeys(),
                      c.suite(),
                      c.lifetime())),
          twist(
              "keys",
              c ->
                  with(
                      c,
                      c.profile(),
                      c.brokerId(),
                      c.ticketDigest(),
                      OTHER,
                      c.suite(),
                      c.lifetime())),
          twist(
              "suite",
              c ->
                  with(
                      c,
                      c.profile(),
                      c.brokerId(),
                      c.ticketDigest(),
                      c.sessionKeys(),
                      "hpke-0010-0001-0001",
                      c.lifetime())),
          twist(
              "too long",
              c ->
                  with(
                      c,
                      c.profile(),
                      c.brokerId(),
                      c.ticketDigest(),
                      c.sessionKeys(),
                      c.suite(),
                      Duration.ofSeconds(61))),
          twist(
              "over",
              c ->
                  with(
                      c,
                      c.profile(),
                      c.brokerId(),
                      c.ticketDigest(),
                      c.sessionKeys(),
                      c.suite(),
                      Duration.ZERO)));
    }

    private static Arguments twist(String name, UnaryOperator<Challenge> twist) {
      return Arguments.of(name, twist);
    }

    private static Challenge with(
        Challenge c,
        Profile profile,
        String brokerId,
        Bytes ticket,
        Bytes keys,
        String suite,
        Duration lifetime) {
      return new Challenge(
          profile, brokerId, c.nonce(), ticket, keys, c.policyDigest(), suite, lifetime);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twists")
    void isRefusedBeforeEvidenceIsMade(String name, UnaryOperator<Challenge> twist) {
      desk.challengeTwist = twist;

      assertEnds(Fault.CHALLENGE);
      assertThat(desk.transcripts()).as(name).isEmpty();
    }

    @Test
    void isRefusedIfAnotherKeySigned() {
      desk.challengeSigner = SigningKey.generate(RANDOM);

      assertEnds(Fault.CHALLENGE);
    }
  }

  @Nested
  @DisplayName("a lease that is not for this session")
  class ForeignLease {
    static Stream<Arguments> twists() {
      return Stream.of(
          twist(
              "profile",
              l -> with(l, Profile.PRODUCTION, l.brokerId(), l.model(), l.transcript(), null)),
          twist("broker", l -> with(l, l.profile(), "other", l.model(), l.transcript(), null)),
          twist(
              "model",
              l ->
                  with(
                      l,
                      l.profile(),
                      l.brokerId(),
                      new ModelVersion("acme", "tiny", 2),
                      l.transcript(),
                      null)),
          twist("transcript", l -> with(l, l.profile(), l.brokerId(), l.model(), OTHER, null)),
          twist(
              "identity",
              l ->
                  with(
                      l,
                      l.profile(),
                      l.brokerId(),
                      l.model(),
                      l.transcript(),
                      SigningKey.generate(RANDOM))));
    }

    private static Arguments twist(String name, UnaryOperator<Lease> twist) {
      return Arguments.of(name, twist);
    }

    private static Lease with(
        Lease l,
        Profile profile,
        String brokerId,
        ModelVersion model,
        Bytes transcript,
        @org.jspecify.annotations.Nullable SigningKey identity) {
      return new Lease(
          profile,
          l.id(),
          brokerId,
          model,
          transcript,
          identity == null ? l.identityKey() : identity.publicKey(),
          l.issuedAt(),
          l.ttl(),
          l.heartbeat());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twists")
    void isRefused(String name, UnaryOperator<Lease> twist) {
      desk.leaseTwist = twist;

      assertEnds(Fault.LEASE);
    }

    @Test
    void isRefusedIfAnotherKeySigned() {
      desk.leaseSigner = SigningKey.generate(RANDOM);

      assertEnds(Fault.LEASE);
    }
  }
}
