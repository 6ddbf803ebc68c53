package dev.strongroom.transparency;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;

/// The log's Ed25519 key. Signs any head it is given: that heads only ever grow is its caller's
/// duty. Never prints itself. Thread-safe.
public final class CheckpointSigner {
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s+"
              + "-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

  private final PrivateKey privateKey;
  private final LogVerifierKey verifierKey;

  private CheckpointSigner(PrivateKey privateKey, LogVerifierKey verifierKey) {
    this.privateKey = privateKey;
    this.verifierKey = verifierKey;
  }

  /// A fresh key called `name`.
  public static CheckpointSigner generate(String name, SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(255, random);
      var pair = generator.generateKeyPair();
      return new CheckpointSigner(
          pair.getPrivate(), new LogVerifierKey(name, LogVerifierKey.rawOf(pair.getPublic())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is required of the platform", e);
    }
  }

  /// Reads what [#toPem] wrote.
  ///
  /// @throws MalformedException if it is anything else, or if its halves do not belong together
  public static CheckpointSigner ofPem(String name, String pem) throws MalformedException {
    var match = PEM.matcher(pem);
    if (!match.matches()) {
      throw new MalformedException("checkpointKey", -1, "is not a PEM private and public key");
    }
    try {
      var keys = KeyFactory.getInstance("Ed25519");
      var privateKey = keys.generatePrivate(new PKCS8EncodedKeySpec(der(match.group(1))));
      var publicKey = keys.generatePublic(new X509EncodedKeySpec(der(match.group(2))));
      var signer =
          new CheckpointSigner(
              privateKey, new LogVerifierKey(name, LogVerifierKey.rawOf(publicKey)));
      var probe = Bytes.utf8("strongroom key pair probe");
      if (!signer.verifierKey.verify(probe, signer.sign(probe))) {
        throw new MalformedException("checkpointKey", -1, "private and public key do not match");
      }
      return signer;
    } catch (GeneralSecurityException e) {
      throw new MalformedException("checkpointKey", -1, "is not an Ed25519 key pair", e);
    }
  }

  private static byte[] der(String body) throws MalformedException {
    return Bytes.ofBase64("checkpointKey", body.replaceAll("\\s", "")).toArray();
  }

  /// PKCS #8 private key followed by the public key, both PEM.
  public String toPem() {
    var spki = LogVerifierKey.spkiOf(verifierKey.publicKey());
    return pem("PRIVATE KEY", privateKey.getEncoded()) + pem("PUBLIC KEY", spki.toArray());
  }

  private static String pem(String label, byte[] der) {
    var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  /// Vouches for `head` as the state of log `origin`.
  public Checkpoint sign(String origin, TreeHead head) {
    return Checkpoint.signed(origin, head, signText(Checkpoint.text(origin, head)));
  }

  /// The signed note of `text`.
  String signText(String text) {
    return SignedNote.write(text, verifierKey, sign(Bytes.utf8(text)));
  }

  private Bytes sign(Bytes message) {
    try {
      var signer = Signature.getInstance("Ed25519");
      signer.initSign(privateKey);
      signer.update(message.toArray());
      return Bytes.copyOf(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing with an Ed25519 key failed", e);
    }
  }

  /// The public half with its name.
  public LogVerifierKey verifierKey() {
    return verifierKey;
  }

  @Override
  public String toString() {
    return "CheckpointSigner[" + verifierKey + ", private half redacted]";
  }
}
