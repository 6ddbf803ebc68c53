package dev.strongroom.cli.model;

import dev.strongroom.attestation.policy.PolicyDocument;
import dev.strongroom.attestation.policy.PolicyTests;
import dev.strongroom.cli.evidence.PolicyFiles;
import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `strongroom policy test`: does an appraisal policy decide written cases as it should?
@Command(
    name = "test",
    description = "Run an appraisal policy (of 'policy draft') against written cases.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  strongroom policy test ./policy",
      "",
      "DIR holds policy.json and cases/*.json. A case gives claims, a time and what must come of"
          + " them:",
      "  {\"at\": \"2026-11-23T12:00:00Z\", \"claims\": {\"simulated\": true, \"cpu\": {\"scheme\":"
          + " \"snp\"}},",
      "   \"manifests\": [], \"expected\": {\"verdict\": \"contraindicated\", \"findings\":"
          + " [\"policy.pin\"]}}",
      "'policy draft --case' writes a first one, and 'evidence verify --claims' prints the claims"
          + " of a",
      "machine. Expected findings are codes, each once, in alphabetical order.",
      "Status 9 if a case comes to something else.",
    })
public final class PolicyTestCommand implements Callable<Integer> {
  private static final int MAX_CASES = 10_000;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Directory of policy.json and cases/.")
  private Path directory;

  @Override
  public Integer call() throws IOException, Failure {
    InputFiles.requireDirectory(directory);
    var policy = PolicyFiles.policy(directory.resolve("policy.json"));
    var outcomes = PolicyTests.run(policy, cases(directory.resolve("cases")));
    var out = Lines.of(spec);
    for (var outcome : outcomes) {
      out.say((outcome.passed() ? "pass  " : "FAIL  ") + outcome.name());
      if (!outcome.passed()) {
        out.say("      want " + outcome.expected());
        out.say("      got  " + outcome.seen());
      }
    }
    long failed = outcomes.stream().filter(outcome -> !outcome.passed()).count();
    if (failed > 0) {
      throw new Failure(
          Failure.Kind.INTEGRITY,
          "policy.cases",
          "%d of %s came to something else"
              .formatted(failed, Lines.count(outcomes.size(), "case")));
    }
    out.say(Lines.count(outcomes.size(), "case") + ", all as written");
    return 0;
  }

  private static SortedMap<String, Bytes> cases(Path folder) throws IOException, Failure {
    InputFiles.requireDirectory(folder);
    var cases = new TreeMap<String, Bytes>();
    try (var files = Files.newDirectoryStream(folder, "*.json")) {
      for (var file : files) {
        if (Files.size(file) > PolicyDocument.MAX_BYTES) {
          throw malformed(file, "is longer than 1 MiB");
        }
        if (cases.size() == MAX_CASES) {
          throw malformed(folder, "holds more than " + MAX_CASES + " cases");
        }
        cases.put(String.valueOf(file.getFileName()), Bytes.copyOf(Files.readAllBytes(file)));
      }
    }
    if (cases.isEmpty()) {
      throw malformed(folder, "holds no case: want *.json");
    }
    return cases;
  }

  private static Failure malformed(Path path, String why) {
    return new Failure(Failure.Kind.USAGE, "malformed", path + ": " + why);
  }
}
