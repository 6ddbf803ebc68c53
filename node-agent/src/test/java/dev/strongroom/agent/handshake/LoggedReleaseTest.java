package dev.strongroom.agent.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.agent.Fault;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.release.ReleaseAnswer;
import dev.strongroom.transparency.CheckpointSigner;
import dev.strongroom.wire.Bytes;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A key that comes without its place in the log")
class LoggedReleaseTest extends HandshakeCase {
  @Nested
  @DisplayName("a key whose release is not proved to be logged")
  class NoProof {
    static Stream<Arguments> answers() {
      return Stream.of(
          twist("no proof", a -> with(a, a.entry(), a.entryIndex(), List.of())),
          twist("another index", a -> with(a, a.entry(), a.entryIndex() - 1, a.inclusionProof())),
          twist("past the end", a -> with(a, a.entry(), a.entryIndex() + 1, a.inclusionProof())),
          twist(
              "another entry", a -> with(a, Bytes.utf8("earlier entry 1"), 1, a.inclusionProof())),
          twist(
              "changed entry",
              a ->
                  with(
                      a,
                      Bytes.utf8(a.entry().utf8().replace("gpu-1", "gpu-2")),
                      a.entryIndex(),
                      a.inclusionProof())),
          twist(
              "longer proof",
              a ->
                  with(
                      a,
                      a.entry(),
                      a.entryIndex(),
                      Stream.concat(a.inclusionProof().stream(), Stream.of(Bytes.zeros(32)))
                          .toList())));
    }

    private static Arguments twist(String name, UnaryOperator<ReleaseAnswer> twist) {
      return Arguments.of(name, twist);
    }

    private static ReleaseAnswer with(ReleaseAnswer a, Bytes entry, long index, List<Bytes> proof) {
      return new ReleaseAnswer(a.lease(), a.wrappedKey(), entry, index, proof, a.checkpoint());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void isRefused(String name, UnaryOperator<ReleaseAnswer> twist) throws Exception {
      desk.answerTwist = twist;

      assertEnds(Fault.NO_PROOF);
      assertThat(checkpoints().last()).as(name).isEmpty();
    }

    /// Properly logged and proved, but not a release of this key.
    static Stream<Arguments> entries() {
      return Stream.of(
          entry(
              "refusal",
              r ->
                  new AuditEntry.ReleaseRefused(
                      r.at(), r.profile(), r.model(), r.ticketDigest(), List.of())),
          entry(
              "move of a device under the lease",
              r ->
                  new AuditEntry.DeviceMoved(
                      r.at(),
                      r.profile(),
                      r.model(),
                      r.leaseId(),
                      "gpu",
                      "another chip",
                      "its boot",
                      r.platformId(),
                      r.bootInstance())),
          entry(
              "profile",
              r ->
                  with(
                      r,
                      Profile.PRODUCTION,
                      r.model(),
                      r.leaseId(),
                      r.transcript(),
                      r.ticketDigest(),
                      r.policyDigest())),
          entry(
              "model",
              r ->
                  with(
                      r,
                      r.profile(),
                      new ModelVersion("acme", "other", 1),
                      r.leaseId(),
                      r.transcript(),
                      r.ticketDigest(),
                      r.policyDigest())),
          entry(
              "lease",
              r ->
                  with(
                      r,
                      r.profile(),
                      r.model(),
                      "lease-other",
                      r.transcript(),
                      r.ticketDigest(),
                      r.policyDigest())),
          entry(
              "transcript",
              r ->
                  with(
                      r,
                      r.profile(),
                      r.model(),
                      r.leaseId(),
                      OTHER,
                      r.ticketDigest(),
                      r.policyDigest())),
          entry(
              "ticket",
              r ->
                  with(
                      r,
                      r.profile(),
                      r.model(),
                      r.leaseId(),
                      r.transcript(),
                      OTHER,
                      r.policyDigest())),
          entry(
              "policy",
              r ->
                  with(
                      r,
                      r.profile(),
                      r.model(),
                      r.leaseId(),
                      r.transcript(),
                      r.ticketDigest(),
                      OTHER)),
          entry(
              "redelivery",
              r ->
                  new AuditEntry.KeyRedelivered(
                      r.at(), r.profile(), r.model(), r.leaseId(), r.transcript())));
    }

    private static Arguments entry(
        String name, java.util.function.Function<AuditEntry.KeyReleased, AuditEntry> twist) {
      return Arguments.of(
          name, (UnaryOperator<AuditEntry>) e -> twist.apply((AuditEntry.KeyReleased) e));
    }

    private static AuditEntry with(
        AuditEntry.KeyReleased r,
        Profile profile,
        ModelVersion model,
        String leaseId,
        Bytes transcript,
        Bytes ticket,
        Bytes policy) {
      return new AuditEntry.KeyReleased(
          r.at(),
          profile,
          model,
          leaseId,
          transcript,
          ticket,
          policy,
          r.platformId(),
          r.bootInstance(),
          r.deviceIds(),
          r.acceptedWarnings());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("entries")
    void isRefusedWhereTheLoggedEntryIsAnother(String name, UnaryOperator<AuditEntry> twist) {
      desk.entryTwist = twist;

      assertEnds(Fault.NO_PROOF);
    }
  }

  @Nested
  @DisplayName("a checkpoint that does not fit")
  class ForeignCheckpoint {
    @Test
    void isRefusedIfAnotherLogKeySigned() {
      desk.checkpointSigner = CheckpointSigner.generate("test-log", RANDOM);

      assertEnds(Fault.CHECKPOINT);
    }

    @Test
    void isRefusedIfOfAnotherLog() {
      desk.checkpointOrigin = "strongroom.test/production";

      assertEnds(Fault.CHECKPOINT);
    }

    @Test
    void showsARollback() throws Exception {
      run().close();
      desk.rollBack(2);

      assertEnds(Fault.ROLLBACK);
    }

    @Test
    void showsAnotherContentAtTheSameSize() throws Exception {
      run().close();
      desk.rollBack(Math.toIntExact(desk.logSize() - 1));

      assertEnds(Fault.FORK);
    }

    @Test
    void acceptsALogThatHasGrown() throws Exception {
      run().close();
      run().close();

      assertThat(checkpoints().last().orElseThrow().head().size()).isEqualTo(desk.logSize());
    }

    @Test
    void showsALongerLogThatIsAnother() throws Exception {
      run().close();
      desk.rollBack(Math.toIntExact(desk.logSize() + 3));

      assertEnds(Fault.FORK);
    }

    @Test
    void refusesAGrownLogWithoutProof() throws Exception {
      run().close();
      var kept = checkpoints().last();
      desk.growthTwist = _ -> List.of();

      assertEnds(Fault.FORK);

      assertThat(checkpoints().last()).isEqualTo(kept);
    }

    @Test
    void keepsTheOldOneAfterARefusal() throws Exception {
      run().close();
      var kept = checkpoints().last();
      desk.rollBack(2);
      assertEnds(Fault.ROLLBACK);

      assertThat(checkpoints().last()).isEqualTo(kept);
    }
  }
}
