package dev.strongroom.protocol.release;

import dev.strongroom.protocol.Names;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.Duration;
import java.util.List;

/// The broker's nonce for one session, signed with the key that the ticket names.
///
/// @param profile the broker's profile
/// @param brokerId the broker's name
/// @param nonce N: 32 fresh bytes, single use
/// @param ticketDigest the ticket it answers
/// @param sessionKeys the S it answers
/// @param policyDigest SHA-384 of the release policy in force
/// @param suite how the key will be wrapped
/// @param lifetime how long N is good for, by the broker's database clock; at most 60 s
public record Challenge(
    Profile profile,
    String brokerId,
    Bytes nonce,
    Bytes ticketDigest,
    Bytes sessionKeys,
    Bytes policyDigest,
    String suite,
    Duration lifetime) {
  /// DSSE payload type.
  public static final String PAYLOAD_TYPE = "application/vnd.strongroom.challenge.v1+json";

  public Challenge {
    Names.require("brokerId", brokerId);
    Sizes.requireNonce("nonce", nonce);
    Sizes.requireDigest("ticketDigest", ticketDigest);
    Sizes.requireDigest("sessionKeys", sessionKeys);
    Sizes.requireDigest("policyDigest", policyDigest);
  }

  /// Opens a signed challenge.
  ///
  /// @param broker the key that the ticket names
  /// @throws UntrustedException if another key signed it
  /// @throws MalformedException if it is signed but no challenge
  public static Challenge open(Envelope envelope, PublicKey broker)
      throws UntrustedException, MalformedException {
    return StrictJson.read(envelope.verify(PAYLOAD_TYPE, List.of(broker)), Challenge.class);
  }
}
