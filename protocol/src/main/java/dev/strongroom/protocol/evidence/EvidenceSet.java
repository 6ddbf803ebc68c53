package dev.strongroom.protocol.evidence;

import dev.strongroom.wire.Bytes;
import java.util.List;

/// Everything that one node says of itself in one session.
///
/// @param cpu Evidence of the CPU TEE, made last, over the transcript
/// @param initData the init-data document whose digest the CPU TEE measured, see
///   [dev.strongroom.protocol.release.InitData]
/// @param devices Evidence of each accelerator, made with the session's device nonce
public record EvidenceSet(Evidence cpu, Bytes initData, List<Evidence> devices) {
  /// Twice an HGX node of eight GPUs and four switches.
  public static final int MAX_DEVICES = 24;

  /// Larger than any document we write.
  public static final int MAX_INIT_DATA_BYTES = 16 * 1024;

  public EvidenceSet {
    devices = List.copyOf(devices);
    if (devices.size() > MAX_DEVICES) {
      throw new IllegalArgumentException("devices: got " + devices.size() + ", limit 24");
    }
    if (initData.length() > MAX_INIT_DATA_BYTES) {
      throw new IllegalArgumentException("initData exceeds 16 KiB");
    }
  }
}
