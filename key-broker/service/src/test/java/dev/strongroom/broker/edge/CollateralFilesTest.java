package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.broker.StartException;
import dev.strongroom.broker.testing.Guests;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.client.UnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The collateral of a process")
class CollateralFilesTest {
  private static final Instant NOW = Guests.MADE;
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final Duration DAY = Duration.ofDays(1);

  private final Path bundle;

  CollateralFilesTest(@TempDir Path directory) throws Exception {
    bundle = directory.resolve("collateral.zip");
    Guests.writeBundle(bundle, NOW.minus(DAY), NOW.plus(DAY));
  }

  private static CollateralSettings settings(Profile profile, Path path) {
    return new CollateralSettings(profile, Optional.of(path), EvaluationSet.Update.STANDARD);
  }

  private CollateralFiles open() throws Exception {
    return CollateralFiles.open(settings(Profile.SIMULATION, bundle), CLOCK);
  }

  /// Puts an issuer's certificate into the directory.
  private Certificate writeIssuer() throws Exception {
    var issuer = Site.vendors().amd().ask().certificate();
    Files.write(bundle.resolve("ask.der"), issuer.der().toArray());
    return issuer;
  }

  @Nested
  @DisplayName("as configured")
  class Configured {
    @Test
    void isNoneUnlessASimulationIsGivenSome() throws Exception {
      var settings = CollateralSettings.of(SettingsTest.config(Map.of()));

      assertThat(settings)
          .isEqualTo(
              new CollateralSettings(
                  Profile.SIMULATION, Optional.empty(), EvaluationSet.Update.STANDARD));
      assertThat(CollateralFiles.open(settings, CLOCK).collateral(NOW))
          .isEqualTo(Collateral.none());
    }

    @Test
    void isThatOfTheOptions() throws Exception {
      var options = Map.of("profile", "production", "collateral", "/c.zip", "evaluation-set", "19");

      assertThat(CollateralSettings.of(SettingsTest.config(options)))
          .isEqualTo(
              new CollateralSettings(
                  Profile.PRODUCTION,
                  Optional.of(Path.of("/c.zip")),
                  new EvaluationSet.Pinned(19)));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
      "profile, production, strongroom.broker.collateral is not set: production needs collateral",
      "evaluation-set, late, strongroom.broker.evaluation-set",
    })
    void isRefusedInOneLineThatNamesTheOption(String key, String value, String words) {
      assertThatThrownBy(() -> CollateralSettings.of(SettingsTest.config(Map.of(key, value))))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(words)
          .message()
          .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({"verifier.collateral, /c.zip", "verifier.evaluation-set, early"})
    void isNotOfTheVerifierAlone(String key, String value) {
      assertThatThrownBy(() -> SettingsTest.config(Map.of(key, value)))
          .hasMessageContaining("strongroom.broker." + key);
    }
  }

  @Nested
  @DisplayName("at the start")
  class AtTheStart {
    private void assertRefuses(CollateralSettings settings, Instant now, String... words) {
      assertThatThrownBy(() -> CollateralFiles.open(settings, InstantSource.fixed(now)))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("strongroom.broker.collateral = ")
          .message()
          .contains(words)
          .doesNotContain("\n");
    }

    private void assertRefuses(String... words) {
      assertRefuses(settings(Profile.SIMULATION, bundle), NOW, words);
    }

    @Test
    void isRefusedIfItIsOver() {
      assertRefuses(settings(Profile.SIMULATION, bundle), NOW.plus(DAY), "fetch another");
    }

    @Test
    void isRefusedIfItIsNoBundleOrIsMissing() throws Exception {
      Files.writeString(bundle, "no archive");
      assertRefuses("cannot be used");

      Files.delete(bundle);
      assertRefuses("cannot be used");
    }

    @Test
    void isRefusedIfThereIsNothingInIt() throws Exception {
      Files.delete(bundle);
      Files.createDirectory(bundle);

      assertRefuses("neither a bundle nor certificates");
    }

    @Test
    void isRefusedInProductionIfItIsMereCertificates() throws Exception {
      Files.delete(bundle);
      Files.createDirectory(bundle);
      var issuer = writeIssuer();

      assertRefuses(
          settings(Profile.PRODUCTION, bundle), NOW, "is no bundle", "strongroom collateral fetch");
      assertThat(open().collateral(NOW).issuers().certificates()).containsExactly(issuer);
    }
  }

  @Nested
  @DisplayName("later on")
  class LaterOn {
    @Test
    void isParsedOnceAReading() throws Exception {
      var files = open();

      assertThat(files.collateral(NOW)).isSameAs(files.collateral(NOW.plusSeconds(1)));
    }

    @Test
    void isTheNewOne() throws Exception {
      var files = open();
      var before = files.collateral(NOW);
      Files.delete(bundle);
      Guests.writeBundle(bundle, NOW, NOW.plus(DAY.multipliedBy(3)));

      files.refresh();

      assertThat(files.collateral(NOW)).isNotSameAs(before);
      assertThat(files.collateral(NOW.plus(DAY.multipliedBy(2))).dcap()).hasSize(1);
    }

    @Test
    void isTheOldOneIfTheNewOneCannotBeUsedAndTheLogSaysSoOnce() throws Exception {
      var files = open();
      var before = files.collateral(NOW);
      Files.writeString(bundle, "no archive");

      var lines =
          logged(
              () -> {
                files.refresh();
                files.refresh();
              });

      assertThat(files.collateral(NOW)).isSameAs(before);
      assertThat(lines)
          .singleElement()
          .asString()
          .contains("what was read before counts until its end")
          .contains("strongroom.broker.collateral = " + bundle + " cannot be used");
    }

    @Test
    @DisplayName("is the old one where a bundle's directory is empty, or has certificates alone")
    void isTheOldOneWhereADirectoryHoldsABundleNoMore() throws Exception {
      Files.delete(bundle);
      Guests.writeBundle(bundle.resolveSibling("collateral"), NOW.minus(DAY), NOW.plus(DAY));
      Files.move(bundle.resolveSibling("collateral"), bundle);
      var files = open();
      var before = files.collateral(NOW);
      Files.move(bundle, bundle.resolveSibling("gone"));
      Files.createDirectory(bundle);

      files.refresh();
      assertThat(files.collateral(NOW)).isSameAs(before);

      writeIssuer();
      files.refresh();
      assertThat(files.collateral(NOW)).isSameAs(before);
    }

    @Test
    void isTheOldOneWhateverReadingThrows() throws Exception {
      var failures =
          new ArrayDeque<Throwable>(
              List.of(
                  new IllegalStateException("read"),
                  new IllegalStateException("read"),
                  new StackOverflowError()));
      var times = new AtomicInteger();
      InstantSource clock =
          () -> {
            if (times.getAndIncrement() > 0 && !failures.isEmpty()) {
              switch (failures.remove()) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new AssertionError(e);
              }
            }
            return NOW;
          };
      var files = CollateralFiles.open(settings(Profile.SIMULATION, bundle), clock);
      var before = files.collateral(NOW);

      for (int left = failures.size(); left > 0; left--) {
        assertThatCode(files::refresh).doesNotThrowAnyException();
        assertThat(files.collateral(NOW)).isSameAs(before);
      }
      files.refresh();

      assertThat(failures).isEmpty();
      assertThat(files.collateral(NOW)).isNotSameAs(before);
    }

    // spec: RFC 9334 10
    @Test
    void isUsedNoMoreBeyondItsEndAndAVerifierIsNotReady() throws Exception {
      var files = open();
      var end = NOW.plus(DAY);

      assertThatThrownBy(() -> files.collateral(end))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("fetch another bundle");
      assertThat(files.collateral(end.minusSeconds(1))).isNotNull();
      assertThat(Readiness.of(Optional.empty(), files, end).getStatus())
          .isEqualTo(HealthCheckResponse.Status.DOWN);
      assertThat(Readiness.of(Optional.empty(), files, NOW).getStatus())
          .isEqualTo(HealthCheckResponse.Status.UP);
    }
  }

  private static List<String> logged(Runnable work) {
    var lines = new ArrayList<String>();
    var handler =
        new Handler() {
          private final SimpleFormatter formatter = new SimpleFormatter();

          @Override
          public void publish(LogRecord entry) {
            lines.add(formatter.formatMessage(entry));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    var logger = Logger.getLogger(Reread.class.getName());
    logger.addHandler(handler);
    try {
      work.run();
    } finally {
      logger.removeHandler(handler);
    }
    return lines;
  }
}
