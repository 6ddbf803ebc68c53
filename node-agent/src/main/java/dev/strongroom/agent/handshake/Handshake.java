package dev.strongroom.agent.handshake;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.agent.collect.EvidenceException;
import dev.strongroom.agent.collect.EvidenceSource;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.release.Challenge;
import dev.strongroom.protocol.release.Hello;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.protocol.release.ReleaseAnswer;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.protocol.release.Transcript;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Consumer;

/// Gets the model key. One session is hello, challenge, Evidence, release; while the broker does
/// not answer, the *same* release request is repeated as long as its nonce lives, so that a key
/// that was released but lost on the way is redelivered under its lease. After that a new session
/// begins, with new keys, until patience ends. Used by one thread.
public final class Handshake {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final BrokerClient broker;
  private final EvidenceSource evidence;
  private final CheckpointFile checkpoints;
  private final Timing timing;
  private final SecureRandom random;
  private final Consumer<String> progress;

  /// @param progress is told each step, one line of text for people
  public Handshake(
      BrokerClient broker,
      EvidenceSource evidence,
      CheckpointFile checkpoints,
      Timing timing,
      SecureRandom random,
      Consumer<String> progress) {
    this.broker = broker;
    this.evidence = evidence;
    this.checkpoints = checkpoints;
    this.timing = timing;
    this.random = random;
    this.progress = progress;
  }

  /// A challenge and when its nonce was asked for.
  private record Opened(Challenge challenge, long askedAt) {
    boolean livesAt(long now) {
      return now - askedAt < challenge.lifetime().toNanos();
    }
  }

  /// What is repeated, and T.
  private record Asked(ReleaseRequest request, Bytes transcript) {}

  /// Asks until there is a key, or a reason.
  ///
  /// @param patience how long to go on while the broker does not answer
  /// @throws AgentException if the broker refuses, says something that is not so, or does not
  ///   answer
  /// @throws InterruptedException if the agent is told to end
  public Granted run(Deployment deployment, ModelVersion model, Duration patience)
      throws AgentException, InterruptedException {
    requireInitData(deployment);
    long begun = timing.nanoTime();
    var pause = FIRST_PAUSE;
    while (true) {
      var session = new Session(deployment, model, SessionKeys.generate(random));
      try {
        var opened = hello(session);
        var asked = collect(session, opened.challenge());
        return release(session, opened, asked);
      } catch (UnavailableException e) {
        if (timing.nanoTime() - begun >= patience.toNanos()) {
          throw new AgentException(
              Fault.UNAVAILABLE,
              e.getMessage() + "; gave up after " + patience + " (--patience)",
              e);
        }
        progress.accept(e.getMessage() + "; a new session in " + pause.toMillis() + " ms");
        timing.pause(pause);
        pause = longer(pause);
      } catch (RefusedException e) {
        throw refused(e);
      } catch (MalformedException e) {
        throw new AgentException(
            Fault.CHALLENGE, "the broker's answer is not one: " + e.getMessage(), e);
      }
    }
  }

  private void requireInitData(Deployment deployment) throws AgentException {
    try {
      var named = InitData.parse(evidence.initData()).ticketDigest();
      if (!named.equals(deployment.ticketDigest())) {
        throw new AgentException(
            Fault.INIT_DATA,
            "the measured init-data names ticket %s, this one is %s; launch the guest with this ticket"
                .formatted(named, deployment.ticketDigest()));
      }
    } catch (EvidenceException e) {
      throw noEvidence(e);
    } catch (MalformedException e) {
      throw new AgentException(Fault.INIT_DATA, String.valueOf(e.getMessage()), e);
    }
  }

  private Opened hello(Session session)
      throws AgentException, RefusedException, UnavailableException, MalformedException {
    long askedAt = timing.nanoTime();
    var envelope =
        broker.hello(
            new Hello(
                session.deployment().envelope(),
                session.model().version(),
                session.keys().commitment(),
                evidence.collateralHints()));
    var challenge = session.openChallenge(envelope);
    progress.accept(
        "challenge of broker %s, nonce good for %s"
            .formatted(challenge.brokerId(), challenge.lifetime()));
    return new Opened(challenge, askedAt);
  }

  private Asked collect(Session session, Challenge challenge) throws AgentException {
    try {
      var commitment = session.keys().commitment();
      var devices = evidence.devices(Transcript.deviceNonce(challenge.nonce(), commitment));
      var transcript =
          Transcript.of(
              challenge, commitment, devices, session.model().model(), session.model().version());
      var cpu = evidence.cpu(transcript.snpReportData());
      progress.accept(
          "evidence of %d %s and of the CPU over T %s"
              .formatted(
                  devices.size(),
                  devices.size() == 1 ? "device" : "devices",
                  transcript.digest().slice(0, 8)));
      return new Asked(
          new ReleaseRequest(
              challenge.nonce(),
              session.keys().publicKeys(),
              new EvidenceSet(cpu, evidence.initData(), devices)),
          transcript.digest());
    } catch (EvidenceException e) {
      throw noEvidence(e);
    }
  }

  private Granted release(Session session, Opened opened, Asked asked)
      throws AgentException, InterruptedException, RefusedException, UnavailableException {
    long askedAt = timing.nanoTime();
    var pause = FIRST_PAUSE;
    while (true) {
      try {
        return accept(session, opened.challenge(), asked, broker.release(asked.request()), askedAt);
      } catch (UnavailableException e) {
        if (!opened.livesAt(timing.nanoTime() + pause.toNanos())) {
          throw e;
        }
        progress.accept(e.getMessage() + "; the same request again in " + pause.toMillis() + " ms");
        timing.pause(pause);
        pause = longer(pause);
      } catch (MalformedException e) {
        throw new AgentException(
            Fault.NO_PROOF, "the broker's answer is not one: " + e.getMessage(), e);
      }
    }
  }

  private Granted accept(
      Session session, Challenge challenge, Asked asked, ReleaseAnswer answer, long askedAt)
      throws AgentException, RefusedException, UnavailableException, MalformedException {
    var lease = session.openLease(answer.lease(), asked.transcript());
    var checkpoint = checkpoints.verify(answer.checkpoint());
    session.requireLogged(answer, challenge, lease, checkpoint);
    checkpoints.accept(checkpoint, (from, to) -> broker.consistency(from, to).hashes());
    return new Granted(
        session.keys(),
        lease,
        askedAt,
        checkpoint,
        answer.entryIndex(),
        session.openKey(answer, lease));
  }

  private static Duration longer(Duration pause) {
    var twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private static AgentException noEvidence(EvidenceException e) {
    return new AgentException(Fault.EVIDENCE, String.valueOf(e.getMessage()), e);
  }

  private static AgentException refused(RefusedException e) {
    var problem = e.problem();
    return new AgentException(
        Fault.REFUSED,
        "the broker refused: %s (%s)%s"
            .formatted(
                problem.detail(),
                problem.code(),
                problem.findings().isEmpty() ? "" : ", findings " + problem.findings()),
        e);
  }
}
