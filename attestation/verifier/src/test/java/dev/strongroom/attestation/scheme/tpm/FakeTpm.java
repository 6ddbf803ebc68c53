package dev.strongroom.attestation.scheme.tpm;

import dev.strongroom.attestation.trust.KeyStatement;
import dev.strongroom.attestation.trust.RsaSignature;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A TPM in software: one attestation key, and quotes that are well formed unless told otherwise.
public final class FakeTpm {
  public static final int SHA1 = 0x4;
  public static final int SHA256 = 0xb;

  private final KeyPair key;

  /// A TPM with a new RSA-2048 attestation key.
  public FakeTpm() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      key = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The attestation key.
  public KeyPair key() {
    return key;
  }

  /// The attestation key's modulus, 256 bytes.
  public Bytes modulus() {
    var bytes = Bytes.copyOf(((RSAPublicKey) key.getPublic()).getModulus().toByteArray());
    return bytes.slice(bytes.length() - 256, bytes.length());
  }

  /// A statement that vouches for this key.
  public KeyStatement statement() {
    return () -> Bytes.copyOf(key.getPublic().getEncoded());
  }

  /// One selection as TPMS_PCR_SELECTION writes it.
  public static Bytes selection(int bank, Collection<Integer> pcrs) {
    int bits = pcrs.stream().mapToInt(pcr -> 1 << pcr).reduce(0, (a, b) -> a | b);
    return new BinaryWriter().u16be(bank).u8(3).u24le(bits).toBytes();
  }

  /// TPMS_ATTEST over a nonce, raw selections and the digest of `pcrs`.
  public static Bytes attest(Bytes nonce, SortedMap<Integer, Bytes> pcrs, Bytes... selections) {
    var out =
        new BinaryWriter()
            .u32be(0xff544347L)
            .u16be(0x8018)
            .u16be(2)
            .u16be(0x1234)
            .u16be(nonce.length())
            .raw(nonce)
            .u64be(77_000)
            .u32be(5)
            .u32be(1)
            .u8(1)
            .u64be(9)
            .u32be(selections.length);
    for (var selection : selections) {
      out.raw(selection);
    }
    var values = pcrs.values().stream().reduce(Bytes.empty(), Bytes::concat);
    return out.u16be(32).raw(values.sha256()).toBytes();
  }

  /// The signature of this TPM over `message`.
  public RsaSignature sign(Bytes message) {
    try {
      var signer = Signature.getInstance("SHA256withRSA");
      signer.initSign(key.getPrivate());
      signer.update(message.toArray());
      return TpmQuote.rawSignature(Bytes.copyOf(signer.sign()));
    } catch (GeneralSecurityException | MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A quote over `pcrs` of the SHA-256 bank.
  public TpmQuote quote(Bytes nonce, Map<Integer, Bytes> pcrs) throws MalformedException {
    var attest = attest(nonce, new TreeMap<>(pcrs), selection(SHA256, pcrs.keySet()));
    return TpmQuote.parse(attest, sign(attest), pcrs);
  }
}
