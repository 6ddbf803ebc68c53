package dev.strongroom.attestation.scheme.snp.launch;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;

/// The launch digest as the firmware's guest context keeps it while pages are added: SHA-384 over
/// PAGE_INFO (AMD 56860, 8.17.2), page after page.
///
/// | Offset | Bytes | Field      | Meaning                                                   |
/// |-------:|------:|------------|-----------------------------------------------------------|
/// | 0x00   |    48 | DIGEST_CUR | the digest so far                                         |
/// | 0x30   |    48 | CONTENTS   | SHA-384 of a normal or VMSA page, zero for other types    |
/// | 0x60   |     2 | LENGTH     | 0x70                                                      |
/// | 0x62   |     1 | PAGE_TYPE  | see the constants                                         |
/// | 0x63   |     1 | IMI_PAGE   | 0                                                         |
/// | 0x64   |     3 | VMPL3_PERMS, VMPL2_PERMS, VMPL1_PERMS | 0                              |
/// | 0x67   |     1 | reserved   | 0                                                         |
/// | 0x68   |     8 | GPA        | guest physical address                                    |
///
/// @param value 48 bytes
record LaunchDigest(Bytes value) {
  static final int PAGE_BYTES = 4096;

  private static final int DIGEST_BYTES = 48;
  private static final int PAGE_INFO_BYTES = 0x70;
  private static final int NORMAL = 1;
  private static final int VMSA = 2;
  private static final int ZERO = 3;
  private static final int SECRETS = 5;
  private static final int CPUID = 6;

  /// Where the firmware measures every VMSA: -1, cut to a page of 52 address bits.
  private static final long VMSA_GPA = 0xffff_ffff_f000L;

  private static final Bytes NO_CONTENTS = Bytes.zeros(DIGEST_BYTES);

  /// Before the first page.
  static LaunchDigest start() {
    return new LaunchDigest(NO_CONTENTS);
  }

  // spec: AMD 56860 8.17.2 PAGE_INFO: DIGEST_NEW = SHA-384(PAGE_INFO)
  private LaunchDigest page(int type, long gpa, Bytes contents) {
    return new LaunchDigest(
        new BinaryWriter()
            .raw(value)
            .raw(contents)
            .u16le(PAGE_INFO_BYTES)
            .u8(type)
            .zeros(5)
            .u64le(gpa)
            .toBytes()
            .sha384());
  }

  /// With whole pages of content from `gpa` on.
  LaunchDigest normal(long gpa, Bytes content) {
    var digest = this;
    for (int at = 0; at < content.length(); at += PAGE_BYTES) {
      digest = digest.page(NORMAL, gpa + at, content.slice(at, at + PAGE_BYTES).sha384());
    }
    return digest;
  }

  /// With whole pages of zeros from `gpa` on.
  LaunchDigest zeros(long gpa, long length) {
    var digest = this;
    for (long at = 0; at < length; at += PAGE_BYTES) {
      digest = digest.page(ZERO, gpa + at, NO_CONTENTS);
    }
    return digest;
  }

  /// With the page for secrets.
  LaunchDigest secrets(long gpa) {
    return page(SECRETS, gpa, NO_CONTENTS);
  }

  /// With the page for CPUID results.
  LaunchDigest cpuid(long gpa) {
    return page(CPUID, gpa, NO_CONTENTS);
  }

  /// With one virtual CPU's start state.
  LaunchDigest vmsa(Bytes page) {
    return page(VMSA, VMSA_GPA, page.sha384());
  }
}
