package dev.strongroom.attestation.scheme.nvidia.rim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A genuine manifest with something changed: it is refused, or only spelled otherwise.
@Tag("vectors")
class RimMutationTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  /// Coprime to 8, so that every bit has its turn.
  private static final int STRIDE = 5;

  private final Bytes genuine = GenuineRims.xml(GenuineRims.DRIVER_550);
  private final String text = genuine.utf8();
  private final int signature = text.indexOf("<ds:Signature ");
  private final int signatureEnd = text.indexOf("</SoftwareIdentity>");

  private static Rim parse(Bytes xml) throws MalformedException {
    return Rim.parse(new RimId(RimKind.DRIVER, "NV_GPU_DRIVER_GH100_550.90.07"), xml);
  }

  private static boolean isRefused(Bytes xml) {
    try {
      return GenuineRims.verification(parse(xml), AT) instanceof Rejected;
    } catch (MalformedException e) {
      return true;
    }
  }

  private static String verdict(String xml) {
    try {
      return switch (GenuineRims.verification(parse(Bytes.utf8(xml)), AT)) {
        case Verified<Rim> _ -> "verified";
        case Rejected<Rim>(var findings) -> GenuineRims.codes(findings);
      };
    } catch (MalformedException e) {
      return "malformed";
    }
  }

  private List<Integer> accepted(IntStream places) {
    return places
        .parallel()
        .filter(i -> !isRefused(Genuine.flipped(genuine, i, 1 << i % 8)))
        .boxed()
        .toList();
  }

  @Test
  void theGenuineOneIsAccepted() {
    assertThat(verdict(text)).isEqualTo("verified");
    assertThat(genuine.length()).isEqualTo(21053);
  }

  @Test
  void everySingleBitFlipOfWhatIsSignedIsRefused() {
    var signed =
        IntStream.range(0, genuine.length())
            .filter(i -> i < signature || i >= signatureEnd)
            .filter(i -> i % STRIDE == 0);
    assertThat(accepted(signed)).isEmpty();
  }

  @Test
  @DisplayName(
      "SignedInfo, SignatureValue and certificates: every bit flip of every byte is refused")
  void everySingleBitFlipOfTheSignatureIsRefused() {
    int keyInfo = text.indexOf("<ds:KeyInfo>");
    assertThat(accepted(IntStream.range(signature, keyInfo))).isEmpty();
    // Base64 of a certificate may be broken into lines anywhere.
    var certificates = IntStream.range(keyInfo, signatureEnd).filter(i -> i % STRIDE == 0);
    for (int i : accepted(certificates)) {
      assertThat(text.charAt(i)).isEqualTo('\n');
    }
  }

  @Test
  void whatIsOnlySpelledOtherwiseMeansTheSame() throws Exception {
    var rim = parse(genuine);
    for (var same :
        List.of(
            text + "\n",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text,
            text.replace("\"/>", "\"  />"),
            text.replace("active=\"True\" alternatives=\"1\"", "alternatives='1'\n active='True'"),
            text.replace("550.90.07", "550.90.0&#55;"),
            text.replace("\n", "\r\n"),
            text.replace("</ds:SignatureValue>", "\n</ds:SignatureValue>"))) {
      var other = parse(Bytes.utf8(same));
      assertThat(verdict(same)).isEqualTo("verified");
      assertThat(other.measurements()).isEqualTo(rim.measurements());
      assertThat(other.version()).isEqualTo(rim.version());
      assertThat(other.product()).isEqualTo(rim.product());
      assertThat(other.chain()).isEqualTo(rim.chain());
    }
  }

  @Test
  void everyHashIsSigned() {
    var hash = Pattern.compile("Hash[0-9]=\"([0-9a-f])").matcher(text);
    int hashes = 0;
    while (hash.find()) {
      char other = hash.group(1).equals("0") ? '1' : '0';
      var changed = new StringBuilder(text);
      changed.setCharAt(hash.start(1), other);
      assertThat(verdict(changed.toString())).isEqualTo("nvidia.rim.signature");
      hashes++;
    }
    assertThat(hashes).isGreaterThan(64);
  }

  @Test
  void everyAttributeIsSigned() {
    for (var change :
        new String[][] {
          {"active=\"True\"", "active=\"False\""},
          {"active=\"False\"", "active=\"True\""},
          {"colloquialVersion=\"550.90.07\"", "colloquialVersion=\"550.90.08\""},
          {"product=\"GH100\"", "product=\"GB100\""},
          {"revision=\"r1\"", "revision=\"r2\""},
          {"name=\"Measurement_7\"", "name=\"Measurement_8\""},
          {"index=\"63\"", "index=\"0063\""},
          {" corpus=\"false\"", ""},
          {"<ns0:Entity name=\"NVIDIA Corporation\"", "<ns0:Entity name=\"Other\""}
        }) {
      assertThat(text).contains(change[0]);
      assertThat(verdict(text.replaceFirst(Pattern.quote(change[0]), change[1])))
          .isIn("nvidia.rim.signature", "malformed");
    }
  }

  @Test
  void resourcesCannotBeLeftOutOrMoved() {
    var resources =
        Pattern.compile("<ns0:Resource[^>]*/>")
            .matcher(text)
            .results()
            .map(r -> r.group())
            .toList();
    assertThat(resources).hasSize(64);
    for (int i = 0; i < 64; i += 7) {
      assertThat(verdict(text.replace(resources.get(i), ""))).isEqualTo("nvidia.rim.signature");
      assertThat(verdict(text.replace(resources.get(i), resources.get(i).repeat(2))))
          .isEqualTo("malformed");
    }
    var swapped =
        text.replace(resources.get(7), "@")
            .replace(resources.get(8), resources.get(7))
            .replace("@", resources.get(8));
    assertThat(verdict(swapped)).isEqualTo("nvidia.rim.signature");
  }

  @Test
  void everyTruncationIsMalformed() {
    IntStream.range(0, genuine.length())
        .filter(i -> i % 7 == 0 || i > genuine.length() - 30)
        .parallel()
        .forEach(
            length ->
                assertThatThrownBy(() -> parse(genuine.slice(0, length)))
                    .isInstanceOf(MalformedException.class));
  }

  @Test
  void nothingMayFollow() {
    for (var more : new String[] {"x", "\0", "<a/>", "<!-- -->", text}) {
      assertThat(verdict(text + more)).isEqualTo("malformed");
    }
  }
}
