package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Certificates in the order in which they were sent: leaf first, root last. Nothing is said of
/// authenticity.
///
/// @param certificates at least one
public record CertificateChain(List<Certificate> certificates) {
  /// NVIDIA's five, with room for vendors to add levels.
  public static final int MAX_CERTIFICATES = 8;

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final int PEM_LINE = 64;

  public CertificateChain {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
      throw new IllegalArgumentException("certificates: want 1 to 8, got " + certificates.size());
    }
  }

  /// Reads PEM certificates (RFC 7468) with nothing but white space between them.
  ///
  /// @throws MalformedException if there is anything else, no certificate, or more than
  ///   [#MAX_CERTIFICATES]
  public static CertificateChain parse(Bytes pem) throws MalformedException {
    var text = pem.utf8();
    var certificates = new ArrayList<Certificate>();
    int at = skipSpace(text, 0);
    while (at < text.length()) {
      var field = "chain[" + certificates.size() + "]";
      if (certificates.size() == MAX_CERTIFICATES) {
        throw new MalformedException(field, at, "more than 8 certificates");
      }
      if (!text.startsWith(BEGIN, at)) {
        throw new MalformedException(field, at, "want " + BEGIN);
      }
      int begin = at + BEGIN.length();
      int end = text.indexOf(END, begin);
      if (end < 0) {
        throw new MalformedException(field, at, "has no " + END);
      }
      var body = withoutSpace(text, begin, end);
      certificates.add(Certificate.ofDer(field, Bytes.ofBase64(field, body)));
      at = skipSpace(text, end + END.length());
    }
    if (certificates.isEmpty()) {
      throw new MalformedException("chain", 0, "has no certificate");
    }
    return new CertificateChain(certificates);
  }

  private static int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /// By lines: a regular expression takes longer than reading the certificate.
  private static String withoutSpace(String text, int from, int to) {
    var joined = new StringBuilder(to - from);
    int start = from;
    for (int at = from; at < to; at++) {
      if (isSpace(text.charAt(at))) {
        joined.append(text, start, at);
        start = at + 1;
      }
    }
    return joined.append(text, start, to).toString();
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  static String pem(Bytes der) {
    var body = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(der.toArray());
    return BEGIN + "\n" + body + "\n" + END + "\n";
  }

  /// The first certificate: the key that signed the report.
  public Certificate leaf() {
    return certificates.getFirst();
  }

  /// The last certificate: what is compared with pins.
  public Certificate root() {
    return certificates.getLast();
  }

  /// PEM of all, in order.
  public Bytes toPem() {
    var text = new StringBuilder();
    certificates.forEach(certificate -> text.append(certificate.toPem()));
    return Bytes.utf8(text.toString());
  }
}
