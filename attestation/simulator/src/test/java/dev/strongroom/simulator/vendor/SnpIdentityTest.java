package dev.strongroom.simulator.vendor;

import static dev.strongroom.simulator.vendor.Simulation.ANCHORS;
import static dev.strongroom.simulator.vendor.Simulation.NODE;
import static dev.strongroom.simulator.vendor.Simulation.NOW;
import static dev.strongroom.simulator.vendor.Simulation.REPORT_DATA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.scheme.snp.IdAuthentication;
import dev.strongroom.attestation.scheme.snp.IdBlock;
import dev.strongroom.attestation.scheme.snp.SnpIdentity;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.testing.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A simulated guest, launched with the ID block of virtee/sev@9cf2adbf (`tests/id-block.rs`) and
/// its authentication.
@Tag("vectors")
class SnpIdentityTest {
  private static final String BLOCK =
      "oU1jg0HlZ0Yo/h4C++3r5eWrT68d1y2JZgaOYVu5nv0T0hSzXCMXFbOOJj3GBZdFAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
          + "AAAAAAAAAAAAAAABAAAAAAAAAAAAAwAAAAAA";

  private static IdBlock block() throws Exception {
    return IdBlock.parse(Bytes.ofBase64("block", BLOCK));
  }

  private static Bytes authentication() {
    return Vectors.read("cpu/snp/idblock/test_auth_block.bin");
  }

  private static List<Finding> mismatches(
      IdAuthentication authentication, Consumer<SnpReportFields> edit) throws Exception {
    var genuine = IdAuthentication.parse(authentication());
    if (!(genuine.author() instanceof IdAuthentication.Certification author)) {
      throw new AssertionError("the fixture has an author key");
    }
    var digests = genuine.idKey().digest().concat(author.key().digest());
    var block = block();
    var cpu =
        NODE.cpu(
            REPORT_DATA,
            f -> {
              f.keyInfo(1).measurement(block.measurement()).patch(0xe0, digests);
              edit.accept(f);
            });
    var verification =
        SnpVerifier.verify(
            SnpReport.parse(cpu.report()), CertificateChain.parse(cpu.chain()), ANCHORS, NOW);
    if (verification instanceof Verified<SnpReport> verified) {
      return SnpIdentity.mismatches(verified, block, authentication);
    }
    throw new AssertionError(verification.toString());
  }

  @Test
  void theBlockOfTheLaunchMatches() throws Exception {
    assertThat(mismatches(IdAuthentication.parse(authentication()), f -> {})).isEmpty();
  }

  @Test
  void everyFieldOfTheBlockIsCompared() throws Exception {
    var authentication = IdAuthentication.parse(authentication());
    var changes =
        List.<Consumer<SnpReportFields>>of(
            f -> f.measurement(Bytes.zeros(48)),
            f -> f.familyId(Bytes.utf8("sixteen bytes of")),
            f -> f.imageId(Bytes.utf8("sixteen bytes of")),
            f -> f.guestSvn(1),
            f -> f.policy(0x20000),
            f -> f.policy(0x30001));
    for (var change : changes) {
      assertThat(mismatches(authentication, change))
          .extracting("rule")
          .containsExactly(SnpRule.ID_BLOCK);
    }
  }

  @Test
  void digestsAreThoseOfTheKeysShown() throws Exception {
    var authentication = IdAuthentication.parse(authentication());
    assertThat(mismatches(authentication, f -> f.patch(0xe0, Bytes.zeros(96))))
        .extracting("rule")
        .containsExactly(SnpRule.ID_KEY, SnpRule.AUTHOR_KEY);
  }

  @Test
  void anAuthorThatTheReportNamesMustBeShown() throws Exception {
    var bytes = authentication().toArray();
    bytes[4] = 0;
    Arrays.fill(bytes, 0x680, 0x1000, (byte) 0);
    var without = IdAuthentication.parse(Bytes.copyOf(bytes));
    assertThat(mismatches(without, f -> {})).extracting("rule").containsExactly(SnpRule.AUTHOR_KEY);
    assertThat(mismatches(without, f -> f.keyInfo(0))).isEmpty();
  }
}
