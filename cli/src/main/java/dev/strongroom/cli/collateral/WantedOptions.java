package dev.strongroom.cli.collateral;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.collateral.item.IntelItem.PckCa;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Needs;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What to fetch.
final class WantedOptions {
  @Parameters(
      arity = "0..*",
      paramLabel = "REPORT",
      description =
          "SEV-SNP reports, TDX or SGX quotes, Azure's JSON: what verifying them needs. NVIDIA"
              + " reports, each with its chain (PEM) beside it, or devices in JSON as NVIDIA's tools"
              + " write it.")
  private List<Path> reports = List.of();

  @Option(
      names = "--product",
      paramLabel = "PRODUCT",
      description = "milan, genoa or turin: issuers and revocation list. May be repeated.")
  private List<SnpProduct> products = List.of();

  @Option(
      names = "--fmspc",
      paramLabel = "HEX",
      description =
          "Kind of an Intel platform, 12 digits from its PCK certificate. May be repeated.")
  private List<String> fmspcs = List.of();

  @Option(names = "--tee", description = "Intel: tdx or sgx (default: tdx). May be repeated.")
  private List<Tee> tees = List.of(Tee.TDX);

  @Option(
      names = "--ca",
      description =
          "Intel: platform or processor, whichever issued the PCK certificate (default: platform).")
  private List<PckCa> authorities = List.of(PckCa.PLATFORM);

  @Option(
      names = "--set",
      split = ",",
      paramLabel = "SET",
      description =
          "Intel: early, standard, or a tcbEvaluationDataNumber (default: early,standard).")
  private List<String> sets = List.of("early", "standard");

  @Option(
      names = "--driver",
      paramLabel = "VERSION",
      description =
          "NVIDIA: the manifests of this driver too, for the GPUs given. May be repeated.")
  private List<String> drivers = List.of();

  @Option(
      names = "--item",
      paramLabel = "NAME",
      description = "Anything by its name, as 'collateral show' prints it. May be repeated.")
  private List<String> names = List.of();

  Set<Item> items() throws IOException, MalformedException, Failure {
    var items = new LinkedHashSet<Item>();
    for (var product : products) {
      items.addAll(Needs.ofProduct(product));
    }
    var given = GivenEvidence.read(reports);
    for (var file : given.reports()) {
      items.addAll(ofReport(file));
    }
    for (var device : given.devices()) {
      items.addAll(ofDevice(device));
    }
    if (!drivers.isEmpty() && given.devices().isEmpty()) {
      throw new Failure(
          Failure.Kind.USAGE, "usage", "--driver: name reports of the GPUs that will have it");
    }
    for (var text : fmspcs) {
      items.addAll(ofPlatform(text));
    }
    for (var name : names) {
      items.add(Item.ofName(name));
    }
    if (items.isEmpty()) {
      throw new Failure(
          Failure.Kind.USAGE,
          "usage",
          "nothing to fetch; name reports, --product, --fmspc or --item");
    }
    return items;
  }

  /// Devices of one board share most of it; the whole is a set.
  private List<Item> ofDevice(GivenEvidence.Device device) throws Failure {
    try {
      var report = NvidiaReport.parse(device.evidence().report());
      var chain = CertificateChain.parse(device.evidence().chain());
      var items = new ArrayList<>(Needs.ofDevice(report, chain));
      for (var driver : drivers) {
        items.addAll(Needs.ofDriver(report, chain, driver));
      }
      return items;
    } catch (MalformedException e) {
      throw new Failure(
          Failure.Kind.USAGE, "malformed", device.source() + ": " + e.getMessage(), e);
    }
  }

  private List<Item> ofReport(Path file) throws IOException, Failure {
    var fallback =
        products.size() == 1 ? Optional.of(products.getFirst()) : Optional.<SnpProduct>empty();
    try {
      return Needs.ofEvidence(Bytes.copyOf(Files.readAllBytes(file)), fallback, evaluationSets());
    } catch (MalformedException e) {
      var hint = e.field().equals(Needs.PRODUCT) ? "; name one with --product" : "";
      throw new Failure(Failure.Kind.USAGE, "malformed", file + ": " + e.getMessage() + hint, e);
    }
  }

  private List<Item> ofPlatform(String text) throws MalformedException {
    var fmspc = Bytes.ofHex("--fmspc", text);
    var wanted = evaluationSets();
    var items = new ArrayList<Item>();
    for (var tee : tees) {
      for (var authority : authorities) {
        items.addAll(Needs.ofPlatform(tee, fmspc, authority, wanted));
      }
    }
    return items;
  }

  private List<EvaluationSet> evaluationSets() throws MalformedException {
    var found = new ArrayList<EvaluationSet>();
    for (var set : sets) {
      found.add(EvaluationSet.parse(set));
    }
    return found;
  }
}
