package dev.strongroom.simulator.vendor;

import static dev.strongroom.simulator.vendor.Simulation.NOW;
import static dev.strongroom.simulator.vendor.Simulation.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.snp.IdAuthentication;
import dev.strongroom.attestation.scheme.snp.IdBlock;
import dev.strongroom.attestation.scheme.snp.SnpIdentity;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What simulated processors sign, as the rules about it see it.
class AmdFindingsTest {
  private static final AmdProcessor PROCESSOR =
      AmdProcessor.withVcek(
          Simulation.VENDORS.amd(),
          Bytes.utf8("chip").sha384().concat(Bytes.zeros(16)),
          SnpProduct.GENOA.tcb(SnpReportFields.TCB),
          RANDOM,
          NOW);

  @SuppressWarnings("unchecked")
  private static Verified<SnpReport> verified(Consumer<SnpReportFields> change) throws Exception {
    var evidence = PROCESSOR.report(Bytes.zeros(64), change);
    var result =
        SnpVerifier.verify(
            SnpReport.parse(evidence.report()),
            CertificateChain.parse(evidence.chain()),
            Simulation.ANCHORS,
            NOW);
    assertThat(result).isInstanceOf(Verified.class);
    return (Verified<SnpReport>) result;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anIdBlockFitsTheReportOfItsLaunch(boolean withAuthor) throws Exception {
    var block =
        new SnpIdBlock(
            Bytes.utf8("image").sha384(),
            Bytes.utf8("family").sha256().slice(0, 16),
            Bytes.utf8("id").sha256().slice(0, 16),
            3,
            0x30000,
            SigningKey.generate(RANDOM),
            withAuthor ? Optional.of(SigningKey.generate(RANDOM)) : Optional.empty());
    var parsed = IdBlock.parse(block.block());
    var authentication = IdAuthentication.parse(block.authentication());
    assertThat(
            SnpIdentity.mismatches(
                verified(fields -> fields.launchedWith(block)), parsed, authentication))
        .isEmpty();
    var other = verified(fields -> fields.launchedWith(block).guestSvn(2));
    assertThat(SnpIdentity.mismatches(other, parsed, authentication))
        .extracting(finding -> finding.rule().code())
        .containsExactly("snp.id-block");
  }

  @Test
  void aReportOfAVersionToComeIsAuthentic() throws Exception {
    var report = verified(fields -> fields.ofVersion(6).patch(0x208, Bytes.utf8("new"))).evidence();
    assertThat(report.version()).isEqualTo(6);
  }
}
