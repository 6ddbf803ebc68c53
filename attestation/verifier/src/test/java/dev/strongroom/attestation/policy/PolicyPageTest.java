package dev.strongroom.attestation.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.claims.ClaimSchema;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `docs/attestation/policy.md` says what is so.
class PolicyPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("strongroom.root"), "docs", "attestation", "policy.md");

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }

  @Test
  void listsEveryClaim() throws Exception {
    var rows =
        ClaimSchema.claims().values().stream()
            .map(c -> "| `%s` | %s | %s |".formatted(c.name(), c.kind().text(), c.source()))
            .toList();

    assertThat(
            page()
                .lines()
                .filter(
                    line ->
                        line.matches("\\| `[a-z_]+(\\..*)?` \\| (?:bool|int|string|list|map).*")))
        .containsExactlyElementsOf(rows);
  }

  @Test
  void itsExampleMayBeAppliedInProduction() throws Exception {
    var page = page();
    int begin = page.indexOf("```json\n") + "```json\n".length();
    var example =
        PolicyDocument.parse(Bytes.utf8(page.substring(begin, page.indexOf("```", begin))));

    assertThat(Policy.compile(example).objections(Profile.PRODUCTION)).isEmpty();
  }
}
