package dev.strongroom.simulator.intel;

import static dev.strongroom.simulator.intel.Intel.PLATFORM;
import static dev.strongroom.simulator.intel.Intel.x509;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.simulator.pki.P256Key;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuoteFieldsTest {
  private static final Bytes DATA = Bytes.utf8("transcript").sha384().concat(Bytes.zeros(16));

  private record Quote(
      Bytes header,
      int bodyType,
      Bytes body,
      Bytes signed,
      Bytes signature,
      Bytes key,
      Bytes qeReport,
      Bytes qeSignature,
      Bytes authenticationData,
      int certificationType,
      Bytes certification,
      Bytes padding) {}

  /// The naive reading by the table of [QuoteFields].
  private static Quote read(Bytes quote) throws MalformedException {
    var in = new BinaryReader(quote);
    var header = in.bytes("header", 48);
    int version = header.at(0);
    int bodyType = version == 3 ? 1 : version == 4 ? 2 : in.u16le("type");
    int length = version == 3 ? 384 : version == 4 ? 584 : (int) in.u32le("length");
    var body = in.bytes("body", length);
    var signed = quote.slice(0, in.position());
    var section = in.sub("section", (int) in.u32le("length"));
    var padding = in.bytes("padding", in.remaining());
    var signature = section.bytes("signature", 64);
    var key = section.bytes("key", 64);
    if (version > 3) {
      assertThat(section.u16le("type")).isEqualTo(6);
      assertThat(section.u32le("length")).isEqualTo(section.remaining());
    }
    var qeReport = section.bytes("QE report", 384);
    var qeSignature = section.bytes("QE signature", 64);
    var authentication = section.bytes("authentication", section.u16le("length"));
    int type = section.u16le("type");
    var certification = section.bytes("certification", (int) section.u32le("length"));
    section.end();
    return new Quote(
        header,
        bodyType,
        body,
        signed,
        signature,
        key,
        qeReport,
        qeSignature,
        authentication,
        type,
        certification,
        padding);
  }

  private static PublicKey key(Bytes point) throws Exception {
    var parameters = ((ECPublicKey) x509(PLATFORM.chain().leaf()).getPublicKey()).getParams();
    var x = new BigInteger(1, point.slice(0, 32).toArray());
    var y = new BigInteger(1, point.slice(32, 64).toArray());
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), parameters));
  }

  static Stream<QuoteFields> kinds() {
    var td = new TdReportFields().reportData(DATA);
    return Stream.of(
        QuoteFields.sgx3(new EnclaveReportFields().reportData(DATA)),
        QuoteFields.tdx4(td),
        QuoteFields.tdx5(td),
        QuoteFields.tdx5Td15(td));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void eachKindOfQuoteHoldsTogether(QuoteFields fields) throws Exception {
    var quote = read(PLATFORM.sign(fields));
    var pck = x509(PLATFORM.chain().leaf()).getPublicKey();
    assertThat(Intel.verifies(key(quote.key()), quote.signed(), quote.signature())).isTrue();
    assertThat(Intel.verifies(pck, quote.qeReport(), quote.qeSignature())).isTrue();
    assertThat(quote.qeReport().slice(320, 384))
        .isEqualTo(quote.key().concat(quote.authenticationData()).sha256().concat(Bytes.zeros(32)));
    int length = quote.certification().length();
    assertThat(quote.certification().at(length - 1)).isZero();
    assertThat(CertificateChain.parse(quote.certification().slice(0, length - 1)))
        .isEqualTo(PLATFORM.chain());
    assertThat(quote.body().hex()).contains(DATA.hex());
  }

  static Stream<String> genuine() {
    return Stream.of("sgx/v3-swhardening", "tdx/v4-uptodate-eval17", "tdx/v5-uptodate-eval18");
  }

  @ParameterizedTest
  @MethodSource("genuine")
  void layoutIsThatOfTheGenuineQuote(String folder) throws Exception {
    var genuine = read(Vectors.read("cpu/" + folder + "/quote.bin"));
    var kinds =
        List.of(
            QuoteFields.sgx3(new EnclaveReportFields()),
            QuoteFields.tdx4(new TdReportFields()),
            QuoteFields.tdx5Td15(new TdReportFields()));
    var simulated = read(PLATFORM.sign(kinds.get(genuine.header().at(0) - 3)));
    // All but the user data, which names the platform.
    assertThat(simulated.header().slice(0, 28)).isEqualTo(genuine.header().slice(0, 28));
    assertThat(simulated.bodyType()).isEqualTo(genuine.bodyType());
    assertThat(simulated.body().length()).isEqualTo(genuine.body().length());
    assertThat(simulated.signed().length()).isEqualTo(genuine.signed().length());
    assertThat(simulated.authenticationData()).isEqualTo(genuine.authenticationData());
    assertThat(simulated.certificationType()).isEqualTo(genuine.certificationType());
    // MISCSELECT to ATTRIBUTES, and the reserved ranges and identities that follow.
    for (int[] range : new int[][] {{16, 64}, {96, 128}, {160, 256}, {256, 258}, {260, 320}}) {
      assertThat(simulated.qeReport().slice(range[0], range[1]))
          .isEqualTo(genuine.qeReport().slice(range[0], range[1]));
    }
  }

  @Test
  void aTdsFieldsAreWhereTheGenuineOnesAre() throws Exception {
    var genuine = read(Vectors.read("cpu/tdx/v5-uptodate-eval18/quote.bin")).body();
    var same =
        new TdReportFields()
            .teeTcbSvn(genuine.slice(0, 16))
            .mrSeam(genuine.slice(16, 64))
            .mrSignerSeam(genuine.slice(64, 112))
            .seamAttributes(0)
            .tdAttributes(0x10000000)
            .xfam(0x602e7)
            .mrTd(genuine.slice(136, 184))
            .mrConfigId(genuine.slice(184, 232))
            .mrOwner(genuine.slice(232, 280))
            .mrOwnerConfig(genuine.slice(280, 328))
            .rtmrs(
                List.of(
                    genuine.slice(328, 376),
                    genuine.slice(376, 424),
                    genuine.slice(424, 472),
                    genuine.slice(472, 520)))
            .reportData(genuine.slice(520, 584))
            .teeTcbSvn2(genuine.slice(584, 600))
            .mrServiceTd(genuine.slice(600, 648));
    assertThat(same.body15()).isEqualTo(genuine);
    assertThat(same.body10()).isEqualTo(genuine.slice(0, 584));
  }

  @Test
  void eachPartCanBeReplaced() throws Exception {
    var zero = Bytes.zeros(64);
    var other = P256Key.generate(Intel.RANDOM);
    var fields =
        QuoteFields.tdx5(new TdReportFields().patch(0, Bytes.utf8("x")))
            .version(6)
            .keyType(3)
            .teeType(0)
            .qeVendor(Bytes.zeros(16))
            .userData(Bytes.zeros(20))
            .bodyDescriptor(4, 584)
            .signature(zero)
            .qeSignature(zero)
            .attestationKey(other.point())
            .authenticationData(Bytes.empty())
            .certificationTypes(6, 1)
            .certificationData(Bytes.utf8("none"))
            .padding(Bytes.zeros(5));
    var quote = read(PLATFORM.sign(fields));
    assertThat(quote.header())
        .isEqualTo(Bytes.copyOf(new byte[] {6, 0, 3}).concat(Bytes.zeros(45)));
    assertThat(quote.bodyType()).isEqualTo(4);
    assertThat(quote.body().at(0)).isEqualTo('x');
    assertThat(List.of(quote.signature(), quote.qeSignature())).containsExactly(zero, zero);
    assertThat(quote.key()).isEqualTo(other.point());
    assertThat(quote.qeReport().slice(320, 352)).isEqualTo(other.point().sha256());
    assertThat(quote.certification()).isEqualTo(Bytes.utf8("none"));
    assertThat(quote.padding()).isEqualTo(Bytes.zeros(5));
    var unbound =
        QuoteFields.tdx4(new TdReportFields())
            .qeReportAsIs(new EnclaveReportFields().svn(7).reportData(DATA));
    var report = read(PLATFORM.sign(unbound)).qeReport();
    assertThat(report.slice(320, 384)).isEqualTo(DATA);
    assertThat(report.at(258)).isEqualTo(7);
  }
}
