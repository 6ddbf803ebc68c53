package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.StartException;
import dev.strongroom.broker.testing.Guests;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.Envelope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A verifier")
class VerifierStartTest {
  private static final Bytes NONCE = Bytes.utf8("chosen by the relying party");
  private static final Instant NOW = Guests.MADE;

  private final Path directory;
  private final VerifierSettings settings;

  VerifierStartTest(@TempDir Path directory) throws Exception {
    this.directory = directory;
    var _ = Guests.layOut(directory);
    this.settings =
        settings(
            Profile.SIMULATION,
            Optional.of(Guests.writeRoots(directory.resolve("roots.txt"))),
            Optional.of(directory.resolve("collateral.zip")));
  }

  private VerifierSettings settings(
      Profile profile, Optional<Path> roots, Optional<Path> collateral) {
    return new VerifierSettings(
        new BrokerIdentity(profile, "verifier-1"),
        roots,
        directory.resolve("policies"),
        Optional.of(directory.resolve("references")),
        collateral,
        EvaluationSet.Update.STANDARD,
        directory.resolve("results.key"),
        Duration.ofMinutes(5));
  }

  private static VerifierNode open(VerifierSettings settings, Instant now) throws StartException {
    return VerifierNode.open(settings, Site.RANDOM, InstantSource.fixed(now));
  }

  private static void assertRefusesToStart(VerifierSettings with, String... words) {
    assertThatThrownBy(() -> open(with, NOW))
        .isInstanceOf(StartException.class)
        .message()
        .contains(words)
        .doesNotContain("\n");
  }

  private void write(String file, String content) throws Exception {
    Files.writeString(directory.resolve(file), content);
  }

  @Nested
  class TheKeyOfItsResults {
    @Test
    void isMadeForItsOwnerOnlyAndKept() throws Exception {
      String first;
      try (var node = open(settings, NOW)) {
        first = node.appraisals().keys().keys().getFirst().kid();
      }

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(settings.key())))
          .isEqualTo("rw-------");
      try (var node = open(settings, NOW)) {
        assertThat(node.appraisals().keys().keys()).extracting("kid").containsExactly(first);
      }
    }

    @Test
    void isRefusedWhereOthersMayReadIt() throws Exception {
      open(settings, NOW).close();
      Files.setPosixFilePermissions(settings.key(), PosixFilePermissions.fromString("rw-r-----"));

      assertRefusesToStart(settings, "strongroom.broker.verifier.key", "rw-r-----", "chmod 600");
    }

    @Test
    void isRefusedIfItIsSomethingElse() throws Exception {
      open(settings, NOW).close();
      write("results.key", "-----BEGIN PUBLIC KEY-----\n");

      assertRefusesToStart(settings, "strongroom.broker.verifier.key", "signingKey");
    }
  }

  @Nested
  class Refuses {
    @Test
    void policiesThatAreNotThere() throws Exception {
      for (var name : Guests.policies().keySet()) {
        Files.delete(directory.resolve("policies").resolve(name));
      }
      assertRefusesToStart(settings, "strongroom.broker.verifier.policies", "no policy");

      Files.delete(directory.resolve("policies"));
      assertRefusesToStart(settings, "strongroom.broker.verifier.policies", "cannot be read");
    }

    @Test
    void aPolicyThatMustNotBeApplied() throws Exception {
      var open = Guests.snpPolicy().toJson().utf8().replace("\"Genoa\"", "\"Genoa\",\"Milan\"");
      var platform = Guests.snpPolicy().platforms().values().getFirst();
      write(
          "policies/snp-h100.json",
          open.replace(
              "{\"values\":[\"" + platform + "\"],\"references\":[],\"any\":false}",
              "{\"values\":[],\"references\":[],\"any\":true}"));

      assertRefusesToStart(
          settings,
          "strongroom.broker.verifier.policies",
          "snp-h100.json must not be applied",
          "policy.milan-unlisted",
          "List the CHIP_IDs");
    }

    @Test
    void aPolicyTooLargeToBeOne() throws Exception {
      write("policies/large.json", " ".repeat((1 << 20) + 1));

      assertRefusesToStart(settings, "large.json exceeds 1 MiB");
    }

    @Test
    void policiesOfTheSimulationInProduction() {
      assertRefusesToStart(
          settings(Profile.PRODUCTION, Optional.empty(), settings.collateral()),
          "must not be applied under production",
          "policy.profile");
    }

    @Test
    void rootsOfTheVendorsInASimulation() throws Exception {
      write("roots.txt", "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd\n");

      assertRefusesToStart(settings, "ARK-Milan");
    }

    @Test
    void referenceValuesThatAreNoEnvelope() throws Exception {
      write("references/more.json", "{}");

      assertRefusesToStart(settings, "strongroom.broker.verifier.references", "more.json");
    }

    @Test
    void collateralThatIsMissingChangedOrOver() throws Exception {
      assertThatThrownBy(() -> open(settings, NOW.plus(Duration.ofDays(2))))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("strongroom.broker.verifier.collateral")
          .hasMessageContaining("fetch another");

      write("collateral.zip", "no archive");
      assertRefusesToStart(settings, "strongroom.broker.verifier.collateral", "cannot be used");

      Files.delete(directory.resolve("collateral.zip"));
      assertRefusesToStart(settings, "strongroom.broker.verifier.collateral", "cannot be used");
    }
  }

  @Nested
  class InProduction {
    private VerifierSettings production(Path collateral) throws Exception {
      for (var name : Guests.policies().keySet()) {
        Files.delete(directory.resolve("policies").resolve(name));
      }
      var policy = Guests.snpPolicy().toJson().utf8().replace("\"simulation\"", "\"production\"");
      write("policies/snp-h100.json", policy);
      return settings(Profile.PRODUCTION, Optional.empty(), Optional.of(collateral));
    }

    @Test
    void startsWithoutAnyRootOfItsOwnAndRefusesWhatASimulatorSigned() throws Exception {
      try (var node = open(production(directory.resolve("collateral.zip")), NOW)) {
        var ear = node.appraisals().appraise(Guests.snp(NONCE)).ear();

        var payload = Bytes.copyOf(Base64.getUrlDecoder().decode(ear.split("\\.", -1)[1])).utf8();
        assertThat(payload).contains("\"production\"", "chain.root-profile", "contraindicated");
      }
    }

    @Test
    void wantsABundleNotMereCertificates() throws Exception {
      var certificates = Files.createDirectory(directory.resolve("certificates"));

      assertRefusesToStart(production(certificates), "is no bundle", "collateral fetch");
    }
  }

  @Nested
  class ReadsItsFilesAgain {
    private VerifierFiles files() throws Exception {
      return VerifierFiles.open(settings, InstantSource.fixed(NOW));
    }

    @Test
    void andKeepsWhatItHasIfTheyCannotBeUsed() throws Exception {
      var files = files();
      var before = files.collateral(NOW);
      write("collateral.zip", "no archive");

      files.refresh();
      files.refresh();

      assertThat(files.collateral(NOW)).isEqualTo(before);
      assertThat(files.references()).hasSize(1);
    }

    @Test
    void andKeepsWhatItHasWhateverReadingThrows() throws Exception {
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
      var files = VerifierFiles.open(settings, clock);
      var before = files.collateral(NOW);

      for (int left = failures.size(); left > 0; left--) {
        assertThatCode(files::refresh).doesNotThrowAnyException();
        assertThat(files.collateral(NOW)).isSameAs(before);
      }
      files.refresh();

      assertThat(failures).isEmpty();
      assertThat(files.collateral(NOW)).isNotSameAs(before);
    }

    @Test
    void andTakesNewOnes() throws Exception {
      Files.delete(directory.resolve("references/images.dsse.json"));
      var files = files();
      assertThat(files.references()).isEmpty();
      assertThat(files.collateral(NOW).dcap()).hasSize(1);
      var _ = Guests.layOut(directory.resolve("next"));
      Files.move(
          directory.resolve("next/references/images.dsse.json"),
          directory.resolve("references/images.dsse.json"));

      files.refresh();

      assertThat(files.references())
          .extracting(Envelope::payload)
          .containsExactly(Guests.references().payload());
    }

    // spec: RFC 9334 10
    @Test
    void butUsesNoBundleBeyondItsEnd() throws Exception {
      var files = files();

      assertThatThrownBy(() -> files.collateral(NOW.plus(Duration.ofDays(2))))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("fetch another bundle");
    }
  }

  @Test
  void worksWithoutCollateralOrReferencesInASimulation() throws Exception {
    var bare =
        new VerifierSettings(
            settings.identity(),
            settings.simulationRoots(),
            settings.policies(),
            Optional.empty(),
            Optional.empty(),
            EvaluationSet.Update.STANDARD,
            settings.key(),
            Duration.ofMinutes(5));
    try (var node = open(bare, NOW)) {
      node.appraisals().requireReady();
      assertThat(node.appraisals().appraise(Guests.tdx(NONCE)).ear()).isNotEmpty();
    }
  }
}
