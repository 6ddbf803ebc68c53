package dev.strongroom.broker.edge;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.StartException;
import dev.strongroom.broker.containment.Containment;
import dev.strongroom.broker.database.Database;
import dev.strongroom.broker.enrolment.EnrolledModels;
import dev.strongroom.broker.enrolment.Enroller;
import dev.strongroom.broker.key.BrokerKeys;
import dev.strongroom.broker.key.ModelKeys;
import dev.strongroom.broker.key.RootKey;
import dev.strongroom.broker.lease.ChangeSignal;
import dev.strongroom.broker.lease.FleetView;
import dev.strongroom.broker.lease.LeaseStore;
import dev.strongroom.broker.lease.Leases;
import dev.strongroom.broker.ledger.LedgerView;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.broker.log.Checkpoints;
import dev.strongroom.broker.policy.Policies;
import dev.strongroom.broker.release.Appraiser;
import dev.strongroom.broker.release.Challenges;
import dev.strongroom.broker.release.Refuser;
import dev.strongroom.broker.release.ReleaseDesk;
import dev.strongroom.broker.release.ReleaseObserver;
import dev.strongroom.broker.release.Releases;
import dev.strongroom.broker.verifier.CollateralAtHand;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.enrolment.BrokerInfo;
import java.io.IOException;
import java.security.SecureRandom;

/// One broker, put together. Needs no framework: tests open it like the service does.
///
/// @param info what it says of itself
/// @param database its tables
/// @param log entries
/// @param checkpoints signed heads
/// @param enroller takes models in
/// @param challenges answers hellos
/// @param releases lets keys out
/// @param leases renews and ends
/// @param fleet who holds what
/// @param ledger which device belongs to whom
/// @param containment carries out orders
/// @param signal raised after every change
/// @param storage pool and, where it is our own, the server
public record BrokerNode(
    BrokerInfo info,
    Database database,
    AuditLog log,
    Checkpoints checkpoints,
    Enroller enroller,
    Challenges challenges,
    Releases releases,
    Leases leases,
    FleetView fleet,
    LedgerView ledger,
    Containment containment,
    ChangeSignal signal,
    AutoCloseable storage)
    implements AutoCloseable {

  /// Opens the broker that `settings` describe.
  ///
  /// @param collateral of this process
  /// @throws StartException in one line, if anything is not as it must be
  public static BrokerNode open(Settings settings, CollateralAtHand collateral, SecureRandom random)
      throws StartException {
    var observer =
        settings
            .failpoint()
            .<ReleaseObserver>map(FailpointObserver::new)
            .orElse(ReleaseObserver.NONE);
    return open(settings, collateral, random, observer);
  }

  /// As above, with an observer of every release step.
  static BrokerNode open(
      Settings settings, CollateralAtHand collateral, SecureRandom random, ReleaseObserver observer)
      throws StartException {
    var anchors = SimulationRoots.read(settings.simulationRoots());
    int limit = 2 * Runtime.getRuntime().availableProcessors();
    var appraiser = new Appraiser(anchors, collateral, limit);
    var storage = Storage.open(settings.database(), settings.identity(), random);
    try {
      return assemble(settings, random, observer, appraiser, storage);
    } catch (StartException | UnavailableException | RuntimeException e) {
      try {
        storage.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e instanceof StartException start
          ? start
          : new StartException("the broker cannot start: " + e.getMessage(), e);
    }
  }

  private static BrokerNode assemble(
      Settings settings,
      SecureRandom random,
      ReleaseObserver observer,
      Appraiser appraiser,
      Storage storage)
      throws StartException, UnavailableException {
    var identity = settings.identity();
    var database = storage.database();
    var root = RootKey.ofFile(settings.rootKeyset(), !BrokerKeys.existIn(database));
    var keys = BrokerKeys.load(database, root, identity, random);
    var log = new AuditLog(database);
    var checkpoints = Checkpoints.open(database, log, keys.checkpoint(), identity.logOrigin());
    var owners = new OwnerDirectory(settings.owners());
    var modelKeys = new ModelKeys(root, identity.profile(), random);
    var leaseStore = new LeaseStore(identity.profile(), log);
    var signal = new ChangeSignal();
    var policies = new Policies(owners);
    var refuser = new Refuser(database, log, identity.profile());
    var desk =
        new ReleaseDesk(
            database,
            identity,
            keys.signing(),
            modelKeys,
            policies,
            new EnrolledModels(owners),
            leaseStore,
            log,
            refuser,
            checkpoints,
            signal,
            random,
            observer);
    return new BrokerNode(
        keys.info(identity),
        database,
        log,
        checkpoints,
        enroller(desk, owners, keys),
        new Challenges(
            database, identity, owners, keys, policies, refuser, random, settings.nonceLifetime()),
        desk.open(appraiser),
        new Leases(database, leaseStore, keys.signing(), signal, System::nanoTime),
        new FleetView(database, leaseStore, identity.profile(), signal, System::nanoTime),
        new LedgerView(database),
        new Containment(database, leaseStore, log, identity.profile(), signal),
        signal,
        storage);
  }

  private static Enroller enroller(ReleaseDesk desk, OwnerDirectory owners, BrokerKeys keys) {
    BrokerIdentity identity = desk.broker();
    return new Enroller(
        desk.database(),
        identity,
        owners,
        keys.enrolment(),
        desk.modelKeys(),
        desk.log(),
        desk.checkpoints(),
        desk.signal());
  }

  @Override
  public void close() throws IOException {
    try {
      storage.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
