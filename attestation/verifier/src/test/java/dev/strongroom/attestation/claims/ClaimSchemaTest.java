package dev.strongroom.attestation.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClaimSchemaTest {
  private static final String ROW = "/// | `";

  @Test
  void thePackagesPageNamesEveryClaimAndNoOther() throws Exception {
    var root = Objects.requireNonNull(System.getProperty("strongroom.root"));
    var page =
        Path.of(
            root,
            "attestation/verifier/src/main/java/dev/strongroom/attestation/claims/package-info.java");
    var rows = Files.readAllLines(page).stream().filter(line -> line.startsWith(ROW)).toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            ClaimSchema.claims().values().stream()
                .map(c -> "/// | `%s` | %s | %s |".formatted(c.name(), c.kind().text(), c.source()))
                .toList());
  }
}
