package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;

/// The ID block (AMD 56860 revision 1.58, 8.18 SNP_LAUNCH_FINISH): what a guest's owner signs
/// beforehand, and the firmware demands of the launch.
///
/// | Offset | Bytes | Field | Meaning |
/// |-------:|------:|-------|---------|
/// | 0x00   |    48 | LD | the MEASUREMENT that the guest must have |
/// | 0x30   |    16 | FAMILY_ID | copied into the report |
/// | 0x40   |    16 | IMAGE_ID | copied into the report |
/// | 0x50   |     4 | VERSION | 1 |
/// | 0x54   |     4 | GUEST_SVN | copied into the report |
/// | 0x58   |     8 | POLICY | the policy that the guest must have |
///
/// @param raw all 96 bytes, which the signature covers
public record IdBlock(
    Bytes measurement,
    Bytes familyId,
    Bytes imageId,
    long guestSvn,
    GuestPolicy policy,
    Bytes raw) {
  /// Length of every ID block.
  public static final int BYTES = 96;

  private static final int VERSION = 1;

  /// Reads an ID block.
  ///
  /// @throws MalformedException if it is not exactly one of version 1
  public static IdBlock parse(Bytes block) throws MalformedException {
    if (block.length() != BYTES) {
      throw new MalformedException(
          "ID block", 0, "got " + block.length() + " bytes, want " + BYTES);
    }
    var in = new BinaryReader(block);
    var measurement = in.bytes("LD", 48);
    var familyId = in.bytes("FAMILY_ID", 16);
    var imageId = in.bytes("IMAGE_ID", 16);
    int at = in.position();
    long version = in.u32le("VERSION");
    if (version != VERSION) {
      throw new MalformedException("VERSION", at, "got " + version + ", want 1");
    }
    long svn = in.u32le("GUEST_SVN");
    var policy = new GuestPolicy(in.bits64le("POLICY"));
    in.end();
    return new IdBlock(measurement, familyId, imageId, svn, policy, block);
  }
}
