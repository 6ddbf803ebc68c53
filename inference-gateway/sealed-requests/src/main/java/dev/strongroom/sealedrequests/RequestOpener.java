package dev.strongroom.sealedrequests;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.crypto.InvalidCipherTextException;

/// Opens requests that were sealed to one key (RFC 9458, section 4.3), each once: the encapsulated
/// keys of opened requests are remembered as long as the key lives (section 6.5.1). Thread-safe.
///
/// The memory is bounded. When it is full the key opens nothing more, for forgetting would let
/// replays in; a node sizes it for the requests of one key lifetime (about 100 bytes each).
public final class RequestOpener {
  private final RequestKey key;
  private final int capacity;
  private final Set<Bytes> seen = new HashSet<>();

  /// @param key stays open as long as this is used
  /// @param capacity most requests that this key opens, at least 1
  public RequestOpener(RequestKey key, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity: got " + capacity + ", want at least 1");
    }
    this.key = key;
    this.capacity = capacity;
  }

  /// True once no more requests are opened: the key must be replaced.
  public synchronized boolean exhausted() {
    return seen.size() >= capacity;
  }

  /// Opens `message`.
  ///
  /// @throws UnopenableException if it is no fresh request to this key, for whatever reason
  public OpenedRequest open(Bytes message) throws UnopenableException {
    var opened = decrypt(message).orElseThrow(UnopenableException::new);
    if (!remember(opened.enc())) {
      throw new UnopenableException();
    }
    return opened;
  }

  private synchronized boolean remember(Bytes enc) {
    return seen.size() < capacity && seen.add(enc);
  }

  private Optional<OpenedRequest> decrypt(Bytes message) {
    try {
      var in = new BinaryReader(message);
      var header = in.bytes("hdr", Encapsulation.HEADER_BYTES);
      var enc = in.bytes("enc", Encapsulation.ENC_BYTES);
      var sealed = in.bytes("ct", in.remaining());
      for (var suite : Suite.values()) {
        if (header.equals(Encapsulation.header(key.config().keyId(), suite))) {
          return Optional.of(decrypt(suite, header, enc, sealed));
        }
      }
      return Optional.empty();
    } catch (MalformedException
        | InvalidCipherTextException
        | IllegalStateException
        | IllegalArgumentException _) {
      // The library reports low-order points and short ciphertexts by unchecked exceptions.
      return Optional.empty();
    }
  }

  private OpenedRequest decrypt(Suite suite, Bytes header, Bytes enc, Bytes sealed)
      throws InvalidCipherTextException {
    var context =
        Encapsulation.hpke(suite).setupBaseR(enc.toArray(), key.pair(), Encapsulation.info(header));
    var payload = Bytes.copyOf(context.open(new byte[0], sealed.toArray()));
    var secret = context.export(Encapsulation.responseLabel(), suite.responseSecretBytes());
    return new OpenedRequest(suite, enc, payload, Bytes.copyOf(secret));
  }
}
