package dev.strongroom.collateral.item;

import dev.strongroom.attestation.azure.AzureEvidence;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.CertificateId;
import dev.strongroom.attestation.evidence.EvidenceFormat;
import dev.strongroom.attestation.evidence.OcspHash;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.dcap.tcb.PckExtensions;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.scheme.nvidia.NvidiaManifests;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.OpaqueData;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.snp.KeyInfo;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.collateral.item.IntelItem.PckCa;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// What verifying takes.
public final class Needs {
  /// Field of the error where the product is not known.
  public static final String PRODUCT = "product";

  /// Field of the error where certificates are missing.
  public static final String CHAIN = "chain";

  private static final int DEVICE_CHAIN = 5;
  private static final int MANIFEST_CHAIN = 4;

  private Needs() {}

  /// For Evidence like this, whatever its scheme; see the others. A device's chain is wanted, see
  /// [#ofDevice].
  ///
  /// @param fallback product of a chip whose report does not say it
  /// @throws MalformedException if it has another form than its scheme demands, the product stays
  ///   unknown, or it is a device's
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
              CHAIN, -1, "a device's report needs its certificates beside it");
    };
  }

  /// For the report of a device with this chain: its manifests, answers about its issuers, and the
  /// lists that cover some of them where no answer is to be had. See [#ofManifest] for what the
  /// manifests need in turn.
  ///
  /// @param chain leaf to root
  /// @throws MalformedException if it is no whole chain of NVIDIA's, or the report names no
  ///   manifest
  public static List<Item> ofDevice(NvidiaReport report, CertificateChain chain)
      throws MalformedException {
    var items = new ArrayList<Item>();
    for (var id : NvidiaManifests.needed(architecture(chain), report.opaque())) {
      items.add(NvidiaItem.Rim.of(id));
    }
    items.addAll(ofIssuers(chain));
    return List.copyOf(items);
  }

  /// For the same device under another driver.
  ///
  /// @param driver version, such as `580.95.05`
  /// @throws MalformedException as above, or if a switch has none
  public static List<Item> ofDriver(NvidiaReport report, CertificateChain chain, String driver)
      throws MalformedException {
    return switch (report.opaque()) {
      case OpaqueData.Switch _ -> List.of();
      case OpaqueData.Gpu gpu ->
          List.of(NvidiaItem.Rim.of(NvidiaManifests.driver(architecture(chain), gpu, driver)));
    };
  }

  private static NvidiaArchitecture architecture(CertificateChain chain) throws MalformedException {
    var certificates = chain.certificates();
    if (certificates.size() != DEVICE_CHAIN) {
      throw new MalformedException(
          CHAIN, -1, "got " + certificates.size() + " certificates of a device, want 5");
    }
    return NvidiaArchitecture.ofLeaf(chain.leaf());
  }

  /// The leaf is not asked for: NVIDIA answers for issuers alone.
  private static List<Item> ofIssuers(CertificateChain chain) throws MalformedException {
    var items = new ArrayList<>(answers(chain, 1));
    for (var certificate : chain.certificates().subList(2, DEVICE_CHAIN)) {
      NvidiaItem.Issuer.named(certificate.commonName())
          .ifPresent(issuer -> items.add(new NvidiaItem.Crl(issuer)));
    }
    return items;
  }

  /// For a manifest: answers about its signer and the signer's issuers.
  ///
  /// @throws MalformedException if it carries another chain than manifests do
  public static List<Item> ofManifest(Rim manifest) throws MalformedException {
    var chain = manifest.chain();
    if (chain.certificates().size() != MANIFEST_CHAIN) {
      throw new MalformedException(
          manifest.title(),
          -1,
          "got " + chain.certificates().size() + " certificates of a manifest, want 4");
    }
    return answers(chain, 0);
  }

  /// For those of `materials` that are manifests, as above.
  ///
  /// @throws MalformedException as above
  public static List<Item> ofManifests(Collection<Material> materials) throws MalformedException {
    var items = new LinkedHashSet<Item>();
    for (var material : materials) {
      if (material.item() instanceof NvidiaItem.Rim item) {
        items.addAll(ofManifest(RimAnswer.read(item.name(), material.body())));
      }
    }
    return List.copyOf(items);
  }

  private static List<Item> answers(CertificateChain chain, int first) throws MalformedException {
    var certificates = chain.certificates();
    var items = new ArrayList<Item>();
    for (int i = first; i < certificates.size() - 1; i++) {
      var id = CertificateId.of(certificates.get(i), certificates.get(i + 1), OcspHash.SHA384);
      if (id.serialNumber().signum() < 0) {
        throw new MalformedException("chain[" + i + "]", -1, "has a negative serial number");
      }
      items.add(new NvidiaItem.Ocsp(id));
    }
    return items;
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
