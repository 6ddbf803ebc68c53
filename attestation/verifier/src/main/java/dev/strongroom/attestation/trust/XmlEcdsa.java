package dev.strongroom.attestation.trust;

import dev.strongroom.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureSpi;

/// Lends [Ecdsa] to the platform's XML signatures, so that there stays one place that verifies
/// ECDSA. It knows P-384 with SHA-384 and cannot sign. Registered nowhere. Thread-safe.
final class XmlEcdsa extends Provider {
  private static final long serialVersionUID = 1L;

  /// The one that there is.
  static final XmlEcdsa PROVIDER = new XmlEcdsa();

  private static final String ALGORITHM = "SHA384withECDSAinP1363Format";

  private XmlEcdsa() {
    super("StrongroomXmlEcdsa", "1", "verifies ECDSA of XML signatures");
    putService(
        new Service(this, "Signature", ALGORITHM, P384Verifier.class.getName(), null, null) {
          @Override
          public Object newInstance(Object parameter) {
            return new P384Verifier();
          }
        });
  }

  /// A key of this provider.
  @SuppressWarnings("serial") // a key of one verification is written nowhere
  record Key(EcdsaKey point) implements PublicKey {
    @Override
    public String getAlgorithm() {
      return "EC";
    }

    @Override
    public String getFormat() {
      return "none";
    }

    @Override
    public byte[] getEncoded() {
      return new byte[0];
    }
  }

  /// One verification.
  private static final class P384Verifier extends SignatureSpi {
    private static final int VALUE_BYTES = EcdsaCurve.P384.coordinateBytes();

    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private Key key = new Key((_, _) -> false);

    @Override
    protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
      if (!(publicKey instanceof Key own)) {
        throw new InvalidKeyException("want a key of this provider");
      }
      key = own;
      message.reset();
    }

    @Override
    protected void engineUpdate(byte value) {
      message.write(value);
    }

    @Override
    protected void engineUpdate(byte[] values, int from, int length) {
      message.write(values, from, length);
    }

    @Override
    protected boolean engineVerify(byte[] signature) {
      var value = Bytes.copyOf(signature);
      if (value.length() != 2 * VALUE_BYTES) {
        return false;
      }
      var r = value.slice(0, VALUE_BYTES);
      var s = value.slice(VALUE_BYTES, 2 * VALUE_BYTES);
      return Ecdsa.P384.verify(
          key.point(),
          Bytes.copyOf(message.toByteArray()),
          EcdsaSignature.ofBigEndian(EcdsaCurve.P384, r, s));
    }

    @Override
    protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
      throw new InvalidKeyException("verifies only");
    }

    @Override
    protected byte[] engineSign() {
      throw new IllegalStateException("verifies only");
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new InvalidParameterException(name);
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new InvalidParameterException(name);
    }
  }
}
