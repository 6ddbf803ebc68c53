package dev.strongroom.attestation.evidence;

import static dev.strongroom.attestation.evidence.OcspForm.GOOD;
import static dev.strongroom.attestation.evidence.OcspForm.NONCE;
import static dev.strongroom.attestation.evidence.OcspForm.SHA384;
import static dev.strongroom.attestation.evidence.OcspForm.about;
import static dev.strongroom.attestation.evidence.OcspForm.certificateId;
import static dev.strongroom.attestation.evidence.OcspForm.extension;
import static dev.strongroom.attestation.evidence.OcspForm.octets;
import static dev.strongroom.attestation.evidence.OcspForm.oid;
import static dev.strongroom.attestation.evidence.OcspForm.sequence;
import static dev.strongroom.attestation.evidence.OcspForm.single;
import static dev.strongroom.attestation.evidence.OcspForm.tagged;
import static dev.strongroom.attestation.evidence.OcspForm.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.TestChains;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("JavaUtilDate") // the API of Bouncy Castle
class OcspResponseTest {
  private static OcspResponse parse(Consumer<OcspForm> change) throws MalformedException {
    var form = new OcspForm();
    change.accept(form);
    return OcspResponse.ofDer("ocsp", form.der());
  }

  private static OcspResponse.Single only(ASN1Encodable single) throws MalformedException {
    return parse(form -> form.responses = sequence(single)).singles().getFirst();
  }

  private static void assertRefused(Consumer<OcspForm> change, String words) {
    assertThatThrownBy(() -> parse(change))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(words);
  }

  @Nested
  class Genuine {
    static Stream<String> files() throws IOException {
      try (var found = Files.list(Vectors.path("gpu/hopper/h100-550.90.07/ocsp"))) {
        return found.map(file -> file.getFileName().toString()).sorted().toList().stream();
      }
    }

    private static Bytes read(String file) {
      return Vectors.read("gpu/hopper/h100-550.90.07/ocsp/" + file);
    }

    @ParameterizedTest
    @MethodSource("files")
    void isReadAsBouncyCastleReadsIt(String file) throws Exception {
      var der = read(file);
      var theirs = (BasicOCSPResp) new OCSPResp(der.toArray()).getResponseObject();
      var id = theirs.getResponses()[0].getCertID();

      var ours = OcspResponse.ofDer("ocsp", der);

      assertThat(ours.der()).isEqualTo(der);
      assertThat(ours.toBeSigned()).isEqualTo(Bytes.copyOf(theirs.getTBSResponseData()));
      assertThat(ours.signature()).isEqualTo(Bytes.copyOf(theirs.getSignature()));
      assertThat(ours.signatureAlgorithm()).isEqualTo(theirs.getSignatureAlgOID().getId());
      assertThat(ours.producedAt()).isEqualTo(theirs.getProducedAt().toInstant());
      assertThat(ours.certificates()).hasSize(1);
      assertThat(ours.certificates().getFirst().der())
          .isEqualTo(Bytes.copyOf(theirs.getCerts()[0].getEncoded()));
      assertThat(ours.responder())
          .isEqualTo(
              new ResponderId.ByKey(
                  Bytes.copyOf(theirs.getResponderId().toASN1Primitive().getKeyHash())));
      assertThat(ours.responder().names(ours.certificates().getFirst())).isTrue();
      assertThat(ours.nonce()).isEmpty();
      assertThat(ours.singles())
          .containsExactly(
              new OcspResponse.Single(
                  new CertificateId(
                      OcspHash.SHA384,
                      Bytes.copyOf(id.getIssuerNameHash()),
                      Bytes.copyOf(id.getIssuerKeyHash()),
                      id.getSerialNumber()),
                  new OcspStatus.Good(),
                  theirs.getResponses()[0].getThisUpdate().toInstant(),
                  Optional.of(theirs.getResponses()[0].getNextUpdate().toInstant())));
    }

    @ParameterizedTest
    @MethodSource("files")
    void truncationsAndTrailingBytesAreMalformed(String file) {
      var der = read(file);
      for (int length = 0; length < der.length(); length++) {
        var shorter = der.slice(0, length);
        assertThatThrownBy(() -> OcspResponse.ofDer("ocsp", shorter))
            .isInstanceOf(MalformedException.class);
      }
      assertThatThrownBy(() -> OcspResponse.ofDer("ocsp", der.concat(Bytes.zeros(1))))
          .isInstanceOf(MalformedException.class);
    }

    @Test
    void areEqualByTheirBytes() throws Exception {
      var one = OcspResponse.ofDer("ocsp", read("device-brom-l4.der"));
      var same = OcspResponse.ofDer("ocsp", read("device-brom-l4.der"));

      assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
      assertThat(one).isNotEqualTo(OcspResponse.ofDer("ocsp", read("rim-l3.der")));
    }
  }

  // spec: RFC 6960 4.2.1
  @ParameterizedTest
  @CsvSource({
    "1, malformedRequest",
    "2, internalError",
    "3, tryLater",
    "4, 4",
    "5, sigRequired",
    "6, unauthorized",
    "7, status 7"
  })
  @DisplayName("RFC 6960 4.2.1: what is not successful says nothing; it is refused by name")
  void namesStatusesThatAreNotSuccess(int status, String name) {
    var bare = OcspForm.der(sequence(new ASN1Enumerated(status)));

    assertThatThrownBy(() -> OcspResponse.ofDer("ocsp", bare))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("got " + name + ",");
    assertRefused(form -> form.status = status, "got " + name + ",");
  }

  @Test
  void isReadWholeOrNotAtAll() throws Exception {
    assertThat(parse(form -> {}).singles()).hasSize(1);
    var nothing = OcspForm.der(sequence(new ASN1Enumerated(0)));
    assertThatThrownBy(() -> OcspResponse.ofDer("ocsp", nothing))
        .isInstanceOf(MalformedException.class);
    assertRefused(form -> form.type = "1.3.6.1.5.5.7.48.1.9", "id-pkix-ocsp-basic");
    assertRefused(form -> form.version = Optional.of(tagged(0, new ASN1Integer(0))), "responderID");
    assertRefused(form -> form.responder = tagged(2, octets(19)), "got 19 bytes, want 20");
    assertRefused(form -> form.responder = tagged(3, octets(20)), "responderID");
    assertRefused(form -> form.producedAt = time("20260101000000.5Z"), "YYYYMMDDHHMMSSZ");
    assertRefused(form -> form.signature = new DERBitString(new byte[8], 1), "whole octets");
    assertRefused(form -> form.algorithm = sequence(), "signatureAlgorithm");
    assertRefused(
        form -> form.algorithm = sequence(oid("1.2.3"), new ASN1Integer(1)), "signatureAlgorithm");
    assertThat(parse(form -> form.algorithm = sequence(oid("1.2.3"), DERNull.INSTANCE)))
        .extracting(OcspResponse::signatureAlgorithm)
        .isEqualTo("1.2.3");
  }

  @Test
  void isReadUpTo16Kibibytes() throws Exception {
    int limit = 16 * 1024;
    var form = new OcspForm();
    form.signature = new DERBitString(new byte[limit / 2]);
    int most = limit - (form.der().length() - limit / 2);

    form.signature = new DERBitString(new byte[most]);
    assertThat(form.der().length()).isEqualTo(limit);
    assertThat(OcspResponse.ofDer("ocsp", form.der()).singles()).hasSize(1);
    form.signature = new DERBitString(new byte[most + 1]);
    assertThatThrownBy(() -> OcspResponse.ofDer("ocsp", form.der()))
        .hasMessageContaining("got 16385 bytes, limit 16384");
  }

  @Test
  void respondersAreNamedByKeyOrName() throws Exception {
    var issuer = TestChains.AK.issuer();
    var name = ASN1Primitive.fromByteArray(issuer.subject().toArray());

    var byName = parse(form -> form.responder = tagged(1, name)).responder();

    assertThat(byName).isEqualTo(new ResponderId.ByName(issuer.subject()));
    assertThat(byName.names(issuer)).isTrue();
    assertThat(byName.names(TestChains.AK.root())).isFalse();
    var byKey = parse(form -> {}).responder();
    assertThat(byKey).isEqualTo(new ResponderId.ByKey(Bytes.zeros(20)));
    assertThat(byKey.names(issuer)).isFalse();
    assertThat(byKey.text()).contains("00".repeat(20));
    assertThat(byName.text()).contains(issuer.subject().sha256().hex());
  }

  @Test
  void certificatesAreFourAtMost() throws Exception {
    var one = ASN1Primitive.fromByteArray(TestChains.AK.root().der().toArray());
    for (int count = 0; count <= 5; count++) {
      var all = new DERSequence(Collections.nCopies(count, one).toArray(ASN1Encodable[]::new));
      if (count == 5) {
        assertRefused(form -> form.certificates = Optional.of(all), "more than 4 certificates");
      } else {
        assertThat(parse(form -> form.certificates = Optional.of(all)).certificates())
            .hasSize(count);
      }
    }
    assertRefused(form -> form.certificates = Optional.of(sequence(sequence())), "certs[0]");
  }

  @Test
  void nothingHoldsOneElementMore() throws Exception {
    var form = new OcspForm();
    var revoked = sequence(time("20251201000000Z"), tagged(0, new ASN1Enumerated(1)));
    form.responses =
        sequence(
            single(new DERTaggedObject(false, 1, revoked), tagged(0, time("20260102000000Z"))));
    form.extensions = Optional.of(sequence(extension(NONCE, octets(16))));
    form.algorithm = sequence(oid("1.2.840.113549.1.1.11"), DERNull.INSTANCE);
    var certificate = TestChains.AK.root().der();
    form.certificates = Optional.of(sequence(ASN1Primitive.fromByteArray(certificate.toArray())));
    assertThat(OcspResponse.ofDer("ocsp", form.der()).certificates()).hasSize(1);

    var grown = Grown.of(form.der(), Set.of(certificate));

    assertThat(grown).hasSize(21);
    assertThat(grown)
        .allSatisfy(
            der ->
                assertThatThrownBy(() -> OcspResponse.ofDer("ocsp", der))
                    .isInstanceOf(MalformedException.class));
  }

  @Nested
  class Singles {
    private static DERSequence numbered(int serial) {
      return about(certificateId(SHA384, 48, new ASN1Integer(serial)), GOOD);
    }

    private static DERSequence numbered(int from, int count) {
      return new DERSequence(
          Stream.iterate(from, serial -> serial + 1)
              .limit(count)
              .map(Singles::numbered)
              .toArray(ASN1Encodable[]::new));
    }

    @Test
    void areOneToSixteen() throws Exception {
      assertRefused(form -> form.responses = sequence(), "responses[0]");
      assertThat(parse(form -> form.responses = numbered(1, 16)).singles()).hasSize(16);
      assertRefused(form -> form.responses = numbered(1, 17), "more than 16 answers");
    }

    @Test
    void nameACertificateOnce() {
      assertRefused(
          form -> form.responses = sequence(numbered(1), numbered(2), numbered(1)),
          "responses[2]: names a certificate for the second time");
    }

    @ParameterizedTest
    @CsvSource({
      "1.3.14.3.2.26, 20, SHA1",
      "2.16.840.1.101.3.4.2.1, 32, SHA256",
      "2.16.840.1.101.3.4.2.2, 48, SHA384"
    })
    void digestWithOneOfThree(String oid, int length, OcspHash hash) throws Exception {
      var id = certificateId(oid, length, new ASN1Integer(7));
      assertThat(only(about(id, GOOD)).certificate())
          .isEqualTo(
              new CertificateId(
                  hash, Bytes.zeros(length), Bytes.zeros(length), BigInteger.valueOf(7)));
      for (int wrong : new int[] {length - 1, length + 1}) {
        assertThatThrownBy(() -> only(about(certificateId(oid, wrong, new ASN1Integer(7)), GOOD)))
            .hasMessageContaining("issuerNameHash: got " + wrong);
      }
      var shortKey =
          sequence(sequence(oid(oid)), octets(length), octets(length - 1), new ASN1Integer(7));
      assertThatThrownBy(() -> only(about(shortKey, GOOD)))
          .hasMessageContaining("issuerKeyHash: got " + (length - 1));
    }

    @Test
    void digestWithNothingElse() {
      for (var other : new String[] {"2.16.840.1.101.3.4.2.3", "1.2.840.113549.2.5"}) {
        var id = certificateId(other, 48, new ASN1Integer(7));
        assertThatThrownBy(() -> only(about(id, GOOD))).hasMessageContaining("hashAlgorithm");
      }
    }

    // spec: RFC 5280 4.1.2.2
    @Test
    @DisplayName("RFC 5280 4.1.2.2: a serial number has 20 octets at most")
    void haveSerialNumbersOfTwentyOctets() throws Exception {
      var largest = BigInteger.ONE.shiftLeft(159).subtract(BigInteger.ONE);
      var id = certificateId(SHA384, 48, new ASN1Integer(largest));
      assertThat(only(about(id, GOOD)).certificate().serialNumber()).isEqualTo(largest);
      var larger = certificateId(SHA384, 48, new ASN1Integer(largest.add(BigInteger.ONE)));
      assertThatThrownBy(() -> only(about(larger, GOOD))).hasMessageContaining("serialNumber");
    }

    private static ASN1Encodable revoked(ASN1Encodable... info) {
      return new DERTaggedObject(false, 1, sequence(info));
    }

    // spec: RFC 6960 2.2
    @Test
    @DisplayName("RFC 6960 2.2: good, revoked, unknown")
    void sayOneOfThreeThings() throws Exception {
      assertThat(only(single(GOOD)).status()).isEqualTo(new OcspStatus.Good());
      var unknown = new DERTaggedObject(false, 2, DERNull.INSTANCE);
      assertThat(only(single(unknown)).status()).isEqualTo(new OcspStatus.Unknown());
      var since = Instant.parse("2025-12-01T00:00:00Z");
      var at = time("20251201000000Z");
      assertThat(only(single(revoked(at))).status())
          .isEqualTo(new OcspStatus.Revoked(since, Optional.empty()));
      for (int reason : new int[] {0, 1, 6, 10, 200}) {
        var status =
            (OcspStatus.Revoked)
                only(single(revoked(at, tagged(0, new ASN1Enumerated(reason))))).status();
        assertThat(status).isEqualTo(new OcspStatus.Revoked(since, Optional.of(reason)));
        assertThat(status.isOnHold()).isEqualTo(reason == 6);
        assertThat(status.text()).isEqualTo("revoked at 2025-12-01T00:00:00Z, reason " + reason);
      }
      var never = revoked(time("19700101000000Z"), tagged(0, new ASN1Enumerated(6)));
      assertThat(((OcspStatus.Revoked) only(single(never)).status()).isOnHold())
          .as("on hold since 1970-01-01: never issued")
          .isFalse();
    }

    @Test
    void sayNothingElse() {
      var at = time("20251201000000Z");
      for (var wrong :
          new ASN1Encodable[] {
            new DERTaggedObject(false, 0, new DEROctetString(new byte[1])),
            new DERTaggedObject(false, 2, new DEROctetString(new byte[1])),
            new DERTaggedObject(false, 3, DERNull.INSTANCE),
            revoked(),
            revoked(at, new ASN1Enumerated(1)),
            revoked(at, tagged(0, new ASN1Integer(1))),
            revoked(at, tagged(0, new ASN1Enumerated(1)), DERNull.INSTANCE),
            DERNull.INSTANCE
          }) {
        assertThatThrownBy(() -> only(single(wrong))).isInstanceOf(MalformedException.class);
      }
    }

    @Test
    void mayHaveAnEnd() throws Exception {
      assertThat(only(single(GOOD)).nextUpdate()).isEmpty();
      assertThat(only(single(GOOD, tagged(0, time("20260102000000Z")))).nextUpdate())
          .contains(Instant.parse("2026-01-02T00:00:00Z"));
      assertThatThrownBy(() -> only(single(GOOD, tagged(0, new ASN1Integer(1)))))
          .isInstanceOf(MalformedException.class);
      assertThatThrownBy(() -> only(single(GOOD, tagged(2, time("20260102000000Z")))))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Nested
  @DisplayName("RFC 6960 4.4: extensions")
  class Extensions {
    private static DERSequence critical(String id, boolean value) {
      return sequence(oid(id), ASN1Boolean.getInstance(value), octets(1));
    }

    // spec: RFC 6960 4.4
    @Test
    void areKnownOrNotCritical() throws Exception {
      var strange = extension("1.2.3.4", DERNull.INSTANCE);
      parse(form -> form.extensions = Optional.of(sequence(strange)));
      only(single(GOOD, tagged(1, sequence(strange))));
      assertRefused(
          form -> form.extensions = Optional.of(sequence(critical("1.2.3.4", true))),
          "responseExtensions: critical extension");
      assertRefused(
          form ->
              form.responses =
                  sequence(single(GOOD, tagged(1, sequence(critical("1.2.3.4", true))))),
          "singleExtensions: critical extension");
      assertRefused(
          form ->
              form.responses = sequence(single(GOOD, tagged(1, sequence(critical(NONCE, true))))),
          "singleExtensions: critical extension");
      assertRefused(
          form -> form.extensions = Optional.of(sequence(critical("1.2.3.4", false))),
          "critical: want TRUE, or nothing");
    }

    @Test
    void areThereOnce() {
      var strange = extension("1.2.3.4", DERNull.INSTANCE);
      assertRefused(
          form -> form.extensions = Optional.of(sequence(strange, strange)), "extension twice");
      assertRefused(form -> form.extensions = Optional.of(sequence()), "responseExtensions");
      assertRefused(
          form ->
              form.extensions = Optional.of(sequence(sequence(oid("1.2.3"), octets(1), octets(1)))),
          "left over");
    }

    // spec: RFC 9654 2.1 size
    @Test
    @DisplayName("RFC 9654 2.1: a nonce is an OCTET STRING of 1 to 128 octets")
    void nonceHasOneTo128Octets() throws Exception {
      for (int length : new int[] {1, 32, 128}) {
        var nonce = extension(NONCE, octets(length));
        assertThat(parse(form -> form.extensions = Optional.of(sequence(nonce))).nonce())
            .contains(Bytes.zeros(length));
      }
      for (int length : new int[] {0, 129}) {
        assertRefused(
            form -> form.extensions = Optional.of(sequence(extension(NONCE, octets(length)))),
            "nonce: got " + length);
      }
      var bare = sequence(oid(NONCE), octets(32));
      assertRefused(form -> form.extensions = Optional.of(sequence(bare)), "nonce");
      var value = new DEROctetString(OcspForm.der(octets(32)).toArray());
      var critical = sequence(oid(NONCE), ASN1Boolean.TRUE, value);
      assertThat(parse(form -> form.extensions = Optional.of(sequence(critical))).nonce())
          .contains(Bytes.zeros(32));
    }
  }
}
