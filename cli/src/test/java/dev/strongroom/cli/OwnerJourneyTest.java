package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.finding.NvidiaRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerJourneyTest {
  @TempDir Path home;

  @BeforeEach
  void anOwnerWithWeightsAndPolicy() throws IOException {
    assertThat(Shell.run("init", "--owner", "acme", "--directory", home).status()).isZero();
    Files.createDirectories(home.resolve("weights/deep"));
    Files.write(home.resolve("weights/a.bin"), random(200_000));
    Files.write(home.resolve("weights/deep/b.bin"), random(1));
    assertThat(policy("policy.json").status()).isZero();
  }

  @Test
  void sealsAndInspects() {
    var sealed = seal("sealed");

    assertThat(sealed.err()).isEmpty();
    assertThat(sealed.out()).startsWith("sealed 2 files, 200,001 bytes");
    assertThat(sealed.progress())
        .startsWith("sealing 200,001 bytes:")
        .endsWith(" 100 %" + System.lineSeparator());
    var listed = inspect("sealed", "acme.pub.pem", "model.key");
    assertThat(listed.status()).isZero();
    assertThat(listed.out()).contains("acme/llama@1 (simulation)", "a.bin", "deep/b.bin");
  }

  @Test
  void keepsKeysToTheOwnerAndNeverOverwritesThem() throws IOException {
    var again = Shell.run("init", "--owner", "acme", "--directory", home);

    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err()).contains("never overwritten", "[key.exists]");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("acme.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void refusesAManifestOfAnotherOwner() {
    seal("sealed");
    Shell.run("init", "--owner", "mallory", "--directory", home);

    var refused = inspect("sealed", "mallory.pub.pem", "model.key");

    assertThat(refused.status()).isEqualTo(9);
    assertThat(refused.err()).contains("[weights.manifest.signature]");
  }

  @Test
  void refusesATruncatedKeyring() throws IOException {
    seal("sealed");
    var keyring = home.resolve("sealed/keyring.json");
    var text = Files.readString(keyring);

    Files.writeString(keyring, text.substring(0, text.length() / 2));

    assertThat(inspect("sealed", "acme.pub.pem", "model.key").status()).isEqualTo(2);
  }

  @Test
  void refusesAnotherModelKey() throws IOException {
    seal("sealed");
    secret(home.resolve("other.key"), random(32));

    var refused = inspect("sealed", "acme.pub.pem", "other.key");

    assertFails(refused, 9, "[weights.key.wrong]");
    assertThat(refused.err()).contains("other.key does not open acme/llama@1; want the model key");
    assertThat(refused.out()).doesNotContain("a.bin");
  }

  @Test
  void saysWhichFilesItWrote() {
    var made = home.resolve("new/place");

    var shell = Shell.run("init", "--owner", "acme", "--directory", made);

    assertThat(shell.status()).isZero();
    assertThat(shell.out().lines())
        .contains(
            "wrote " + made.resolve("acme.key") + " (private: keep it)",
            "wrote " + made.resolve("acme.pub.pem") + " (public: give it away)");
  }

  @Test
  void namesAKeyOfTheOtherKind() throws IOException {
    seal("sealed");

    var secret = inspect("sealed", "acme.key", "model.key");
    assertFails(secret, 2, "[malformed]");
    assertThat(secret.err()).contains("acme.key is a private key; want the owner's public key");
    var nothing = inspect("sealed", "weights/a.bin", "model.key");
    assertFails(nothing, 2, "[malformed]");
    assertThat(nothing.err()).contains("a.bin is not a public key; want the owner's public key");
    var shared = policyOf("acme.pub.pem", "other.json", "--accelerator", "GH100=1");
    assertFails(shared, 2, "[malformed]");
    assertThat(shared.err())
        .contains("acme.pub.pem is a public key; want the private key")
        .doesNotContain("chmod");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"payloadType":"t","payload":"AA==","signatures":[{"keyid":"k"}]} | 'sig' is missing (at signatures[0])
          {"payloadType":"t","payload":"AA==","signatures":[]}              | an envelope carries 1 to 16 signatures
          {"payloadType":"t","payload":"A","signatures":[]}                 | the value is malformed (at payload)
          {"payloadType":"t","payload":5,"signatures":[]}                   | the value has another type than wanted (at payload)
          {"extra":1,"payloadType":"t","payload":"AA==","signatures":[{"keyid":"k","sig":"AA=="}]} | 'extra' is no member of it
          {"payloadType":"t","payloadType":"t"}                             | 'payloadType' is there twice
          {"payloadType":"t"                                                | it ends too early
          {}                                                                | 'payloadType' is missing
          -----BEGIN PUBLIC KEY-----                                        | it is not JSON
          """)
  void saysWhyAFileIsNoSignedDocument(String text, String why) throws IOException {
    Files.writeString(home.resolve("policy.json"), text);

    var refused = seal("sealed");

    assertFails(refused, 2, "[malformed]");
    assertThat(refused.err())
        .contains(
            home.resolve("policy.json")
                + " is not a signed document (DSSE envelope in JSON): "
                + why
                + " [malformed]")
        .doesNotContain("Envelope", "Feature", "`");
  }

  @Test
  void namesWhatIsWrongWithAKeyringWithoutTheParsersNames() throws IOException {
    seal("sealed");
    Files.writeString(home.resolve("sealed/keyring.json"), "{}");

    var refused = inspect("sealed", "acme.pub.pem", "model.key");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("is missing").doesNotContain("creator", "Feature", "`");
  }

  @Test
  void refusesAnArchitectureThatNothingVerifies() {
    var refused = policy("other.json", "--accelerator", "H100=1");

    assertFails(refused, 2, "[usage]");
    assertThat(refused.err()).contains("--accelerator: got H100", "want one of GH100");
    assertThat(NvidiaRule.ARCHITECTURE.advice()).contains("GH100");
    assertThat(home.resolve("other.json")).doesNotExist();
  }

  @Test
  void sealsIntoANewDirectoryOnly() {
    seal("sealed");

    var again = seal("sealed", "second.key");

    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err()).containsOnlyOnce("weights.target.occupied");
    assertThat(again.err().lines()).hasSize(1);
    assertThat(home.resolve("second.key")).doesNotExist();
  }

  @Test
  void givesEverySealedVersionAKeyOfItsOwn() {
    seal("sealed");

    var again = seal("other");

    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err()).contains("[key.exists]");
    assertThat(home.resolve("other")).doesNotExist();
  }

  @Test
  void refusesSecretsThatOthersMayRead() throws IOException {
    seal("sealed");
    for (var name : List.of("acme.key", "model.key")) {
      var file = home.resolve(name);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

      var refused =
          name.equals("acme.key")
              ? seal("again", "2.key")
              : inspect("sealed", "acme.pub.pem", name);

      assertThat(refused.status()).isEqualTo(2);
      assertThat(refused.err()).contains(name, "rw-r-----", "chmod 600", "[key.exposed]");
    }
    assertThat(home.resolve("again")).doesNotExist();
  }

  @Test
  void escapesControlCharactersInNames() throws IOException {
    Files.writeString(home.resolve("weights/two\nlines\u001b[31m"), "x");

    var refused = seal("sealed");

    assertFails(refused, 2, "weights.source.unsupported");
    assertThat(refused.err()).contains("two\\nlines\\u001b[31m");
  }

  @Test
  void namesWhatIsNoDirectory() throws IOException {
    seal("sealed");
    var file = home.resolve("weights/a.bin");
    var loop = Files.createSymbolicLink(home.resolve("loop"), Path.of("loop"));

    assertFails(Shell.run("init", "--owner", "acme", "--directory", file), 2, "file.kind");
    assertFails(Shell.run("init", "--owner", "acme", "--directory", loop), 4, "file.link");
    assertFails(inspect("none", "acme.pub.pem", "model.key"), 4, "file.missing");
    assertFails(inspect("loop", "acme.pub.pem", "model.key"), 4, "file.link");
    assertFails(inspect("weights", "acme.pub.pem", "model.key"), 4, "weights.manifest.missing");
    assertFails(inspect("sealed", "weights", "model.key"), 2, "file.kind");
    for (var source : List.of("weights/a.bin", "none", "loop")) {
      Files.deleteIfExists(home.resolve("new.key"));
      var sealed =
          Shell.run(
              "model",
              "seal",
              home.resolve(source),
              "--out",
              home.resolve("new"),
              "--key",
              home.resolve("acme.key"),
              "--model-key",
              home.resolve("new.key"),
              "--model",
              "llama",
              "--policy",
              home.resolve("policy.json"));
      assertFails(
          sealed,
          source.endsWith("bin") ? 2 : 4,
          source.endsWith("bin") ? "file.kind" : source.equals("loop") ? "file.link" : "missing");
      assertThat(home.resolve("new.key")).doesNotExist();
    }
  }

  @Test
  void leavesNoKeyBehindWhenItsPublicHalfCannotBeWritten() throws IOException {
    Files.delete(home.resolve("acme.key"));

    assertFails(Shell.run("init", "--owner", "acme", "--directory", home), 2, "file.exists");

    assertThat(home.resolve("acme.key")).doesNotExist();
  }

  @Test
  void namesAWrongRangeOfVersions() {
    var line =
        "ticket sign --owner acme --model demo --image i --out t --broker https://127.0.0.1:1"
            + " --gateway-ca g --network 10.0.0.0/8 --versions 1-2 --ca "
            + home.resolve("acme.pub.pem")
            + " --key "
            + home.resolve("acme.key")
            + " --policy "
            + home.resolve("policy.json")
            + " -- serve";

    var refused = Shell.run((Object[]) line.split(" ", -1));

    assertFails(refused, 2, "[usage]");
    assertThat(refused.err()).contains("--versions: got '1-2', want first..last");
  }

  /// One line, its code once, and the status.
  private static void assertFails(Shell shell, int status, String code) {
    assertThat(shell.err().lines()).as(shell.err()).hasSize(1);
    assertThat(shell.err()).containsOnlyOnce(code).doesNotContain("java");
    assertThat(shell.status()).as(shell.err()).isEqualTo(status);
  }

  private static void secret(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void refusesAPolicyThatWaivesTheAccelerator() {
    var refused = policy("other.json", "--accelerator", "GH100=0");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("accelerators");
    assertThat(home.resolve("other.json")).doesNotExist();
  }

  private Shell policy(String out, Object... extra) {
    return policyOf("acme.key", out, extra);
  }

  private Shell policyOf(String key, String out, Object... extra) {
    var common =
        new Object[] {
          "policy",
          "new",
          "--key",
          home.resolve(key),
          "--profile",
          "simulation",
          "--owner",
          "acme",
          "--model",
          "llama",
          "--measurement",
          "00".repeat(48),
          "--minimum-tcb",
          "0,0,0,0",
          "--out",
          home.resolve(out)
        };
    var last = extra.length == 0 ? new Object[] {"--accelerator", "GH100=1"} : extra;
    var all = java.util.Arrays.copyOf(common, common.length + last.length);
    System.arraycopy(last, 0, all, common.length, last.length);
    return Shell.run(all);
  }

  private Shell seal(String out) {
    return seal(out, "model.key");
  }

  private Shell seal(String out, String modelKey) {
    return Shell.run(
        "model",
        "seal",
        home.resolve("weights"),
        "--out",
        home.resolve(out),
        "--key",
        home.resolve("acme.key"),
        "--model-key",
        home.resolve(modelKey),
        "--model",
        "llama",
        "--policy",
        home.resolve("policy.json"));
  }

  private Shell inspect(String sealed, String ownerKey, String modelKey) {
    return Shell.run(
        "model",
        "inspect",
        home.resolve(sealed),
        "--owner-key",
        home.resolve(ownerKey),
        "--model-key",
        home.resolve(modelKey));
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
