package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.finding.Rule;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/// What a broken rule means for whoever relies on the machine, in one sentence.
final class Meanings {
  private static final Properties SENTENCES = load();

  private Meanings() {}

  /// The sentence for `rule`; nothing for a rule that has none.
  static Optional<String> of(Rule rule) {
    return Optional.ofNullable(SENTENCES.getProperty(rule.code()));
  }

  private static Properties load() {
    var sentences = new Properties();
    try (var in =
        new InputStreamReader(
            Objects.requireNonNull(Meanings.class.getResourceAsStream("meanings.properties")),
            StandardCharsets.UTF_8)) {
      sentences.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("meanings.properties", e);
    }
    return sentences;
  }
}
