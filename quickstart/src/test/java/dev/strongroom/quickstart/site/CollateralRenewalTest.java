package dev.strongroom.quickstart.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.collateral.bundle.BundleReader;
import dev.strongroom.quickstart.evidence.Devices;
import dev.strongroom.quickstart.evidence.VendorCollateral;
import dev.strongroom.simulator.vendor.SimulatedVendors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollateralRenewalTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final VendorCollateral COLLATERAL =
      new VendorCollateral(SimulatedVendors.create(new SecureRandom(), NOW), Devices.H100, "node");

  @TempDir Path directory;

  private Instant madeAt() throws Exception {
    return BundleReader.readUnsigned(directory.resolve("collateral.zip")).manifest().createdAt();
  }

  private CollateralRenewal begin() throws Exception {
    return CollateralRenewal.begin(COLLATERAL, directory.resolve("collateral.zip"), NOW);
  }

  @Test
  void comesLongBeforeAnswersAreStale() throws Exception {
    try (var renewal = begin()) {
      var due = NOW.plus(CollateralRenewal.PERIOD);
      renewal.turn(due.minusSeconds(1));
      assertThat(madeAt()).isEqualTo(NOW);

      renewal.turn(due);
      assertThat(madeAt()).isEqualTo(due);
      renewal.turn(due.plusSeconds(60));
      assertThat(madeAt()).isEqualTo(due);
      assertThat(CollateralRenewal.PERIOD.multipliedBy(2)).isLessThan(VendorCollateral.LIFE);
    }
  }

  @Test
  void leavesOneBundleAndNothingBeside() throws Exception {
    try (var renewal = begin()) {
      renewal.turn(NOW.plus(CollateralRenewal.PERIOD));
    }

    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactly("collateral.zip");
    }
  }

  @Test
  void isTriedAgainSoonWhereItFailed() throws Exception {
    try (var renewal = begin()) {
      var due = NOW.plus(CollateralRenewal.PERIOD);
      // What is no empty directory cannot be put out of the way.
      var obstacle = Files.createDirectories(directory.resolve("next-collateral.zip/full"));
      renewal.turn(due);
      assertThat(madeAt()).isEqualTo(NOW);
      Files.delete(obstacle);

      renewal.turn(due.plus(Duration.ofMinutes(10)));

      assertThat(madeAt()).isEqualTo(due.plus(Duration.ofMinutes(10)));
    }
  }
}
