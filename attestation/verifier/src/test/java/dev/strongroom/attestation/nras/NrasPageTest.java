package dev.strongroom.attestation.nras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NrasRule;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/attestation/nras.md` says what is so.
class NrasPageTest {
  private static final Path ROOT = Path.of(System.getProperty("strongroom.root"));
  private static final Path PAGE = ROOT.resolve("docs/attestation/nras.md");
  private static final Path HERE =
      ROOT.resolve(
          "attestation/verifier/src/test/java/dev/strongroom/attestation/nras/NrasPageTest.java");

  // The page's example.
  static List<Finding> findings(
      Bytes response, Bytes jwks, Bytes nonce, List<SentDevice> sent, Instant now)
      throws MalformedException {
    var tokens = NrasTokens.parse(response);
    var keys = NrasKeys.parse(jwks);
    return switch (NrasVerifier.verify(tokens, keys, NrasSigners.production(), now)) {
      case Verified<NrasResult> verified -> NrasAppraisal.appraise(verified, nonce, sent);
      case Rejected<NrasResult>(var reasons) -> reasons;
    };
  }

  // Its end.

  @Test
  void itsExampleIsWhatRunsHere() throws Exception {
    var source = Files.readString(HERE);
    int begin =
        source.indexOf("  // The page's example.\n") + "  // The page's example.\n".length();
    var example = source.substring(begin, source.indexOf("\n  // Its end.")).stripTrailing();
    var page = Files.readString(PAGE);
    int code = page.indexOf("```java\n") + "```java\n".length();
    assertThat(page.substring(code, page.indexOf("```", code)).stripTrailing())
        .isEqualTo(example.stripIndent());

    var genuine = GenuineNras.ONE_GPU;
    var jwks = Vectors.read(GenuineNras.NRAS + genuine.folder() + "/jwks.json");
    var findings =
        findings(genuine.response(), jwks, genuine.nonceBytes(), genuine.sent(), genuine.after(60));
    assertThat(GenuineNras.codes(findings)).isEqualTo("nras.not-local");
  }

  @Test
  void listsEveryRule() throws IOException {
    var listed =
        Pattern.compile("^\\| `(nras\\.[a-z-]+)` \\|", Pattern.MULTILINE)
            .matcher(Files.readString(PAGE))
            .results()
            .map(row -> row.group(1))
            .toList();
    assertThat(listed)
        .containsExactlyElementsOf(Arrays.stream(NrasRule.values()).map(NrasRule::code).toList());
  }
}
