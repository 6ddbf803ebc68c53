package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.StartException;
import dev.strongroom.broker.testing.Guests;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.Envelope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
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
            Optional.of(directory.resolve("references")));
  }

  private VerifierSettings settings(
      Profile profile, Optional<Path> roots, Optional<Path> references) {
    return new VerifierSettings(
        new BrokerIdentity(profile, "verifier-1"),
        roots,
        directory.resolve("policies"),
        references,
        directory.resolve("results.key"),
        Duration.ofMinutes(5));
  }

  private VerifierNode open(VerifierSettings settings) throws StartException {
    var clock = InstantSource.fixed(NOW);
    return VerifierNode.open(
        settings,
        CollateralFiles.open(
            new CollateralSettings(
                settings.identity().profile(),
                Optional.of(directory.resolve("collateral.zip")),
                EvaluationSet.Update.STANDARD),
            clock),
        Site.RANDOM,
        clock);
  }

  private void assertRefusesToStart(VerifierSettings with, String... words) {
    assertThatThrownBy(() -> open(with))
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
      var first = open(settings).appraisals().keys().keys().getFirst().kid();

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(settings.key())))
          .isEqualTo("rw-------");
      assertThat(open(settings).appraisals().keys().keys())
          .extracting("kid")
          .containsExactly(first);
    }

    @Test
    void isRefusedWhereOthersMayReadIt() throws Exception {
      var _ = open(settings);
      Files.setPosixFilePermissions(settings.key(), PosixFilePermissions.fromString("rw-r-----"));

      assertRefusesToStart(settings, "strongroom.broker.verifier.key", "rw-r-----", "chmod 600");
    }

    @Test
    void isRefusedIfItIsSomethingElse() throws Exception {
      var _ = open(settings);
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
          settings(Profile.PRODUCTION, Optional.empty(), settings.references()),
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
  }

  @Test
  void startsInProductionWithoutAnyRootOfItsOwnAndRefusesWhatASimulatorSigned() throws Exception {
    for (var name : Guests.policies().keySet()) {
      Files.delete(directory.resolve("policies").resolve(name));
    }
    var policy = Guests.snpPolicy().toJson().utf8().replace("\"simulation\"", "\"production\"");
    write("policies/snp-h100.json", policy);

    var node = open(settings(Profile.PRODUCTION, Optional.empty(), settings.references()));

    var ear = node.appraisals().appraise(Guests.snp(NONCE)).ear();
    var payload = Bytes.copyOf(Base64.getUrlDecoder().decode(ear.split("\\.", -1)[1])).utf8();
    assertThat(payload).contains("\"production\"", "chain.root-profile", "contraindicated");
  }

  @Test
  void readsReferenceValuesAgain() throws Exception {
    var file = directory.resolve("references/images.dsse.json");
    Files.delete(file);
    var files = ReferenceFiles.open(settings.references());
    assertThat(files.references()).isEmpty();
    var _ = Guests.layOut(directory.resolve("next"));
    Files.move(directory.resolve("next/references/images.dsse.json"), file);

    files.refresh();
    write("references/more.json", "{}");
    files.refresh();

    assertThat(files.references())
        .extracting(Envelope::payload)
        .containsExactly(Guests.references().payload());
  }

  @Test
  void worksWithoutReferenceValues() throws Exception {
    var bare = settings(Profile.SIMULATION, settings.simulationRoots(), Optional.empty());

    assertThat(open(bare).appraisals().appraise(Guests.tdx(NONCE)).ear()).isNotEmpty();
  }
}
