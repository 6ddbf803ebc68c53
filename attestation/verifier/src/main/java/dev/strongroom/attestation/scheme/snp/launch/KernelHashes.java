package dev.strongroom.attestation.scheme.snp.launch;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;

/// SHA-256 of what a host loads beside the firmware, as QEMU writes it into measured memory
/// (`kernel-hashes=on`) and the firmware compares it.
///
/// | Offset | Bytes | Field |
/// |---:|---:|---|
/// | 0 | 16 | 9438d606-4f22-4cc9-b479-a793d411fd21 |
/// | 16 | 2 | length: 168 |
/// | 18 | 50 | 97d02dd8-bd20-4c94-aa78-e7714d36ab2a, length 50, digest of the command line |
/// | 68 | 50 | 44baf731-3a2f-4bd7-9af1-41e29169781d, length 50, digest of the initrd |
/// | 118 | 50 | 4de79437-abd2-427f-b835-d5b172d2045b, length 50, digest of the kernel |
/// | 168 | 8 | zero |
///
/// @param kernel digest of the kernel as the host hands it over, 32 bytes
/// @param initrd digest of the initrd; of nothing where there is none
/// @param commandLine digest of the command line and a zero byte
public record KernelHashes(Bytes kernel, Bytes initrd, Bytes commandLine) {
  private static final Bytes TABLE = Guid.of("9438d606-4f22-4cc9-b479-a793d411fd21");
  private static final Bytes COMMAND_LINE = Guid.of("97d02dd8-bd20-4c94-aa78-e7714d36ab2a");
  private static final Bytes INITRD = Guid.of("44baf731-3a2f-4bd7-9af1-41e29169781d");
  private static final Bytes KERNEL = Guid.of("4de79437-abd2-427f-b835-d5b172d2045b");

  private static final int DIGEST_BYTES = 32;
  private static final int ENTRY_BYTES = Guid.BYTES + 2 + DIGEST_BYTES;
  private static final int TABLE_LENGTH = Guid.BYTES + 2 + 3 * ENTRY_BYTES;

  /// The table rounded up to a multiple of 16.
  static final int TABLE_BYTES = 176;

  public KernelHashes {
    if (kernel.length() != DIGEST_BYTES
        || initrd.length() != DIGEST_BYTES
        || commandLine.length() != DIGEST_BYTES) {
      throw new IllegalArgumentException("want three SHA-256 digests");
    }
  }

  /// The digests of these.
  ///
  /// @param initrd empty for none
  /// @param commandLine exactly as the host is given it, without an ending zero; empty for none
  public static KernelHashes of(Bytes kernel, Bytes initrd, String commandLine) {
    return new KernelHashes(
        kernel.sha256(), initrd.sha256(), Bytes.utf8(commandLine).concat(Bytes.zeros(1)).sha256());
  }

  /// The page that holds the table `offset` bytes after its start.
  Bytes page(int offset) {
    var out = new BinaryWriter().zeros(offset).raw(TABLE).u16le(TABLE_LENGTH);
    entry(out, COMMAND_LINE, commandLine);
    entry(out, INITRD, initrd);
    entry(out, KERNEL, kernel);
    return out.zeros(LaunchDigest.PAGE_BYTES - offset - TABLE_LENGTH).toBytes();
  }

  private static void entry(BinaryWriter out, Bytes guid, Bytes digest) {
    out.raw(guid).u16le(ENTRY_BYTES).raw(digest);
  }
}
