package dev.strongroom.cli.collateral;

import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.cli.owner.InputFiles;
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
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What to fetch.
final class WantedOptions {
  @Parameters(
      arity = "0..*",
      paramLabel = "REPORT",
      description =
          "SEV-SNP reports, TDX or SGX quotes of the machines: what verifying them needs.")
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
      names = "--item",
      paramLabel = "NAME",
      description = "Anything by its name, as 'collateral show' prints it. May be repeated.")
  private List<String> names = List.of();

  Set<Item> items() throws IOException, MalformedException, Failure {
    var items = new LinkedHashSet<Item>();
    for (var product : products) {
      items.addAll(Needs.ofProduct(product));
    }
    for (var file : reports) {
      items.addAll(ofReport(file));
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

  private List<Item> ofReport(Path file) throws IOException, Failure {
    InputFiles.requireFile(file);
    if (Files.size(file) > Quote.MAX_BYTES) {
      throw new Failure(
          Failure.Kind.USAGE, "malformed", file + " is longer than any report or quote");
    }
    var content = Bytes.copyOf(Files.readAllBytes(file));
    try {
      if (content.length() != SnpReport.BYTES) {
        return Needs.ofQuote(Quote.parse(content), evaluationSets());
      }
      var report = SnpReport.parse(content);
      return Needs.ofReport(report, product(file, report));
    } catch (MalformedException e) {
      throw new Failure(Failure.Kind.USAGE, "malformed", file + ": " + e.getMessage(), e);
    }
  }

  private SnpProduct product(Path file, SnpReport report) throws Failure {
    if (report.hasCpuid()) {
      var known = SnpProduct.ofCpuid(report.cpuid());
      if (known.isPresent()) {
        return known.get();
      }
    }
    if (products.size() == 1) {
      return products.getFirst();
    }
    throw new Failure(
        Failure.Kind.USAGE,
        "usage",
        file + " does not say of which product its chip is; name one with --product");
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
