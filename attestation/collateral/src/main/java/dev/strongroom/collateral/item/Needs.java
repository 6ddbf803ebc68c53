package dev.strongroom.collateral.item;

import dev.strongroom.attestation.azure.AzureEvidence;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.EvidenceFormat;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.dcap.tcb.PckExtensions;
import dev.strongroom.attestation.scheme.snp.KeyInfo;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.collateral.item.IntelItem.PckCa;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What verifying takes.
public final class Needs {
  /// Field of the error where the product is not known.
  public static final String PRODUCT = "product";

  private Needs() {}

  /// For Evidence like this, whatever its scheme; see the others. Nothing of NVIDIA's is fetched.
  ///
  /// @param fallback product of a chip whose report does not say it
  /// @throws MalformedException if it has another form than its scheme demands, the product stays
  ///   unknown, or it is an accelerator's
  public static List<Item> ofEvidence(
      Bytes report, Optional<SnpProduct> fallback, Collection<? extends EvaluationSet> sets)
      throws MalformedException {
    return switch (EvidenceFormat.detect(report)) {
      case AMD_SEV_SNP -> {
        var snp = SnpReport.parse(report);
        yield ofReport(snp, product(snp, fallback));
      }
      case INTEL_TDX, INTEL_SGX -> ofQuote(Quote.parse(report), sets);
      case AZURE_VTPM ->
          switch (AzureEvidence.read(report).hardware()) {
            // It brings its VCEK along.
            case AzureEvidence.Hardware.Snp(var snp, _) -> ofProduct(product(snp, fallback));
            case AzureEvidence.Hardware.Tdx(var quote, var chain) -> ofQuote(quote, chain, sets);
          };
      case NVIDIA_GPU ->
          throw new MalformedException(
              "report", -1, "is an accelerator's, of which no collateral is looked at yet");
    };
  }

  private static SnpProduct product(SnpReport report, Optional<SnpProduct> fallback)
      throws MalformedException {
    var said =
        report.hasCpuid() ? SnpProduct.ofCpuid(report.cpuid()) : Optional.<SnpProduct>empty();
    return said.or(() -> fallback)
        .orElseThrow(() -> new MalformedException(PRODUCT, -1, "the report does not say it"));
  }

  /// For any report of `product`: issuers of VCEKs and of VLEKs, and the revocation list of both.
  public static List<Item> ofProduct(SnpProduct product) {
    return List.of(
        new AmdItem.Chain(product, AmdItem.Key.VCEK),
        new AmdItem.Chain(product, AmdItem.Key.VLEK),
        new AmdItem.Crl(product, AmdItem.Key.VCEK));
  }

  /// For reports like this one: as above, and the VCEK of its chip at its TCB, if it is signed by
  /// one. A VLEK is its provider's to send.
  ///
  /// @param product of the chip; reports before version 3 do not say it
  public static List<Item> ofReport(SnpReport report, SnpProduct product) {
    var items = new ArrayList<>(ofProduct(product));
    if (report.keyInfo().signingKey() == KeyInfo.VCEK && !report.chipId().isZero()) {
      items.add(AmdItem.Vcek.ofReport(product, report.chipId(), report.reportedTcb()));
    }
    return List.copyOf(items);
  }

  /// For quotes like this one, which names its platform in its own PCK chain.
  ///
  /// @throws MalformedException if it has no such chain, or one of another issuer
  public static List<Item> ofQuote(Quote quote, Collection<? extends EvaluationSet> sets)
      throws MalformedException {
    return ofQuote(quote, quote.pckChain(), sets);
  }

  private static List<Item> ofQuote(
      Quote quote, CertificateChain chain, Collection<? extends EvaluationSet> sets)
      throws MalformedException {
    var names = chain.certificates().stream().map(Certificate::commonName).toList();
    for (var ca : PckCa.values()) {
      if (names.contains(ca.commonName())) {
        return ofPlatform(quote.tee(), PckExtensions.of(chain.leaf()).fmspc(), ca, sets);
      }
    }
    throw new MalformedException("PCK chain", -1, "got " + names + ", want a PCK CA of Intel's");
  }

  /// For quotes of platforms with this FMSPC, under each of `sets`.
  public static List<Item> ofPlatform(
      Tee tee, Bytes fmspc, PckCa ca, Collection<? extends EvaluationSet> sets) {
    var items = new ArrayList<Item>();
    for (var set : sets) {
      items.add(new IntelItem.TcbInfo(tee, fmspc, set));
      items.add(new IntelItem.QeIdentity(tee, set));
    }
    items.add(new IntelItem.PckCrl(ca));
    items.add(new IntelItem.RootCrl());
    return List.copyOf(items);
  }
}
