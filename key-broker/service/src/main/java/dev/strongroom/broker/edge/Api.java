package dev.strongroom.broker.edge;

import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.Role;
import dev.strongroom.broker.ledger.LedgerView;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.protocol.client.BrokerClient.ConsistencyProof;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.containment.ContainmentOrder;
import dev.strongroom.protocol.containment.ContainmentReceipt;
import dev.strongroom.protocol.release.Hello;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.json.StrictJson;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/// The HTTP API, call by call, without HTTP: the table is in the Javadoc of
/// [dev.strongroom.protocol.client.BrokerClient]. Thread-safe.
final class Api {
  private static final Set<Role> FLEET = EnumSet.of(Role.GATEWAY, Role.DETECTOR, Role.OPERATOR);
  private static final Pattern DEVICE_ID = Pattern.compile("[0-9a-f]{0,128}");
  private static final Set<Role> DEVICES = EnumSet.of(Role.OPERATOR);
  private static final Set<Role> REFUSED_MOVES = EnumSet.of(Role.DETECTOR, Role.OPERATOR);
  private static final Set<Role> LOG = EnumSet.of(Role.AUDITOR, Role.OPERATOR);

  private final BrokerNode node;

  Api(BrokerNode node) {
    this.node = node;
  }

  /// What a request carries.
  ///
  /// @param role who asks
  /// @param body as received
  /// @param parameters path and query parameters
  record Call(Role role, Bytes body, Parameters parameters) {}

  /// Named text values.
  interface Parameters {
    /// The value, or empty text.
    String get(String name);
  }

  /// One method of the API.
  interface Method {
    /// Answers with JSON, or with text.
    Bytes answer(Call call) throws RefusedException, UnavailableException, MalformedException;
  }

  Bytes info(Call call) {
    return StrictJson.write(node.info());
  }

  Bytes enrol(Call call) throws RefusedException, UnavailableException, MalformedException {
    return StrictJson.write(node.enroller().enrol(Envelope.parse(call.body())));
  }

  Bytes hello(Call call) throws RefusedException, UnavailableException, MalformedException {
    return StrictJson.write(node.challenges().hello(StrictJson.read(call.body(), Hello.class)));
  }

  Bytes release(Call call) throws RefusedException, UnavailableException, MalformedException {
    return StrictJson.write(
        node.releases().release(StrictJson.read(call.body(), ReleaseRequest.class)));
  }

  Bytes heartbeat(Call call) throws RefusedException, UnavailableException, MalformedException {
    return StrictJson.write(
        node.leases().heartbeat(call.parameters().get("id"), Envelope.parse(call.body())));
  }

  Bytes changes(Call call) throws RefusedException, UnavailableException, MalformedException {
    return StrictJson.write(
        node.leases().changes(call.parameters().get("id"), revision(call), wait(call)));
  }

  Bytes fleet(Call call) throws RefusedException, UnavailableException, MalformedException {
    requireRole(call, FLEET, "the fleet");
    return StrictJson.write(node.fleet().await(revision(call), wait(call)));
  }

  Bytes devices(Call call) throws RefusedException, UnavailableException, MalformedException {
    requireRole(call, DEVICES, "the device ledger");
    int limit = (int) number(call, "limit", LedgerView.MAX_PAGE, Integer.MAX_VALUE);
    var after = call.parameters().get("after");
    if (!DEVICE_ID.matcher(after).matches()) {
      throw new MalformedException("after", -1, "want a device id: lower-case hexadecimal");
    }
    return StrictJson.write(node.ledger().devices(after, limit));
  }

  Bytes refusedMoves(Call call) throws RefusedException, UnavailableException {
    requireRole(call, REFUSED_MOVES, "refused moves");
    return StrictJson.write(node.ledger().refused());
  }

  Bytes contain(Call call) throws RefusedException, UnavailableException, MalformedException {
    var order = StrictJson.read(call.body(), ContainmentOrder.class);
    ContainmentReceipt receipt = node.containment().apply(order, call.role());
    cover(receipt);
    return StrictJson.write(receipt);
  }

  /// The order is carried out and logged whether or not a checkpoint can be signed right now; the
  /// next one covers it.
  private void cover(ContainmentReceipt receipt) {
    if (receipt.entryIndexes().isEmpty()) {
      return;
    }
    try {
      node.checkpoints().cover(receipt.entryIndexes().getLast());
    } catch (UnavailableException e) {
      System.getLogger(Api.class.getName())
          .log(System.Logger.Level.WARNING, "checkpoint after containment: {0}", e.getMessage());
    }
  }

  Bytes preview(Call call) throws RefusedException, UnavailableException, MalformedException {
    var order = StrictJson.read(call.body(), ContainmentOrder.class);
    return StrictJson.write(node.containment().preview(order, call.role()));
  }

  Bytes checkpoint(Call call) {
    return Bytes.utf8(node.checkpoints().latest());
  }

  Bytes consistency(Call call) throws UnavailableException, MalformedException {
    long to = number(call, "to", 0, Long.MAX_VALUE);
    long from = number(call, "from", 0, to);
    return StrictJson.write(new ConsistencyProof(node.checkpoints().extension(from, to)));
  }

  Bytes entries(Call call) throws RefusedException, UnavailableException, MalformedException {
    requireRole(call, LOG, "the log");
    long from = number(call, "from", 0, Long.MAX_VALUE - AuditLog.MAX_PAGE);
    int limit = (int) number(call, "limit", AuditLog.MAX_PAGE, Integer.MAX_VALUE);
    return StrictJson.write(node.log().page(from, limit));
  }

  private static void requireRole(Call call, Set<Role> allowed, String what)
      throws RefusedException {
    if (!allowed.contains(call.role())) {
      throw Refusals.forbidden(
          "role.required",
          "Role required",
          "role " + call.role().text() + " may not read " + what + ": want one of " + allowed);
    }
  }

  private static long revision(Call call) throws MalformedException {
    return number(call, "revision", 0, Long.MAX_VALUE);
  }

  private static Duration wait(Call call) throws MalformedException {
    return Duration.ofSeconds(number(call, "seconds", 0, Integer.MAX_VALUE));
  }

  private static long number(Call call, String name, long absent, long limit)
      throws MalformedException {
    var text = call.parameters().get(name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0 && value <= limit) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new MalformedException(name, -1, "is not a number", e);
    }
    throw new MalformedException(name, -1, "got " + text + ", want 0 to " + limit);
  }
}
