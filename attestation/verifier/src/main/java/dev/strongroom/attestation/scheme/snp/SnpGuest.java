package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.attestation.demand.Expectation;

/// What a policy demands of the ID block under which a guest was launched. The firmware checked the
/// block's signature at launch and wrote the signers' digests into the report; without a signer
/// that the policy names, the host could have written everything else in the block itself, so such
/// demands cannot be built.
///
/// @param idKeys accepted ID_KEY_DIGESTs, 48 bytes: SHA-384 of the key as the firmware takes it
/// @param authorKeys accepted AUTHOR_KEY_DIGESTs, 48 bytes
/// @param familyIds accepted FAMILY_IDs, 16 bytes
/// @param imageIds accepted IMAGE_IDs, 16 bytes
/// @param minimumSvn lowest accepted GUEST_SVN, 0 for every one
public record SnpGuest(
    Expectation idKeys,
    Expectation authorKeys,
    Expectation familyIds,
    Expectation imageIds,
    long minimumSvn) {
  private static final int DIGEST_BYTES = 48;
  private static final int ID_BYTES = 16;

  public SnpGuest {
    idKeys.requireLength("idKeys", DIGEST_BYTES);
    authorKeys.requireLength("authorKeys", DIGEST_BYTES);
    familyIds.requireLength("familyIds", ID_BYTES);
    imageIds.requireLength("imageIds", ID_BYTES);
    if (minimumSvn < 0 || minimumSvn > 0xffff_ffffL) {
      throw new IllegalArgumentException("minimumSvn: got " + minimumSvn + ", want 32 bits");
    }
    boolean signed = isListed(idKeys) || isListed(authorKeys);
    if (!signed && (minimumSvn > 0 || isListed(familyIds) || isListed(imageIds))) {
      throw new IllegalArgumentException(
          "FAMILY_ID, IMAGE_ID and GUEST_SVN prove nothing unless idKeys or authorKeys are listed");
    }
  }

  /// Every guest, with or without an ID block.
  public static SnpGuest any() {
    return new SnpGuest(
        Expectation.any(), Expectation.any(), Expectation.any(), Expectation.any(), 0);
  }

  private static boolean isListed(Expectation accepted) {
    return accepted instanceof Expectation.OneOf;
  }
}
