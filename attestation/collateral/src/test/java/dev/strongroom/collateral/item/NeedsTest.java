package dev.strongroom.collateral.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("vectors")
class NeedsTest {
  private static List<String> of(String report, Optional<SnpProduct> fallback) throws Exception {
    var sets = List.of(EvaluationSet.Update.STANDARD);
    return Needs.ofEvidence(Vectors.read(report), fallback, sets).stream().map(Item::name).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "cpu/snp/genoa-v3-azure-aci/report.bin, amd/genoa/vcek-chain",
    "cpu/az-vtpm/snp-genoa-v3/evidence.json, amd/genoa/vcek-chain",
    "cpu/tdx/v5-relaunch-advised/quote.bin, intel/tdx/tcb/90c06f000000/standard",
    "cpu/az-vtpm/tdx-ak-chain/evidence.json, intel/tdx/tcb/90c06f000000/standard",
    "cpu/sgx/v3-swhardening/quote.bin, intel/sgx/tcb/00606a000000/standard",
  })
  void evidenceOfEachSchemeNamesWhatItNeeds(String report, String item) throws Exception {
    assertThat(of(report, Optional.empty())).contains(item);
  }

  @Test
  void azuresEvidenceBringsItsVcek() throws Exception {
    assertThat(of("cpu/az-vtpm/snp-genoa-v3/evidence.json", Optional.empty())).hasSize(3);
    assertThat(of("cpu/snp/genoa-v3-azure-aci/report.bin", Optional.empty())).hasSize(4);
  }

  @Test
  void aReportBeforeVersion3DoesNotNameItsProduct() throws Exception {
    var old = "cpu/snp/milan-v2-vcek/report.bin";

    assertThat(of(old, Optional.of(SnpProduct.MILAN))).contains("amd/milan/vcek-chain");
    assertThatThrownBy(() -> of(old, Optional.empty()))
        .isInstanceOfSatisfying(
            MalformedException.class, e -> assertThat(e.field()).isEqualTo(Needs.PRODUCT));
  }

  @Test
  void nothingOfAcceleratorsIsFetched() {
    assertThatThrownBy(() -> of("gpu/hopper/h100-550.90.07/report.bin", Optional.empty()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("accelerator");
  }
}
