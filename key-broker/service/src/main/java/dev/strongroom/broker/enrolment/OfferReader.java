package dev.strongroom.broker.enrolment;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.Owners;
import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.policy.PolicyRules;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.enrolment.Enrolment;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.weights.manifest.Manifest;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.util.List;

/// Opens an enrolment and compares its parts. Thread-safe.
final class OfferReader {
  private static final String TITLE = "Enrolment refused";
  private static final int MAX_DESTINATIONS = 256;

  private final BrokerIdentity broker;
  private final Owners owners;

  OfferReader(BrokerIdentity broker, Owners owners) {
    this.broker = broker;
    this.owners = owners;
  }

  Offer read(Envelope envelope) throws RefusedException, MalformedException, UnavailableException {
    // Read before it is verified, only to learn whose key must have signed it.
    var claimed = StrictJson.read(envelope.payload(), Enrolment.class);
    var key =
        owners
            .key(claimed.model().owner())
            .orElseThrow(
                () -> untrusted("owner " + claimed.model().owner() + " is not known here"));
    verify(envelope, Enrolment.PAYLOAD_TYPE, key, "the enrolment");
    verify(claimed.manifest(), Manifest.PAYLOAD_TYPE, key, "the manifest");
    verify(claimed.policy(), ReleasePolicy.PAYLOAD_TYPE, key, "the policy");
    if (!claimed.brokerId().equals(broker.id())) {
      throw Refusals.forbidden(
          "enrolment.broker",
          TITLE,
          "it is for broker " + claimed.brokerId() + ", this is " + broker.id());
    }
    var manifest = Manifest.parse(claimed.manifest().payload());
    var policy = StrictJson.read(claimed.policy().payload(), ReleasePolicy.class);
    requireAgreement(claimed, manifest, policy);
    PolicyRules.requireUsable(policy);
    requireNetworks(claimed);
    return new Offer(
        claimed,
        envelope.payload().sha384(),
        manifest,
        claimed.manifest().payload().sha384(),
        policy,
        ReleasePolicy.digest(claimed.policy()),
        key.keyId());
  }

  private static void verify(Envelope envelope, String type, PublicKey key, String what)
      throws RefusedException {
    try {
      var _ = envelope.verify(type, List.of(key));
    } catch (UntrustedException e) {
      throw untrusted(what + ": " + e.getMessage());
    }
  }

  private static RefusedException untrusted(String detail) {
    return Refusals.forbidden("enrolment.untrusted", TITLE, detail);
  }

  private void requireAgreement(Enrolment enrolment, Manifest manifest, ReleasePolicy policy)
      throws RefusedException {
    var profile = broker.profile();
    requireProfile("manifest", manifest.profile(), profile);
    requireProfile("policy", policy.profile().text(), profile);
    var model = enrolment.model();
    requireSame("manifest.owner", manifest.owner(), model.owner());
    requireSame("manifest.model", manifest.model(), model.model());
    requireSame("manifest.version", manifest.version(), model.version());
    requireSame("weightBytes", enrolment.weightBytes(), manifest.totalBytes());
    requireSame("policy.owner", policy.owner(), model.owner());
    requireSame("policy.model", policy.model(), model.model());
  }

  private static void requireProfile(String what, String got, Profile want)
      throws RefusedException {
    if (!got.equals(want.text())) {
      throw Refusals.forbidden(
          "enrolment.profile",
          TITLE,
          what + " is of profile " + got + ", this broker's is " + want.text());
    }
  }

  private static void requireSame(String what, Object got, Object want) throws RefusedException {
    if (!got.equals(want)) {
      throw Refusals.badRequest(
          "enrolment.mismatch", TITLE, what + ": got " + got + ", want " + want);
    }
  }

  private static void requireNetworks(Enrolment enrolment) throws RefusedException {
    int networks = enrolment.allowedDestinations().size();
    if (networks > MAX_DESTINATIONS) {
      throw Refusals.badRequest(
          "enrolment.destinations",
          TITLE,
          "allowedDestinations: got " + networks + " networks, want at most " + MAX_DESTINATIONS);
    }
  }
}
