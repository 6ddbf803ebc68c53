package dev.strongroom.attestation.trust;

import dev.strongroom.wire.Bytes;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;

/// A signature that is known to hold over [#MESSAGE] (RFC 6979, A.2.5 and A.2.6).
///
/// @param spki DER SubjectPublicKeyInfo of the key
record KnownEcdsa(EcdsaCurve curve, Bytes spki, EcdsaSignature signature) {
  static final Bytes MESSAGE = Bytes.utf8("sample");

  static final List<KnownEcdsa> ALL =
      List.of(
          of(
              EcdsaCurve.P256,
              "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
                  + "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                  + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
              "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
              "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"),
          of(
              EcdsaCurve.P384,
              "3076301006072a8648ce3d020106052b8104002203620004"
                  + "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64"
                  + "def8f0ea9055866064a254515480bc13"
                  + "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1"
                  + "288b231c3ae0d4fe7344fd2533264720",
              "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
                  + "81a648152e44acf96e36dd1e80fabe46",
              "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
                  + "a329c145786e679e7b82c71a38628ac8"));

  private static KnownEcdsa of(EcdsaCurve curve, String spki, String r, String s) {
    return new KnownEcdsa(
        curve,
        Bytes.copyOf(HexFormat.of().parseHex(spki)),
        new EcdsaSignature(curve, new BigInteger(r, 16), new BigInteger(s, 16)));
  }
}
