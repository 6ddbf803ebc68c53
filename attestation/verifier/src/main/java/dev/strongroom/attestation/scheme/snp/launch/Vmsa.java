package dev.strongroom.attestation.scheme.snp.launch;

import dev.strongroom.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The start state of a virtual CPU under QEMU and KVM (Linux 6.10 on): one page, little-endian,
/// all zero but (AMD 24593 revision 3.42, appendix B, table B-4):
///
/// | Offset | Bytes | Field | Value |
/// |-------:|------:|-------|-------|
/// | 0x000  | 16 each | ES, CS, SS, DS, FS, GS, GDTR, LDTR, IDTR, TR: selector, attributes, limit, base | reset |
/// | 0x0D0  | 8 | EFER | 0x1000, SVME, which KVM sets |
/// | 0x148  | 8 | CR4 | 0x40, MCE, which KVM sets |
/// | 0x158  | 8 | CR0 | 0x10 |
/// | 0x160  | 8 | DR7 | 0x400 |
/// | 0x168  | 8 | DR6 | 0xffff0ff0 |
/// | 0x170  | 8 | RFLAGS | 2 |
/// | 0x178  | 8 | RIP | low half of the start address |
/// | 0x268  | 8 | G_PAT | 0x0007040600070406 |
/// | 0x310  | 8 | RDX | CPU signature |
/// | 0x3B0  | 8 | SEV_FEATURES | as launched |
/// | 0x3E8  | 8 | XCR0 | 1 |
/// | 0x408  | 4 | MXCSR | 0x1f80 |
/// | 0x410  | 2 | x87 FCW | 0x37f |
final class Vmsa {
  /// Where the first virtual CPU starts: the reset vector.
  static final long RESET_VECTOR = 0xffff_fff0L;

  private static final int SEGMENT_BYTES = 16;
  private static final int LIMIT = 0xffff;
  private static final long HIGH_HALF = 0xffff_0000L;
  private static final long LOW_HALF = 0xffffL;

  private Vmsa() {}

  static Bytes page(long eip, VcpuModel model, long sevFeatures) {
    var page = ByteBuffer.allocate(LaunchDigest.PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    segments(page, eip & HIGH_HALF);
    page.putLong(0x0d0, 0x1000);
    page.putLong(0x148, 0x40);
    page.putLong(0x158, 0x10);
    page.putLong(0x160, 0x400);
    page.putLong(0x168, 0xffff_0ff0L);
    page.putLong(0x170, 2);
    page.putLong(0x178, eip & LOW_HALF);
    page.putLong(0x268, 0x0007_0406_0007_0406L);
    page.putLong(0x310, model.signature());
    page.putLong(0x3b0, sevFeatures);
    page.putLong(0x3e8, 1);
    page.putInt(0x408, 0x1f80);
    page.putShort(0x410, (short) 0x37f);
    return Bytes.copyOf(page.array());
  }

  private static void segments(ByteBuffer page, long codeBase) {
    int[] attributes = {0x93, 0x9b, 0x93, 0x93, 0x93, 0x93, 0, 0x82, 0, 0x8b};
    for (int i = 0; i < attributes.length; i++) {
      boolean code = i == 1;
      page.putShort(i * SEGMENT_BYTES, (short) (code ? 0xf000 : 0));
      page.putShort(i * SEGMENT_BYTES + 2, (short) attributes[i]);
      page.putInt(i * SEGMENT_BYTES + 4, LIMIT);
      page.putLong(i * SEGMENT_BYTES + 8, code ? codeBase : 0);
    }
  }
}
