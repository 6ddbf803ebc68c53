package dev.strongroom.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.transparency.LogException.Fault;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointTest {
  private static final String ORIGIN = "broker.example/simulation/audit";

  /// The verifier key of the Go checksum database, as every Go release carries it.
  private static final String GO_SUM_KEY =
      "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

  /// Key and note of the package documentation of golang.org/x/mod/sumdb/note.
  private static final String NEUMANN_KEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String NEUMANN_NOTE =
      "If you think cryptography is the answer to your problem,\n"
          + "then you don't know what your problem is.\n"
          + "\n"
          + "— PeterNeumann "
          + "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJ"
          + "nAM=\n";

  private final SecureRandom random = new SecureRandom();
  private final CheckpointSigner signer = CheckpointSigner.generate("broker.example", random);
  private final TreeHead head =
      MerkleNodes.of(NaiveTree.leafHashes(NaiveTree.entries(12, 3))).head();

  @Test
  void survivesItsNote() throws Exception {
    var signed = signer.sign(ORIGIN, head);
    var key = LogVerifierKey.parse(signer.verifierKey().vkey());

    var verified = Checkpoint.verify(signed.note(), key, ORIGIN);

    assertThat(verified).isEqualTo(signed);
    assertThat(verified.head()).isEqualTo(head);
    assertThat(signed.note())
        .startsWith(ORIGIN + "\n12\n" + head.root().base64() + "\n\n— broker.example ")
        .endsWith("\n");
  }

  @Test
  void survivesItsNoteWhenEmpty() throws Exception {
    var signed = signer.sign(ORIGIN, TreeHead.empty());

    assertThat(Checkpoint.verify(signed.note(), signer.verifierKey(), ORIGIN).head())
        .isEqualTo(TreeHead.empty());
  }

  @Test
  void readsForeignKeysAndNotes() throws Exception {
    assertThat(LogVerifierKey.parse(GO_SUM_KEY).vkey()).isEqualTo(GO_SUM_KEY);
    var note = SignedNote.parse(NEUMANN_NOTE);
    note.verify(LogVerifierKey.parse(NEUMANN_KEY));
    assertThat(note.text()).endsWith("your problem is.\n");
  }

  @Test
  void refusesAnotherKeyOfTheSameName() {
    var other = CheckpointSigner.generate("broker.example", random).verifierKey();

    refuses(Fault.CHECKPOINT_SIGNATURE, signer.sign(ORIGIN, head).note(), other);
  }

  @Test
  void refusesTheSameKeyUnderAnotherName() {
    var renamed = new LogVerifierKey("other.example", signer.verifierKey().publicKey());

    refuses(Fault.CHECKPOINT_SIGNATURE, signer.sign(ORIGIN, head).note(), renamed);
  }

  @Test
  void refusesAnotherOrigin() {
    var note = signer.sign("broker.example/production/audit", head).note();

    refuses(Fault.CHECKPOINT_ORIGIN, note, signer.verifierKey());
  }

  @Test
  void refusesAChangedSize() {
    var note = signer.sign(ORIGIN, head).note().replace("\n12\n", "\n13\n");

    refuses(Fault.CHECKPOINT_SIGNATURE, note, signer.verifierKey());
  }

  @Test
  void refusesEveryChangedCharacter() {
    var note = signer.sign(ORIGIN, head).note();
    for (int i = 0; i < note.length(); i++) {
      var changed = new StringBuilder(note);
      changed.setCharAt(i, note.charAt(i) == 'A' ? 'B' : 'A');
      assertThatThrownBy(() -> Checkpoint.verify(changed.toString(), signer.verifierKey(), ORIGIN))
          .isInstanceOf(LogException.class);
    }
  }

  // spec: C2SP signed-note "Format", gap
  @Test
  void refusesEveryTruncation() {
    var note = signer.sign(ORIGIN, head).note();
    for (int length = 0; length < note.length(); length++) {
      var cut = note.substring(0, length);
      assertThatThrownBy(() -> Checkpoint.verify(cut, signer.verifierKey(), ORIGIN))
          .isInstanceOf(LogException.class);
    }
  }

  // spec: C2SP signed-note "Signatures", verifying
  @Test
  void ignoresSignaturesOfUnknownKeysAndRefusesAWrongOneOfItsOwn() throws Exception {
    var mine = signer.sign(ORIGIN, head).note();
    var witness = CheckpointSigner.generate("witness.example", random).sign(ORIGIN, head).note();
    var witnessLine = witness.substring(witness.lastIndexOf("\n\n") + 2);
    var wrong = signer.sign(ORIGIN, TreeHead.empty()).note();
    var wrongLine = wrong.substring(wrong.lastIndexOf("\n\n") + 2);

    assertThat(Checkpoint.verify(mine + witnessLine, signer.verifierKey(), ORIGIN).head())
        .isEqualTo(head);
    refuses(Fault.CHECKPOINT_SIGNATURE, mine + wrongLine, signer.verifierKey());
  }

  // spec: C2SP tlog-checkpoint "Note text", lines
  // spec: C2SP tlog-checkpoint "Note text", tree size
  // spec: C2SP signed-note "Format", control characters
  @Test
  void refusesSignedTextsThatAreNoCheckpoint() {
    var root = head.root().base64();
    for (var text :
        List.of(
            ORIGIN + "\n12\n",
            ORIGIN + "\n012\n" + root + "\n",
            ORIGIN + "\n-1\n" + root + "\n",
            ORIGIN + "\n99999999999999999999\n" + root + "\n",
            ORIGIN + "\n9999999999999999999\n" + root + "\n",
            ORIGIN + "\n12\n" + root.substring(4) + "\n",
            ORIGIN + "\n12\n" + root + " \n",
            ORIGIN + "\n0\n" + root + "\n",
            ORIGIN + "\n12\n" + root + "\n\nextension\n",
            "\n12\n" + root + "\n",
            ORIGIN + "\n12\n" + root + "\n\u0007\n")) {
      refuses(Fault.CHECKPOINT_MALFORMED, signer.signText(text), signer.verifierKey());
    }
  }

  // spec: C2SP signed-note "Format", encoding
  @Test
  void refusesNotesThatAreNotUnicode() {
    var note = signer.sign(ORIGIN, head).note();
    for (var half : List.of("\ud800", "\udc00")) {
      refuses(
          Fault.CHECKPOINT_MALFORMED,
          note.replace("\n12\n", "\n12" + half + "\n"),
          signer.verifierKey());
    }
  }

  @Test
  void acceptsExtensionLines() throws Exception {
    var text = ORIGIN + "\n12\n" + head.root().base64() + "\nan extension\n";

    assertThat(Checkpoint.verify(signer.signText(text), signer.verifierKey(), ORIGIN).head())
        .isEqualTo(head);
  }

  // spec: C2SP signed-note "Signature types"
  // spec: C2SP signed-note "Signatures", key id
  @Test
  void refusesKeysThatAreNoVkey() {
    for (var vkey :
        List.of(
            "",
            "sum.golang.org",
            GO_SUM_KEY.replace("033de0ae", "033de0af"),
            GO_SUM_KEY.replace("033de0ae", "033DE0AE"),
            GO_SUM_KEY.replace("sum.", "sun."),
            GO_SUM_KEY.replace("+Ac4", "+Bc4"),
            GO_SUM_KEY + "AAAA",
            " " + GO_SUM_KEY)) {
      assertThatThrownBy(() -> LogVerifierKey.parse(vkey)).isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> new LogVerifierKey("a b", Bytes.zeros(32)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void signerSurvivesPem() throws Exception {
    var read = CheckpointSigner.ofPem("broker.example", signer.toPem());

    assertThat(read.verifierKey()).isEqualTo(signer.verifierKey());
    assertThat(read.sign(ORIGIN, head)).isEqualTo(signer.sign(ORIGIN, head));
    assertThat(signer.toString()).doesNotContain(signer.toPem().lines().toList().get(1));
  }

  @Test
  void refusesHalvesOfTwoPairs() {
    var other = CheckpointSigner.generate("broker.example", random).toPem();
    var pem = signer.toPem();
    var mixed =
        pem.substring(0, pem.indexOf("-----BEGIN PUBLIC"))
            + other.substring(other.indexOf("-----BEGIN PUBLIC"));

    assertThatThrownBy(() -> CheckpointSigner.ofPem("broker.example", mixed))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> CheckpointSigner.ofPem("broker.example", "nothing"))
        .isInstanceOf(MalformedException.class);
  }

  private static void refuses(Fault fault, String note, LogVerifierKey key) {
    assertThatThrownBy(() -> Checkpoint.verify(note, key, ORIGIN))
        .isInstanceOfSatisfying(LogException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }
}
