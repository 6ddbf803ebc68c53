package dev.strongroom.attestation.azure;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the paravisor says of the virtual machine, JSON. Azure adds members over time, so unknown
/// ones are passed over; the CPU's report vouches for every byte of it.
///
/// | Member | Meaning |
/// |---|---|
/// | keys | JWKs (RFC 7517); exactly one has the kid `HCLAkPub`: RSA, key_ops `sign`, e 65537 |
/// | vm-configuration | what the virtual machine was started as |
/// | user-data | 64 bytes in hexadecimal that the guest chose; absent in older reports |
///
/// @param akModulus of HCLAkPub, 256 to 512 bytes without leading zeros
/// @param vmConfiguration simple members, for people: `secure-boot`, `vmUniqueId`
/// @param userData 64 bytes, or none
public record RuntimeData(
    Bytes akModulus, SortedMap<String, String> vmConfiguration, Bytes userData) {
  /// 65537, the exponent of every key that a TPM makes by default.
  static final Bytes EXPONENT = Bytes.copyOf(new byte[] {1, 0, 1});

  private static final String AK = "HCLAkPub";
  private static final int MIN_MODULUS_BYTES = 256;
  private static final int MAX_MODULUS_BYTES = 512;
  private static final int TOP_BIT = 0x80;
  private static final int USER_DATA_BYTES = 64;

  public RuntimeData {
    vmConfiguration = Collections.unmodifiableSortedMap(new TreeMap<>(vmConfiguration));
  }

  /// Reads the JSON.
  ///
  /// @throws MalformedException if a key is there twice, or HCLAkPub is not there exactly once
  static RuntimeData parse(Bytes json) throws MalformedException {
    var root = JsonObject.parse("runtime data", json);
    Bytes modulus = Bytes.empty();
    for (var key : root.objects("keys")) {
      if (key.text("kid").equals(AK)) {
        if (modulus.length() > 0) {
          throw new MalformedException("runtime data.keys", -1, "has two keys HCLAkPub");
        }
        modulus = modulus(key);
      }
    }
    if (modulus.length() == 0) {
      throw new MalformedException("runtime data.keys", -1, "has no key HCLAkPub");
    }
    return new RuntimeData(
        modulus,
        root.has("vm-configuration")
            ? root.object("vm-configuration").scalars()
            : Collections.emptySortedMap(),
        userData(root));
  }

  private static Bytes modulus(JsonObject key) throws MalformedException {
    // spec: RFC 7517 4.1, 4.3: kty RSA, key_ops sign
    if (!key.text("kty").equals("RSA") || !key.texts("key_ops").contains("sign")) {
      throw new MalformedException("HCLAkPub", -1, "is not an RSA key that signs");
    }
    var exponent = key.octets("e", JsonObject.Text.BASE64URL);
    if (!exponent.equals(EXPONENT)) {
      throw new MalformedException("HCLAkPub.e", -1, "got " + exponent + ", want 010001");
    }
    var modulus = key.octets("n", JsonObject.Text.BASE64URL);
    // spec: RFC 7518 6.3.1.1: n without leading zeros
    if (modulus.length() < MIN_MODULUS_BYTES
        || modulus.length() > MAX_MODULUS_BYTES
        || modulus.at(0) < TOP_BIT) {
      throw new MalformedException("HCLAkPub.n", -1, "is not 2048 to 4096 bits");
    }
    return modulus;
  }

  private static Bytes userData(JsonObject root) throws MalformedException {
    if (!root.has("user-data")) {
      return Bytes.empty();
    }
    var data = Bytes.ofHex("runtime data.user-data", root.text("user-data"));
    if (data.length() != USER_DATA_BYTES) {
      throw new MalformedException(
          "runtime data.user-data", -1, "got " + data.length() + " bytes, want 64");
    }
    return data;
  }
}
