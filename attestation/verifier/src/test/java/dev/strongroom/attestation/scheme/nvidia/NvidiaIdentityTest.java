package dev.strongroom.attestation.scheme.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.TestChains;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/// The two extensions in which NVIDIA names a device, made byte by byte.
class NvidiaIdentityTest {
  private static final KeyPair KEY = TestChains.rsa();
  private static final String NAME = "NVIDIA:GH100:0123456789ABCDEF";

  /// DMTF device info, and SHA-384, as object identifiers.
  private static final String DEVICE_INFO = tlv(0x06, "2b06010401831c821201");

  private static final String SHA384 = tlv(0x06, "608648016503040202");
  private static final String DIGEST = tlv(0x04, "ab".repeat(48));
  private static final String SPKI = tlv(0x30, "0500");
  private static final String VERSION = tlv(0x02, "01");

  /// Something that does not belong there.
  private static final String MORE = "0500";

  private static String tlv(int tag, String content) {
    int length = content.length() / 2;
    return "%02x".formatted(tag) + (length < 0x80 ? "%02x" : "81%02x").formatted(length) + content;
  }

  private static String name(String text) {
    return tlv(0x0c, Bytes.utf8(text).hex());
  }

  private static String subjectAltName(String value) {
    return tlv(0x30, tlv(0xa0, DEVICE_INFO + tlv(0xa0, value)));
  }

  private static String composite(String content) {
    return tlv(0x30, content);
  }

  private static final String GOOD_NAME = subjectAltName(name(NAME));
  private static final String GOOD_FWID = composite(VERSION + SPKI + tlv(0x30, SHA384 + DIGEST));

  private static NvidiaIdentity identity(String subjectAltName, String composite) throws Exception {
    return identity(subjectAltName, composite, "");
  }

  private static NvidiaIdentity identity(String subjectAltName, String composite, String tcbInfo)
      throws Exception {
    var builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=issuer"),
            BigInteger.ONE,
            Date.from(TestChains.NOW),
            Date.from(TestChains.NOW.plus(Duration.ofDays(1))),
            new X500Name("CN=leaf"),
            KEY.getPublic());
    add(builder, "2.5.29.17", subjectAltName);
    add(builder, "2.23.133.5.4.1", composite);
    add(builder, "2.23.133.5.4.1.1", tcbInfo);
    var signer = new JcaContentSignerBuilder("SHA256withRSA").build(KEY.getPrivate());
    var der = Bytes.copyOf(builder.build(signer).getEncoded());
    return NvidiaIdentity.parse(Certificate.ofDer("leaf", der));
  }

  private static void add(JcaX509v3CertificateBuilder builder, String oid, String hex)
      throws Exception {
    if (!hex.isEmpty()) {
      builder.addExtension(
          new Extension(new ASN1ObjectIdentifier(oid), false, HexFormat.of().parseHex(hex)));
    }
  }

  private static void assertRefused(String subjectAltName, String composite) {
    assertThatThrownBy(() -> identity(subjectAltName, composite))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void namesArchitectureDeviceAndFirmware() throws Exception {
    var identity = identity(GOOD_NAME, GOOD_FWID);

    assertThat(identity.architecture()).isEqualTo("GH100");
    assertThat(identity.deviceId()).isEqualTo("0123456789abcdef");
    assertThat(identity.fwid().hex()).isEqualTo("ab".repeat(48));
    assertThat(identity.issuerSpki().orElseThrow().hex()).isEqualTo("0500");
  }

  @Test
  void bothExtensionsAreRequired() {
    assertRefused("", GOOD_FWID);
    assertRefused(GOOD_NAME, "");
  }

  @Test
  void theNameHasOneForm() {
    for (var other :
        new String[] {
          "NVIDIA:GH100:0123456789abcdef",
          "NVIDIA:GH100:0123456789ABCDE",
          "NVIDIA::0123456789ABCDEF",
          "AMD:GH100:0123456789ABCDEF",
          NAME + " "
        }) {
      assertRefused(subjectAltName(name(other)), GOOD_FWID);
    }
    assertRefused(tlv(0x30, tlv(0xa0, SHA384 + tlv(0xa0, name(NAME)))), GOOD_FWID);
  }

  @Test
  void nothingStandsBesideTheName() {
    assertRefused(GOOD_NAME + MORE, GOOD_FWID);
    assertRefused(subjectAltName(name(NAME) + MORE), GOOD_FWID);
    assertRefused(tlv(0x30, tlv(0xa0, DEVICE_INFO + tlv(0xa0, name(NAME)) + MORE)), GOOD_FWID);
    assertRefused(
        tlv(0x30, tlv(0xa0, DEVICE_INFO + tlv(0xa0, name(NAME))) + tlv(0x82, "61")), GOOD_FWID);
  }

  @Test
  void theFirmwareDigestHasOneForm() {
    var other = tlv(0x06, "608648016503040201");
    assertRefused(GOOD_NAME, composite(VERSION + SPKI + tlv(0x30, other + DIGEST)));
    var shorter = tlv(0x04, "ab".repeat(47));
    assertRefused(GOOD_NAME, composite(VERSION + SPKI + tlv(0x30, SHA384 + shorter)));
    assertRefused(GOOD_NAME, composite(tlv(0x02, "02") + SPKI + tlv(0x30, SHA384 + DIGEST)));
  }

  @Test
  void nothingStandsBesideTheFirmwareDigest() {
    assertRefused(GOOD_NAME, GOOD_FWID + MORE);
    assertRefused(GOOD_NAME, composite(VERSION + SPKI + tlv(0x30, SHA384 + DIGEST) + MORE));
    assertRefused(GOOD_NAME, composite(VERSION + SPKI + tlv(0x30, SHA384 + DIGEST + MORE)));
  }

  private static final String ZEROS = tlv(0x30, SHA384 + tlv(0x04, "00".repeat(48)));
  private static final String VENDOR = tlv(0x80, Bytes.utf8("NVIDIA").hex());
  private static final String FIRST = tlv(0x30, SHA384 + DIGEST);

  private static void assertTcbInfoRefused(String content, String words) {
    assertThatThrownBy(() -> identity(GOOD_NAME, "", tlv(0x30, content)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(words);
  }

  // spec: TCG DICE TcbInfo fwids
  @Test
  void blackwellsFirmwareDigestIsTheFirstOfSeveral() throws Exception {
    var model = tlv(0x81, "41");
    var svn = tlv(0x83, "01");
    var flags = tlv(0x87, "0080000001");
    var good = VENDOR + model + svn + tlv(0xa6, FIRST + ZEROS) + flags;
    var identity = identity(GOOD_NAME, "", tlv(0x30, good));
    assertThat(identity.fwid().hex()).isEqualTo("ab".repeat(48));
    assertThat(identity.issuerSpki()).isEmpty();

    assertThatThrownBy(() -> identity(GOOD_NAME, GOOD_FWID, tlv(0x30, good)))
        .hasMessageContaining("stands beside");
    assertThatThrownBy(() -> identity(GOOD_NAME, "", tlv(0x30, good) + MORE))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void blackwellsTcbInfoHasOneForm() {
    assertTcbInfoRefused(VENDOR, "fwids: is absent");
    assertTcbInfoRefused(tlv(0x80, "41") + tlv(0xa6, FIRST), "vendor: want NVIDIA");
    assertTcbInfoRefused(VENDOR + tlv(0xa6, ZEROS), "got zeros for the first");
    assertTcbInfoRefused(VENDOR + tlv(0xa6, FIRST + FIRST), "got a second FWID");
    assertTcbInfoRefused(VENDOR + tlv(0xa6, FIRST + MORE), "FWID fwid");
    assertTcbInfoRefused(VENDOR + tlv(0xa6, FIRST) + tlv(0xa6, FIRST), "do not ascend");
    assertTcbInfoRefused(VENDOR + tlv(0x87, "00") + tlv(0xa6, FIRST), "do not ascend");
    assertTcbInfoRefused(tlv(0xa6, FIRST), "vendor");
  }
}
