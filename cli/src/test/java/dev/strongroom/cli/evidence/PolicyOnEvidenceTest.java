package dev.strongroom.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.cli.Shell;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `strongroom evidence verify --policy` on a simulated TDX machine whose owner drafted a policy
/// from it, and on genuine Evidence.
class PolicyOnEvidenceTest {
  @TempDir Path directory;

  private SimulatedTdx machine;
  private Path quote;
  private Path policy;

  @BeforeEach
  void aMachineAndAPolicy() throws Exception {
    machine = new SimulatedTdx(directory);
    quote = machine.quote(SimulatedTdx.good());
    policy = directory.resolve("policy.json");
    var shell =
        run(
            "policy",
            "draft",
            List.of("--from-evidence", quote, machine.collateral(), "--name", "first"),
            "--out",
            policy);
    assertThat(shell.status()).as(shell.err()).isZero();
  }

  private Shell run(String command, String sub, List<?> words, Object... more) {
    var all = new ArrayList<Object>(List.of(command, sub));
    all.addAll(words);
    all.addAll(List.of("--simulated-roots", machine.roots(), "--at", SimulatedTdx.NOW));
    all.addAll(List.of(more));
    return Shell.run(all.toArray());
  }

  private Shell verify(Path report, Object... more) throws IOException {
    return run("evidence", "verify", List.of(report, machine.collateral()), more);
  }

  private Shell byBundle(boolean standard, Object... more) throws Exception {
    return run(
        "evidence", "verify", List.of(quote, "--collateral", machine.bundle(standard)), more);
  }

  private void change(String from, String to) throws IOException {
    var text = Files.readString(policy);
    assertThat(text).contains(from);
    Files.writeString(policy, text.replace(from, to));
  }

  private static String words(Shell shell) {
    return shell.out().replaceAll("\\s+", " ");
  }

  @Test
  void evidenceOfThisNonceThatIsAsThePolicyWantsIsAffirmed() throws Exception {
    var plain = verify(quote, "--policy", policy, "--nonce", SimulatedTdx.NONCE);
    var told = verify(quote, "--policy", policy, "--nonce", SimulatedTdx.NONCE, "--explain");

    assertThat(plain.status()).as(plain.out()).isZero();
    assertThat(plain.out()).startsWith("AUTHENTIC").contains("tier affirming");
    assertThat(told.status()).isZero();
    assertThat(told.out())
        .startsWith("AFFIRMED: the report is authentic, carries your nonce")
        .contains("first version 1", "It carries your nonce")
        .doesNotContain("What is wrong", "What was not looked at");
  }

  @Test
  void anotherNonceIsNoAnswer() throws Exception {
    var shell = verify(quote, "--policy", policy, "--nonce", "0011223344556677", "--explain");

    assertThat(shell.status()).isEqualTo(11);
    assertThat(shell.out()).startsWith("IT DOES NOT ANSWER YOU").contains("dcap.report-data");
    assertThat(words(shell))
        .contains("Have a new report made with this very nonce")
        .doesNotContain("It carries your nonce");
  }

  @Test
  void withoutANonceNoPolicyAcceptsIt() throws Exception {
    var refused = verify(quote, "--policy", policy, "--explain");
    change("\"dcap.tcb.forecast\"", "\"session.not-compared\"");
    var waiving = verify(quote, "--policy", policy, "--explain");

    assertThat(refused.status()).isEqualTo(11);
    assertThat(refused.out()).startsWith("NOT ACCEPTED BY THE POLICY (first version 1)");
    assertThat(words(refused))
        .contains("session.not-compared (warns, and refuses because the policy does not accept it")
        .doesNotContain("policy.warning-unaccepted");
    assertThat(waiving.status()).isEqualTo(2);
    assertThat(waiving.err()).contains("'session.not-compared' is no warning that can be accepted");
  }

  @Test
  void anAcceleratorsReportIsNotAcceptedByAPolicyOfCpus() {
    var shell =
        Shell.run(
            "evidence",
            "verify",
            Vectors.path("gpu/hopper/h100-550.90.07/report.bin"),
            Vectors.path("gpu/hopper/h100-550.90.07/cert-chain.pem"),
            "--policy",
            policy,
            "--explain");

    assertThat(shell.status()).isEqualTo(11);
    assertThat(shell.out()).startsWith("NOT ACCEPTED BY THE POLICY").contains("policy.product");
    assertThat(shell.out().replaceAll("\\s+", " "))
        .doesNotContain("policy.not-compared (warns; the policy accepts");
  }

  @Test
  void anotherGuestIsNotAccepted() throws Exception {
    var other = machine.quote(SimulatedTdx.good().mrTd(Bytes.utf8("another image").sha384()));

    var shell = verify(other, "--policy", policy, "--nonce", SimulatedTdx.NONCE, "--explain");

    assertThat(shell.status()).isEqualTo(11);
    assertThat(words(shell))
        .startsWith(
            "NOT ACCEPTED BY THE POLICY (first version 1): the report is authentic, and one")
        .contains("cpu.tdx.mrtd", "policy.pin (refuses)");
  }

  @Test
  void aRuleOfThePolicysOwnIsToldInItsWords() throws Exception {
    change("!cpu.tdx.attributes.debug", "cpu.tdx.tcb.evaluation_data_number >= 99");

    var shell = verify(quote, "--policy", policy, "--nonce", SimulatedTdx.NONCE, "--explain");

    assertThat(words(shell))
        .contains("The policy's rule policy.no-debug does not hold.")
        .contains("seen cpu.tdx.tcb.evaluation_data_number 20", "do Launch it without debugging.");
  }

  @Test
  void aPolicyThatIsNotFitAcceptsNothingAndTheMachineIsNotBlamed() throws Exception {
    var folder = "cpu/tdx/v4-gcp-uptodate-eval19/";
    var files =
        List.of(Vectors.path(folder + "quote.bin"), Vectors.path(folder + "collateral.json"));
    var draft = directory.resolve("genuine.json");
    var words = new ArrayList<Object>(List.of("policy", "draft", "--name", "genuine", "-o", draft));
    words.addAll(List.of("--at", "2026-07-10T00:00:00Z", "--from-evidence"));
    words.addAll(files);
    var drafted = Shell.run(words.toArray());
    words = new ArrayList<>(List.of("evidence", "verify", "--explain", "--policy", draft));
    words.addAll(List.of("--at", "2026-07-10T00:00:00Z"));
    words.addAll(files);
    var shell = Shell.run(words.toArray());

    assertThat(words(drafted))
        .contains("To fill in before production takes it:", "want workload pinned")
        .contains("want at least one accelerator")
        .contains("cpu.tdx.mr_config_id is all zeros: nothing was measured there");
    assertThat(shell.status()).isEqualTo(11);
    assertThat(shell.out())
        .startsWith("NOTHING IS ACCEPTED BY THIS POLICY (genuine version 1)")
        .contains("What is wrong with the policy itself", "policy.unpinned")
        .doesNotContain("What is wrong, gravest first");
  }

  @Test
  void aNodeThatAPromotionWillDemoteIsToldBeforeIt() throws Exception {
    var today = byBundle(true, "--explain");
    var json = byBundle(true, "--format", "json");

    assertThat(today.status()).as(today.err()).isEqualTo(6);
    assertThat(today.out()).startsWith("USABLE IF A POLICY ACCEPTS IT");
    assertThat(words(today))
        .contains("Intel rates it UpToDate (evaluation data number 20)")
        .contains("By Intel's set early: OutOfDate (evaluation data number 21).")
        .contains("seen OutOfDate by early (21)", "dcap.tcb.forecast (warns;")
        .contains("By about 2027-11-11, 12 months after the TCB recovery of 2026-11-11")
        .contains("SEAM SVN 13 < 14", "Intel rates firmware, microcode, TDX module and quoting");
    assertThat(json.out())
        .contains("\"code\" : \"dcap.tcb.forecast\"", "TCB status by set early")
        .contains("\"tier\" : \"warning\"");
  }

  @Test
  void afterThePromotionTheSameNodeIsOutOfDateAndNothingIsForecast() throws Exception {
    var shell = byBundle(false, "--explain");

    assertThat(shell.status()).isEqualTo(11);
    assertThat(words(shell))
        .contains("dcap.tcb.out-of-date (refuses)", "SEAM SVN is 13, want 14 or more.")
        .contains("By Intel's set early: OutOfDate (evaluation data number 21).")
        .doesNotContain("dcap.tcb.forecast");
  }

  @Test
  void whoeverWantsToCanLetTheEarlySetDecide() throws Exception {
    var shell = byBundle(true, "--tcb-set", "early");
    var absent = byBundle(true, "--tcb-set", "19");

    assertThat(shell.status()).isEqualTo(11);
    assertThat(shell.out())
        .contains("dcap.tcb.out-of-date", "TCB status by set standard", "UpToDate")
        .doesNotContain("dcap.tcb.forecast");
    assertThat(absent.status()).isEqualTo(14);
    assertThat(absent.out()).contains("dcap.collateral-absent");
  }

  @Test
  void aForecastIsAWarningThatAPolicyTakesByName() throws Exception {
    var accepted = byBundle(true, "--policy", policy, "--nonce", SimulatedTdx.NONCE);
    change("[ \"dcap.tcb.forecast\" ]", "[ ]");
    var refused = byBundle(true, "--policy", policy, "--nonce", SimulatedTdx.NONCE);

    assertThat(refused.status()).isEqualTo(11);
    assertThat(accepted.status()).isEqualTo(6);
  }

  @Test
  void referenceValuesAreTakenFromASignedManifest() throws Exception {
    var key = SigningKey.generate(new SecureRandom());
    var keyFile = Files.writeString(directory.resolve("acme.key"), key.toPem());
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
    var manifest = directory.resolve("images.json");
    Files.writeString(
        manifest,
        """
        {"name": "images", "version": 1, "issuedAt": "2026-11-01T00:00:00Z",
         "notAfter": "2027-02-01T00:00:00Z", "values": {}, "floors": {"evaluation": 20}}
        """);
    var signed = directory.resolve("images.dsse.json");
    var shell =
        Shell.run("policy", "references", "sign", manifest, "--key", keyFile, "--out", signed);
    assertThat(shell.status()).as(shell.err()).isZero();
    var reference = shell.out().lines().toList().getLast();
    change(
        "\"references\" : [ ],\n  \"rules\"", "\"references\" : [" + reference + "],\n  \"rules\"");
    change(
        "!cpu.tdx.attributes.debug",
        "cpu.tdx.tcb.evaluation_data_number >= floor['images/evaluation']");

    var with =
        verify(quote, "--policy", policy, "--nonce", SimulatedTdx.NONCE, "--reference", signed);
    var without = verify(quote, "--policy", policy, "--nonce", SimulatedTdx.NONCE, "--explain");

    assertThat(with.status()).as(with.out()).isZero();
    assertThat(without.status()).isEqualTo(11);
    assertThat(without.out()).contains("policy.reference-absent", "What is wrong with the policy");
  }

  @Test
  void claimsAreWhatRulesCanSpeakOf() throws Exception {
    var claims = verify(quote, "--claims");
    var json = verify(quote, "--format", "json");

    assertThat(claims.status()).isEqualTo(6);
    assertThat(claims.out())
        .startsWith("{")
        .contains(
            "\"mrtd\"", "\"status\" : \"UpToDate\"", "\"findings\" : [ \"session.not-compared\" ]");
    assertThat(json.out()).contains("\"claims\" : {", "\"scheme\" : \"tdx\"");
  }

  @Test
  void whatIsNotProvedMakesNoClaimsAndNoPolicy() throws Exception {
    var bytes = Files.readAllBytes(quote);
    bytes[200] ^= 1;
    var forged = Files.write(directory.resolve("forged.bin"), bytes);
    var target = directory.resolve("never.json");

    var claims = verify(forged, "--claims");
    var json = verify(forged, "--format", "json");
    var draft =
        run(
            "policy",
            "draft",
            List.of("--from-evidence", forged, machine.collateral(), "--name", "first"),
            "--out",
            target);

    for (var shell : List.of(claims, draft)) {
      assertThat(shell.status()).isEqualTo(10);
      assertThat(shell.out()).isEmpty();
      assertThat(shell.err())
          .contains("forged.bin is not authentic (report.signature)", "[evidence.unproved]");
    }
    assertThat(json.out()).contains("\"claims\" : { }");
    assertThat(target).doesNotExist();
  }

  @Test
  void anAcceleratorsReportMakesNoClaimsOfItsOwn() {
    var folder = "gpu/hopper/h100-550.90.07/";

    var shell =
        Shell.run(
            "evidence",
            "verify",
            Vectors.path(folder + "report.bin"),
            Vectors.path(folder + "cert-chain.pem"),
            "--at",
            "2026-06-01T00:00:00Z",
            "--claims");

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains("[evidence.no-claims]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --nonce     | 00               | 2 | --nonce: got 1 byte, want 8 to 64      | usage
          --nonce     | 0011zz           | 2 | --nonce: is not hexadecimal            | usage
          --nonce     | 0000000000000000 | 2 | --nonce: is all zeros                  | usage
          --policy    | none.json        | 4 | no file none.json                      | file.missing
          --tcb-set   | late             | 2 | --tcb-set: got 'late', want early      | usage
          --reference | none.json        | 2 | name the policy that does with --policy | usage
          """)
  void badOptionsAreOneLineWithACode(
      String option, String value, int status, String message, String code) throws Exception {
    var shell = verify(quote, option, value);

    assertThat(shell.status()).isEqualTo(status);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err()).contains(message, "[" + code + "]");
  }

  @Test
  void aMisspeltClaimIsNamedWithItsRuleAndItsPlace() throws Exception {
    change("!cpu.tdx.attributes.debug", "!cpu.tdx.attributes.debugg");

    var shell = verify(quote, "--policy", policy);

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err())
        .contains("policy.json is no appraisal policy: policy.no-debug: line 1, column 20:")
        .contains("'debugg'", "; did you mean cpu.tdx.attributes.debug? [malformed]");
  }

  @Test
  void whatIsNoAppraisalPolicyIsSaidSo() throws Exception {
    var signed = directory.resolve("signed.json");
    var key = SigningKey.generate(new SecureRandom());
    Files.write(signed, key.sign("text/plain", Bytes.utf8("x")).toJson().toArray());

    var envelope = verify(quote, "--policy", signed);
    var collateral = verify(quote, "--policy", machine.collateral());
    var reference = verify(quote, "--policy", policy, "--reference", policy);

    assertThat(envelope.err())
        .contains("signed.json is a signed document, such as a release policy of 'policy new'")
        .contains("[malformed]");
    assertThat(collateral.err()).contains("collateral.json is no appraisal policy", "[malformed]");
    assertThat(reference.err()).contains("is not a signed document", "[malformed]");
  }
}
