package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.broker.Role;
import dev.strongroom.broker.release.ReleaseObserver;
import dev.strongroom.broker.testing.Agent;
import dev.strongroom.broker.testing.DatabaseLink;
import dev.strongroom.broker.testing.Owner;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.broker.testing.TestPostgres;
import dev.strongroom.broker.verifier.CollateralAtHand;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.containment.ContainmentOrder;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.release.Hello;
import dev.strongroom.protocol.release.ReleaseAnswer;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A broker on PostgreSQL, without HTTP, in which a model is enrolled; one a test.
abstract class OwnBroker {
  static final SigningKey ACME = SigningKey.generate(Site.RANDOM);
  static final ModelVersion LLAMA = new ModelVersion("acme", "llama", 1);

  final SecretBytes modelKey = SecretBytes.random(32, Site.RANDOM);
  final AtomicReference<ReleaseObserver> observer = new AtomicReference<>(ReleaseObserver.NONE);
  final AtomicReference<CollateralAtHand> collateral =
      new AtomicReference<>(_ -> Collateral.none());
  final String database = TestPostgres.create();
  final DatabaseLink link;
  final BrokerNode node;
  final Site site;
  final Owner owner;
  final Agent.Calls calls;

  /// Of the enrolled model; the newest policy is its floor.
  Envelope ticket;

  OwnBroker(@TempDir Path directory) throws Exception {
    link = new DatabaseLink();
    site = Site.create(directory, ACME);
    node =
        BrokerNode.open(
            site.settings(link.url(database)),
            now -> collateral.get().collateral(now),
            Site.RANDOM,
            step -> observer.get().reached(step));
    owner = new Owner("acme", ACME, node.info());
    ticket = owner.sign(owner.ticket("llama", Bytes.zeros(48)));
    calls =
        new Agent.Calls() {
          @Override
          public Envelope hello(Hello hello)
              throws RefusedException, UnavailableException, MalformedException {
            return node.challenges().hello(hello);
          }

          @Override
          public ReleaseAnswer release(ReleaseRequest request)
              throws RefusedException, UnavailableException, MalformedException {
            return node.releases().release(request);
          }
        };
  }

  @BeforeEach
  void enrol() throws Exception {
    enrol(owner.policy("llama", 1));
  }

  @AfterEach
  void close() throws Exception {
    node.close();
    link.close();
  }

  void enrol(ReleasePolicy policy) throws Exception {
    var signed = owner.sign(policy);
    var floor = ReleasePolicy.digest(owner.sign(owner.policy("llama", 1)));
    var manifest = owner.manifest(LLAMA, floor);
    var _ = node.enroller().enrol(owner.enrolment(LLAMA, manifest, signed, modelKey));
    ticket = owner.sign(owner.ticket("llama", ReleasePolicy.digest(signed)));
  }

  Agent launch(String machine) {
    return Agent.launch(node.info(), ticket, machine);
  }

  static RefusedException refusal(ThrowingCallable call) {
    return catchThrowableOfType(RefusedException.class, call);
  }

  static void assertRefused(String code, ThrowingCallable call) {
    assertThat(refusal(call).problem().code()).isEqualTo(code);
  }

  List<AuditEntry> entries() throws Exception {
    var entries = new ArrayList<AuditEntry>();
    for (var entry : node.log().page(0, 1000).entries()) {
      entries.add(AuditEntry.parse(entry));
    }
    return entries;
  }

  long logged(Class<? extends AuditEntry> kind) throws Exception {
    return entries().stream().filter(kind::isInstance).count();
  }

  void contain(ContainmentOrder.Action action) throws Exception {
    var _ = node.containment().apply(order(action), Role.OPERATOR);
  }

  static ContainmentOrder order(ContainmentOrder.Action action) {
    return new ContainmentOrder(
        action, "acme", "llama", ContainmentOrder.Source.PERSON, "", "weights seen leaving");
  }

  interface Action {
    void run() throws Exception;
  }

  static void unchecked(Action action) {
    try {
      action.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
