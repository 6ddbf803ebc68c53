package dev.strongroom.agent.edge;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.agent.collect.EvidenceSources;
import dev.strongroom.agent.front.NodeCertificate;
import dev.strongroom.agent.handshake.CheckpointFile;
import dev.strongroom.agent.handshake.Granted;
import dev.strongroom.agent.handshake.Handshake;
import dev.strongroom.agent.handshake.Timing;
import dev.strongroom.agent.lease.LeaseEnd;
import dev.strongroom.agent.view.MemoryFile;
import dev.strongroom.agent.view.ProcessGuard;
import dev.strongroom.agent.view.SealedWeights;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// One life of the agent: from the ticket to the end of the lease. Runs on one thread, which opens
/// everything and closes everything; others only tell it to end, through [Ending].
final class Agent {
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(2);
  private static final double MIB = 1024.0 * 1024.0;

  private final Settings settings;
  private final PrintStream out;
  private final PrintStream err;
  private final Ending ending;
  private final BootClock clock = new BootClock();
  private final SecureRandom random = new SecureRandom();

  Agent(Settings settings, PrintStream out, PrintStream err, Ending ending) {
    this.settings = settings;
    this.out = out;
    this.err = err;
    this.ending = ending;
  }

  /// Works until something ends it.
  ///
  /// @throws AgentException why it ended; there is no end without a reason but a signal
  /// @throws InterruptedException if the process is told to end
  void run() throws AgentException, InterruptedException {
    try (var held = new Held(this::say)) {
      prepareAndServe(held);
      ending.await();
    }
  }

  private void prepareAndServe(Held held) throws AgentException, InterruptedException {
    var deployment = settings.deployment();
    var ticket = deployment.ticket();
    settings.plan().requireAllowedBy(ticket);
    var sealed = SealedWeights.open(settings.modelDirectory(), settings.owner(), ticket.profile());
    deployment.requireCovers(sealed.model());
    deployment.requireInside(settings.addresses());
    say(
        "%s, profile %s, ticket %s"
            .formatted(
                sealed.model(), ticket.profile().text(), deployment.ticketDigest().slice(0, 8)));
    ProcessGuard.apply(ticket.profile()).forEach(this::say);
    var state = held.add("state directory", StateDirectory.take(settings.stateDirectory()));
    var broker = held.add("broker client", broker());
    var checkpoints =
        CheckpointFile.in(state.path(), deployment.logKey(), ticket.broker().logOrigin());
    var evidence =
        EvidenceSources.open(
            EvidenceSources.registered(), settings.evidence(), settings.evidenceOptions());
    long begun = clock.getAsLong();
    var handshake = new Handshake(broker, evidence, checkpoints, timing(), random, this::say);
    var granted =
        held.add("model key", handshake.run(deployment, sealed.model(), settings.patience()));
    sayGranted(granted, begun);
    serve(held, sealed, broker, granted);
  }

  private void serve(Held held, SealedWeights sealed, BrokerClient broker, Granted granted)
      throws AgentException, InterruptedException {
    var lease =
        held.add(
            "lease",
            new LeaseLoop(
                broker,
                granted,
                settings.deployment().ticket().broker().signingKey(),
                settings.addresses(),
                clock,
                this::say,
                end -> ending.because(reason(end))));
    lease.start();
    lease.awaitKnown();
    var certificate =
        NodeCertificate.selfSigned(granted.keys().identity(), names(), Instant.now(), random);
    var front =
        held.add(
            "front",
            FrontServer.start(
                settings.listen(),
                granted.keys().identity(),
                certificate,
                settings.deployment().callers(),
                lease::allows));
    var memory = held.add("weights", SealedWeights.memory());
    open(sealed, memory, granted);
    var child = held.add("workload", startWorkload(memory));
    var upstream = child.awaitReady(settings.readyTimeout());
    var _ = child.ended().thenAccept(status -> ending.because(workloadEnded(status)));
    held.add("service", front::stopServing);
    front.serve(upstream);
    var endpoint =
        settings
            .endpoint()
            .map(Object::toString)
            .orElseGet(() -> settings.listen().url(front.port()));
    lease.announce(endpoint);
    out.println(
        "READY %s lease=%s model=%s profile=%s"
            .formatted(
                endpoint, granted.lease().id(), sealed.model(), granted.lease().profile().text()));
    out.flush();
  }

  private BrokerClient broker() throws AgentException {
    try {
      return new BrokerClient(settings.broker(), ClientTls.anonymous(settings.brokerAuthority()));
    } catch (IOException | MalformedException e) {
      throw new AgentException(Fault.USAGE, "--broker-ca: " + e.getMessage(), e);
    }
  }

  private void open(SealedWeights sealed, MemoryFile memory, Granted granted)
      throws AgentException {
    long begun = clock.getAsLong();
    long[] nextLine = {begun + PROGRESS_EVERY.toNanos()};
    sealed.openInto(
        memory,
        granted.modelKey(),
        settings.workers(),
        (done, total) -> {
          long now = clock.getAsLong();
          if (now - nextLine[0] >= 0) {
            nextLine[0] = now + PROGRESS_EVERY.toNanos();
            say("opening the weights: %d %%".formatted(done * 100 / Math.max(1, total)));
          }
        });
    granted.close();
    double seconds = (clock.getAsLong() - begun) / 1e9;
    say(
        "opened %.1f MiB in memory in %.2f s (%.0f MiB/s), sealed against change"
            .formatted(sealed.lengthBytes() / MIB, seconds, sealed.lengthBytes() / MIB / seconds));
  }

  private ChildProcess startWorkload(MemoryFile memory) throws AgentException {
    var plan = settings.plan();
    var child = ChildProcess.start(plan.commandLine(memory.path().toString()), plan.environment());
    say("workload started, process " + child.pid());
    return child;
  }

  private Set<String> names() {
    var names = new TreeSet<String>();
    settings.addresses().forEach(address -> names.add(address.toString()));
    if (!settings.listen().isWildcard()) {
      names.add(settings.listen().host());
    }
    settings.endpoint().ifPresent(uri -> names.add(uri.getHost()));
    return names;
  }

  private Timing timing() {
    return new Timing() {
      @Override
      public long nanoTime() {
        return clock.getAsLong();
      }

      @Override
      public void pause(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
      }
    };
  }

  private void sayGranted(Granted granted, long begun) {
    say(
        "key %s after %d ms: log entry %d under checkpoint of size %d, lease for %s"
            .formatted(
                granted.redelivered() ? "redelivered" : "released",
                TimeUnit.NANOSECONDS.toMillis(clock.getAsLong() - begun),
                granted.entryIndex(),
                granted.checkpoint().head().size(),
                granted.lease().ttl()));
  }

  private static AgentException reason(LeaseEnd end) {
    return switch (end) {
      case LeaseEnd.Revoked(var why) ->
          new AgentException(Fault.LEASE_ENDED, "the broker ended the lease: " + why);
      case LeaseEnd.Expired() ->
          new AgentException(
              Fault.LEASE_EXPIRED,
              "the lease ran out without a renewal; start again when the broker answers");
      case LeaseEnd.Rejected(var detail) ->
          new AgentException(Fault.REFUSED, "the broker refused a heartbeat: " + detail);
    };
  }

  private static AgentException workloadEnded(int status) {
    return new AgentException(
        Fault.WORKLOAD_FAILED, "the workload ended by itself with status " + status);
  }

  private void say(String line) {
    err.println("agent: " + line);
  }
}
