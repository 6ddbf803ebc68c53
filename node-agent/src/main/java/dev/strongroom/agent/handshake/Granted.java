package dev.strongroom.agent.handshake;

import dev.strongroom.protocol.release.Lease;
import dev.strongroom.transparency.Checkpoint;
import dev.strongroom.wire.SecretBytes;

/// A model key with its lease and the checkpoint that proves its release. A redelivery looks no
/// different: it proves the same release again. Close it to wipe the key.
public final class Granted implements AutoCloseable {
  private final SessionKeys keys;
  private final Lease lease;
  private final long askedAt;
  private final Checkpoint checkpoint;
  private final long entryIndex;
  private final SecretBytes modelKey;

  Granted(
      SessionKeys keys,
      Lease lease,
      long askedAt,
      Checkpoint checkpoint,
      long entryIndex,
      SecretBytes modelKey) {
    this.keys = keys;
    this.lease = lease;
    this.askedAt = askedAt;
    this.checkpoint = checkpoint;
    this.entryIndex = entryIndex;
    this.modelKey = modelKey;
  }

  /// The keys of the session.
  public SessionKeys keys() {
    return keys;
  }

  /// The lease.
  public Lease lease() {
    return lease;
  }

  /// Monotonic nanoseconds at which the answered request was first sent: the lease runs from there.
  public long askedAt() {
    return askedAt;
  }

  /// Covers the release.
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /// Index of the release in the log.
  public long entryIndex() {
    return entryIndex;
  }

  /// The key; stays this object's.
  public SecretBytes modelKey() {
    return modelKey;
  }

  @Override
  public void close() {
    modelKey.close();
  }
}
