package dev.strongroom.simulator.vendor;

import dev.strongroom.simulator.layout.Area;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.SigningKey;
import java.math.BigInteger;
import java.util.Optional;

/// An ID block and its ID authentication information (AMD 56860, SNP_LAUNCH_FINISH): the image's
/// owner names what may be launched, signs that with an ID key, and may certify the ID key with an
/// author key. Immutable, thread-safe.
///
/// | ID block, 96 bytes | | ID authentication, 4096 bytes | |
/// |---|---|---|---|
/// | 0x00, 48 | LD, the launch digest | 0x000, 4 | ID_KEY_ALGO: 1 |
/// | 0x30, 16 | FAMILY_ID | 0x004, 4 | AUTH_KEY_ALGO: 1, or 0 without author |
/// | 0x40, 16 | IMAGE_ID | 0x040, 512 | ID_BLOCK_SIG over the ID block |
/// | 0x50, 4 | VERSION: 1 | 0x240, 1028 | ID_KEY |
/// | 0x54, 4 | GUEST_SVN | 0x680, 512 | ID_KEY_SIG over ID_KEY, by the author key |
/// | 0x58, 8 | POLICY | 0x880, 1028 | AUTHOR_KEY |
///
/// A key is curve (2: P-384) in 4 bytes, then x and y little-endian in 72 bytes each, and 880 zero
/// bytes; its digest is SHA-384 of all 1028.
///
/// @param measurement LD, 48 bytes
/// @param familyId 16 bytes
/// @param imageId 16 bytes
/// @param idKey signs the block
/// @param authorKey certifies the ID key
public record SnpIdBlock(
    Bytes measurement,
    Bytes familyId,
    Bytes imageId,
    long guestSvn,
    long policy,
    SigningKey idKey,
    Optional<SigningKey> authorKey) {
  private static final int KEY_BYTES = 1028;
  private static final int COORDINATE_BYTES = 72;
  private static final int P384 = 2;
  private static final int ECDSA_P384_SHA384 = 1;
  private static final int SIGNATURE_BYTES = 512;

  /// The ID block, 96 bytes.
  public Bytes block() {
    return new BinaryWriter()
        .raw(measurement)
        .raw(familyId)
        .raw(imageId)
        .u32le(1)
        .u32le(guestSvn)
        .u64le(policy)
        .toBytes();
  }

  /// The ID authentication information, 4096 bytes.
  public Bytes authentication() {
    var area = new Area(4096);
    area.number(0, 4, ECDSA_P384_SHA384);
    area.put(0x40, SIGNATURE_BYTES, SnpReportFields.signature(idKey.sign(block())));
    area.put(0x240, KEY_BYTES, key(idKey.publicKey()));
    authorKey.ifPresent(
        author -> {
          area.number(4, 4, ECDSA_P384_SHA384);
          var signature = author.sign(key(idKey.publicKey()));
          area.put(0x680, SIGNATURE_BYTES, SnpReportFields.signature(signature));
          area.put(0x880, KEY_BYTES, key(author.publicKey()));
        });
    return area.toBytes();
  }

  /// ID_KEY_DIGEST, 48 bytes.
  public Bytes idKeyDigest() {
    return key(idKey.publicKey()).sha384();
  }

  /// AUTHOR_KEY_DIGEST, 48 bytes; zero without an author key.
  public Bytes authorKeyDigest() {
    return authorKey.map(author -> key(author.publicKey()).sha384()).orElse(Bytes.zeros(48));
  }

  private static Bytes key(PublicKey key) {
    var point = key.platformKey().getW();
    var area = new Area(KEY_BYTES);
    area.number(0, 4, P384);
    area.patch(4, coordinate(point.getAffineX()));
    area.patch(4 + COORDINATE_BYTES, coordinate(point.getAffineY()));
    return area.toBytes();
  }

  /// Little-endian; what follows is zero.
  private static Bytes coordinate(BigInteger value) {
    var bigEndian = Bytes.copyOf(value.toByteArray());
    int from = bigEndian.at(0) == 0 ? 1 : 0;
    return SnpReportFields.reversed(bigEndian.slice(from, bigEndian.length()));
  }

  @Override
  public String toString() {
    return "SnpIdBlock[" + block() + "]";
  }
}
