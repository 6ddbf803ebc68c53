package dev.strongroom.collateral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.collateral.bundle.BundleWriter;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.testing.Recorded;
import dev.strongroom.collateral.testing.RecordedNvidia;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.testing.Vectors;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A genuine H100 with NVIDIA's genuine manifests and answers, carried in a bundle.
@Tag("vectors")
class NvidiaBundleTest {
  private static final SigningKey KEY = SigningKey.generate(new SecureRandom());
  private static final String NO_SESSION = " session.not-compared policy.not-compared";

  @TempDir Path home;

  private Bundle carried(String name, Instant at, List<Material> answers) throws Exception {
    var materials = new ArrayList<>(RecordedNvidia.manifests());
    materials.addAll(answers);
    var path = home.resolve(name);
    BundleWriter.write(path, materials, at, at.plus(Duration.ofDays(14)), KEY);
    return Bundle.openSigned(path, List.of(KEY.publicKey()), at);
  }

  private static Inspection inspect(Bundle bundle, Instant at) throws Exception {
    var evidence =
        new Evidence(
            Scheme.NVIDIA_GPU,
            Vectors.read(RecordedNvidia.H100 + "report.bin"),
            Vectors.read(RecordedNvidia.H100 + "cert-chain.pem"));
    return EvidenceInspection.inspect(
        evidence, bundle.collateral(EvaluationSet.Update.STANDARD), TrustAnchors.production(), at);
  }

  private static String measurements(Inspection inspection) {
    return inspection.fields().stream()
        .filter(field -> field.name().equals("measurements"))
        .map(Inspection.Field::value)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"site.zip", "site"})
  @DisplayName("h100-550.90.07 from a bundle, on the day of the answers about it: 32 of 32")
  void everyMeasurementMatches(String name) throws Exception {
    var at = RecordedNvidia.OF_DEVICES;
    var bundle = carried(name, at, RecordedNvidia.deviceAnswers());

    assertThat(bundle.materials()).hasSize(5);
    assertThat(bundle.nvidia().rims()).hasSize(2);
    assertThat(bundle.nvidia().answers()).hasSize(3);
    var seen = inspect(bundle, at);
    Vectors.compare(
        RecordedNvidia.H100 + " bundled, of " + name, "32 of 32 match", measurements(seen));
    assertThat(seen.verdict()).isEqualTo("authentic, warning: nvidia.rim.ocsp-absent" + NO_SESSION);
  }

  @Test
  @DisplayName("h100-550.90.07 from a bundle, on the day of the answers about the signers")
  void theSignersAreLookedUp() throws Exception {
    var at = RecordedNvidia.OF_SIGNERS;
    var seen = inspect(carried("site", at, RecordedNvidia.signerAnswers()), at);

    assertThat(measurements(seen)).isEqualTo("32 of 32 match");
    assertThat(seen.verdict()).isEqualTo("authentic, warning: nvidia.ocsp.absent" + NO_SESSION);
  }

  @Test
  void answersOfAnotherDayRefuse() throws Exception {
    var at = RecordedNvidia.OF_DEVICES;
    var bundle = carried("site", at, RecordedNvidia.deviceAnswers());

    assertThat(inspect(bundle, at.plus(Duration.ofDays(2))).verdict())
        .startsWith("rejected: chain.ocsp-stale");
  }

  @Test
  void otherVendorsBundlesHaveNothingOfNvidias() throws Exception {
    var nvidia = Bundle.of(Recorded.materials()).nvidia();

    assertThat(nvidia.rims()).isEmpty();
    assertThat(nvidia.answers()).isEmpty();
    assertThat(nvidia.lists()).isEmpty();
  }
}
