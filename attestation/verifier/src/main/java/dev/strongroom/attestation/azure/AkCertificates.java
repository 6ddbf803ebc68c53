package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.Der;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;

/// Certificates of attestation keys as they come out of the virtual TPM.
final class AkCertificates {
  /// tcg-kp-AIKCertificate, 2.23.133.8.3.
  private static final Bytes AIK_CERTIFICATE =
      Bytes.copyOf(new byte[] {0x67, (byte) 0x81, 0x05, 0x08, 0x03});

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final int TWO_LENGTH_BYTES = 0x82;

  private AkCertificates() {}

  /// Reads one PEM certificate, which zeros may follow inside the armour: NV index 0x01C101D0 is
  /// larger than the certificate, and collectors armour all of it.
  static Certificate ofPem(String field, String pem) throws MalformedException {
    var text = pem.strip();
    if (!text.startsWith(BEGIN) || text.indexOf(END) != text.length() - END.length()) {
      throw new MalformedException(field, -1, "is not one PEM certificate");
    }
    var body = text.substring(BEGIN.length(), text.length() - END.length());
    return ofPadded(field, Bytes.ofBase64(field, body.replaceAll("[ \t\r\n]", "")));
  }

  /// Reads one DER certificate, which zeros may follow.
  static Certificate ofPadded(String field, Bytes padded) throws MalformedException {
    var in = new BinaryReader(padded);
    // spec: X.690 8.1.3: a SEQUENCE of 256 to 65535 bytes, as every certificate is
    in.expect(field, Bytes.copyOf(new byte[] {Der.SEQUENCE, (byte) TWO_LENGTH_BYTES}));
    int length = in.u16be(field);
    in.skip(field, length);
    int end = in.position();
    in.zeros(field + " padding", in.remaining());
    return Certificate.ofDer(field, padded.slice(0, end));
  }

  /// True if the certificate is for an attestation key.
  static boolean isForAttestation(Certificate certificate) {
    try {
      return certificate.isFor(AIK_CERTIFICATE);
    } catch (MalformedException e) {
      return false;
    }
  }
}
