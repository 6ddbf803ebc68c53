package dev.strongroom.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.TestChains;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.math.BigInteger;
import java.nio.file.Files;
import java.security.KeyPair;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("How deep DER may nest")
class DerNestingTest {
  private static final int SEQUENCE = Der.SEQUENCE;
  private static final int CONSTRUCTED_OCTETS = 0x24;

  private static Bytes element(int tag, Bytes content) {
    int length = content.length();
    var header =
        length < 0x80
            ? "%02x%02x".formatted(tag, length)
            : length < 0x10000
                ? "%02x82%04x".formatted(tag, length)
                : "%02x83%06x".formatted(tag, length);
    return Bytes.copyOf(HexFormat.of().parseHex(header)).concat(content);
  }

  private static Bytes nested(int tag, int levels) {
    var all = Bytes.empty();
    for (int i = 0; i < levels; i++) {
      all = element(tag, all);
    }
    return all;
  }

  private static void assertRefused(Bytes der, String words) {
    assertThatThrownBy(() -> DerNesting.check("crl", der))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @ValueSource(ints = {SEQUENCE, CONSTRUCTED_OCTETS, Der.OCTET_STRING, Der.CONTEXT_0})
  void isThirtyTwo(int tag) {
    assertThatCode(() -> DerNesting.check("crl", nested(tag, DerNesting.MAX_DEPTH)))
        .doesNotThrowAnyException();
    assertRefused(nested(tag, DerNesting.MAX_DEPTH + 1), "nests deeper than 32");
  }

  @Test
  void countsFromWhatIsOpenNotFromWhatCameBefore() {
    var many = Bytes.empty();
    for (int i = 0; i < 100; i++) {
      many = many.concat(nested(SEQUENCE, 31));
    }
    var all = element(SEQUENCE, many);

    assertThatCode(() -> DerNesting.check("crl", all)).doesNotThrowAnyException();
    assertRefused(element(SEQUENCE, many.concat(nested(SEQUENCE, 32))), "nests deeper than 32");
  }

  @Test
  void isCountedBehindWhatHasNoForm() {
    var noForm = element(SEQUENCE, Bytes.copyOf(new byte[] {0x30, 0x05, 0x01}));

    assertRefused(element(SEQUENCE, noForm.concat(nested(SEQUENCE, 32))), "nests deeper than 32");
  }

  // spec: X.690 10.1
  @Test
  void lengthsAreDefinite() {
    var indefinite = Bytes.copyOf(new byte[] {0x30, (byte) 0x80, 0x00, 0x00});

    assertRefused(indefinite, "indefinite length");
    assertRefused(element(SEQUENCE, indefinite), "indefinite length");
    assertRefused(
        element(SEQUENCE, element(Der.OCTET_STRING, indefinite).concat(indefinite)),
        "indefinite length");
    // What an octet string holds need not be DER: any 20 bytes name a key.
    assertThatCode(() -> DerNesting.check("crl", element(Der.OCTET_STRING, indefinite)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "30", "3081", "30847fffffff", "3084ffffffff", "3085", "0402", "3f8101"})
  void otherDefectsAreLeftToTheParser(String hex) {
    var der = Bytes.copyOf(HexFormat.of().parseHex(hex));

    assertThatCode(() -> DerNesting.check("crl", der)).doesNotThrowAnyException();
  }

  /// An extension whose value is exactly `content`, in place of an OCTET STRING.
  private static Bytes tampered(Bytes whole, Bytes content) {
    // The builder wrote 04 04 and the marker: the length of everything around it changes.
    var marker = Bytes.copyOf(HexFormat.of().parseHex("0404cafebabe"));
    return rewritten(whole, marker, content);
  }

  private static Bytes rewritten(Bytes der, Bytes marker, Bytes content) {
    if (der.equals(marker)) {
      return content;
    }
    if (!der.hex().contains(marker.hex())) {
      return der;
    }
    int header = (der.at(1) & 0x80) == 0 ? 2 : 2 + (der.at(1) & 0x7f);
    var inner = Bytes.empty();
    int at = header;
    while (at < der.length()) {
      int size = size(der, at);
      inner = inner.concat(rewritten(der.slice(at, at + size), marker, content));
      at += size;
    }
    return element(der.at(0), inner);
  }

  private static int size(Bytes der, int at) {
    int first = der.at(at + 1);
    if (first < 0x80) {
      return 2 + first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = length << 8 | der.at(at + 2 + i);
    }
    return 2 + (first & 0x7f) + length;
  }

  private static final Extension MARKED =
      new Extension(
          new ASN1ObjectIdentifier("1.2.3.4"), false, HexFormat.of().parseHex("cafebabe"));

  private static ContentSigner signer() throws Exception {
    return new JcaContentSignerBuilder("SHA256withRSA").build(KEY.getPrivate());
  }

  private static final KeyPair KEY = TestChains.rsa();

  @Test
  void aListThatNestsBeyondTheStackIsMalformed() throws Exception {
    var name = new X500Name("CN=issuer");
    var list =
        new X509v2CRLBuilder(name, new Date(0))
            .setNextUpdate(new Date(1000))
            .addExtension(MARKED)
            .build(signer());
    var der = tampered(Bytes.copyOf(list.getEncoded()), nested(CONSTRUCTED_OCTETS, 10_000));

    assertThat(der.length()).isLessThan(64 * 1024);
    assertThatThrownBy(() -> RevocationList.ofDer("crl", der))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("nests deeper than 32");
  }

  @Test
  void soIsACertificate() throws Exception {
    var name = new X500Name("CN=issuer");
    var certificate =
        new JcaX509v3CertificateBuilder(
                name, BigInteger.ONE, new Date(0), new Date(1000), name, KEY.getPublic())
            .addExtension(MARKED)
            .build(signer());
    var der = tampered(Bytes.copyOf(certificate.getEncoded()), nested(CONSTRUCTED_OCTETS, 1500));

    assertThatThrownBy(() -> Certificate.ofDer("leaf", der))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("nests deeper than 32");
  }

  @Test
  void genuineListsStayFarBelow() throws Exception {
    int read = 0;
    try (var files = Files.walk(Vectors.path("cpu"))) {
      for (var file : files.toList()) {
        if (String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).matches(".*crl.*\\.der")) {
          var list = RevocationList.ofDer("crl", Bytes.copyOf(Files.readAllBytes(file)));
          assertThat(list.thisUpdate()).as(file.toString()).isBefore(list.nextUpdate());
          read++;
        }
      }
    }
    assertThat(read).isGreaterThan(8);
  }
}
