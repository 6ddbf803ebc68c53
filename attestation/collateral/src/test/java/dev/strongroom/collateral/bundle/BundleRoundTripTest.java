package dev.strongroom.collateral.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.collateral.bundle.BundleException.Fault;
import dev.strongroom.collateral.bundle.BundleReader.Signature;
import dev.strongroom.collateral.item.Entry;
import dev.strongroom.collateral.testing.Recorded;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleRoundTripTest {
  private static final SigningKey KEY = SigningKey.generate(new SecureRandom());
  private static final SigningKey OTHER = SigningKey.generate(new SecureRandom());
  private static final Instant END = Recorded.AT.plus(Duration.ofDays(14));
  private static final String ROOT_CRL = "intel/root-crl.der";

  @TempDir Path home;

  private Path write(String name) throws IOException {
    var path = home.resolve(name);
    BundleWriter.write(path, Recorded.materials(), Recorded.AT, END, KEY);
    return path;
  }

  private static BundleReader.Contents read(Path path) throws IOException, BundleException {
    return BundleReader.read(path, List.of(KEY.publicKey()));
  }

  private static Fault fault(Path path) {
    return catchThrowableOfType(BundleException.class, () -> read(path)).fault();
  }

  /// An archive of these files, in this order, each any number of times.
  private Path archive(List<Map.Entry<String, Bytes>> files) throws IOException {
    var path = Files.createTempFile(home, "made", ".zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(path))) {
      var twice = 0;
      for (var file : files) {
        // The JDK refuses to write a name twice; the last byte is put right afterwards.
        out.putNextEntry(
            new ZipEntry(file.getKey() + (file.getKey().equals("twice") ? twice++ : "")));
        out.write(file.getValue().toArray());
        out.closeEntry();
      }
    }
    return path;
  }

  private Path archive(Map<String, Bytes> files) throws IOException {
    return archive(new ArrayList<>(files.entrySet()));
  }

  private Map<String, Bytes> files() throws IOException, BundleException {
    var path = Files.createTempDirectory(home, "whole").resolve("whole");
    BundleWriter.write(path, Recorded.materials(), Recorded.AT, END, KEY);
    return new TreeMap<>(BundleFiles.read(path));
  }

  private static Bytes signed(SigningKey key, Manifest manifest) {
    return key.sign(Manifest.PAYLOAD_TYPE, StrictJson.write(manifest)).toJson();
  }

  @ParameterizedTest
  @ValueSource(strings = {"site.zip", "site"})
  void comesBackAsItWasWritten(String name) throws Exception {
    var contents = read(write(name));

    assertThat(contents.materials()).hasSameElementsAs(Recorded.materials());
    assertThat(contents.signature()).isEqualTo(Signature.TRUSTED);
    assertThat(contents.manifest().expiresAt()).isEqualTo(END);
    assertThat(BundleReader.isBundle(home.resolve(name))).isTrue();
    assertThat(BundleReader.isBundle(home)).isFalse();
    try (var left = Files.list(home)) {
      assertThat(left).containsExactly(home.resolve(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"site.zip", "site"})
  void whatNobodySignedIsReadOnlyWhereNoKeyIsDemanded(String name) throws Exception {
    var path = home.resolve(name);
    BundleWriter.writeUnsigned(path, Recorded.materials(), Recorded.AT, END);

    assertThat(BundleReader.readUnsigned(path).signature()).isEqualTo(Signature.NONE);
    assertThat(fault(path)).isEqualTo(Fault.UNTRUSTED);
    assertThat(BundleReader.readUnsigned(write("signed")).signature())
        .isEqualTo(Signature.NOT_LOOKED_AT);
  }

  @Test
  void anotherSignerIsRefused() throws Exception {
    var path = write("site.zip");

    assertThatThrownBy(() -> BundleReader.read(path, List.of(OTHER.publicKey())))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("signed by " + KEY.publicKey().keyId())
        .extracting(failure -> ((BundleException) failure).code())
        .isEqualTo("bundle.untrusted");
    assertThatThrownBy(() -> BundleReader.read(path, List.of()))
        .isInstanceOf(BundleException.class);
  }

  @Test
  void aDocumentThatTheKeySignedForAnotherPurposeIsNoManifest() throws Exception {
    var files = files();
    var payload =
        dev.strongroom.wire.dsse.Envelope.parse(
                files.getOrDefault(Manifest.SIGNED_NAME, Bytes.empty()))
            .payload();
    files.put(
        Manifest.SIGNED_NAME,
        KEY.sign("application/vnd.strongroom.ticket.v1+json", payload).toJson());

    assertThat(fault(archive(files))).isEqualTo(Fault.UNTRUSTED);
  }

  @Test
  void everyFlippedFileIsFound() throws Exception {
    for (var name : files().keySet()) {
      var files = files();
      var bytes = files.getOrDefault(name, Bytes.empty()).toArray();
      bytes[bytes.length / 2] ^= 1;
      files.put(name, Bytes.copyOf(bytes));

      assertThat(fault(archive(files))).as(name).isIn(Fault.CHANGED, Fault.UNTRUSTED, Fault.FORM);
    }
  }

  @Test
  void everyFileThatIsMissingIsNamed() throws Exception {
    for (var name : files().keySet()) {
      var files = files();
      files.remove(name);
      var path = archive(files);

      assertThat(fault(path))
          .as(name)
          .isEqualTo(name.equals(Manifest.SIGNED_NAME) ? Fault.FORM : Fault.MISSING);
      assertThatThrownBy(() -> read(path)).hasMessageContaining(name);
    }
  }

  @Test
  void anyFileThatIsNotListedIsRefused() throws Exception {
    for (var name :
        List.of(
            "readme.txt", "intel/root-crl.chain.pem", "amd/genoa/vcek-crl.der", "manifest.json")) {
      var files = files();
      files.put(name, Bytes.utf8("extra"));

      assertThat(fault(archive(files))).as(name).isEqualTo(Fault.UNLISTED);
    }
    var directory = write("site");
    Files.writeString(directory.resolve(".hidden"), "extra");
    assertThat(fault(directory)).isEqualTo(Fault.UNLISTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside",
        "/etc/passwd",
        "amd/../../outside",
        "amd//x",
        "amd/./x",
        "amd/milan/",
        "C:\\x",
        "amd\\milan\\x",
        "Amd/x",
        "a b",
        "a\nb",
        "",
      })
  void namesThatLeadElsewhereAreRefused(String name) throws Exception {
    var files = files();
    files.put(name, Bytes.utf8("x"));

    assertThat(fault(archive(files))).isEqualTo(Fault.UNLISTED);
  }

  @Test
  void aNameThatIsThereTwiceIsRefused() throws Exception {
    var files = new ArrayList<>(files().entrySet());
    files.add(Map.entry("twice", Bytes.utf8("x")));
    files.add(Map.entry("twice", Bytes.utf8("y")));
    var path = archive(files);
    var bytes = Files.readAllBytes(path);
    for (int i = 0; i + 5 < bytes.length; i++) {
      if (new String(bytes, i, 6, java.nio.charset.StandardCharsets.ISO_8859_1).equals("twice1")) {
        bytes[i + 5] = '0';
      }
    }
    Files.write(path, bytes);

    assertThatThrownBy(() -> read(path)).hasMessageContaining("is there twice");
  }

  @Test
  void anItemThatIsListedTwiceIsRefused() throws Exception {
    var files = files();
    var entries = new ArrayList<>(Recorded.materials().stream().map(Entry::of).toList());
    entries.add(entries.getFirst());
    files.put(Manifest.SIGNED_NAME, signed(KEY, Manifest.of(entries, Recorded.AT, END)));

    assertThat(fault(archive(files))).isEqualTo(Fault.MISSING);
  }

  @Test
  void anArchiveThatUnfoldsTooFarIsRefused() throws Exception {
    var files = files();
    files.put("bomb", Bytes.zeros(BundleFiles.MAX_FILE_BYTES + 1));
    assertThat(fault(archive(files))).isEqualTo(Fault.LIMIT);

    var many = new TreeMap<String, Bytes>();
    for (int i = 0; i <= BundleFiles.MAX_TOTAL_BYTES / BundleFiles.MAX_FILE_BYTES; i++) {
      many.put("part" + i, Bytes.zeros(BundleFiles.MAX_FILE_BYTES));
    }
    var bomb = archive(many);
    assertThat(Files.size(bomb)).isLessThan(100_000);
    assertThat(fault(bomb)).isEqualTo(Fault.LIMIT);

    var crowd = new TreeMap<String, Bytes>();
    for (int i = 0; i <= BundleFiles.MAX_FILES; i++) {
      crowd.put("part" + i, Bytes.empty());
    }
    assertThat(fault(archive(crowd))).isEqualTo(Fault.LIMIT);
  }

  @Test
  void aCutArchiveIsRefused() throws Exception {
    var whole = Files.readAllBytes(write("site.zip"));
    var path = home.resolve("cut.zip");
    for (int length = 0; length < whole.length; length += 97) {
      Files.write(path, java.util.Arrays.copyOf(whole, length));
      var failure = catchThrowableOfType(Exception.class, () -> read(path));
      // What follows the last file is a directory of them, which is not used.
      if (failure != null) {
        assertThat(failure).isInstanceOf(BundleException.class);
      } else {
        assertThat(read(path).materials()).hasSize(Recorded.items().size());
      }
    }
    Files.writeString(path, "no archive at all");
    assertThat(fault(path)).isEqualTo(Fault.FORM);
  }

  @Test
  void linksAndDirectoriesTooDeepAreNoFiles() throws Exception {
    var linked = write("linked");
    var target = Files.move(linked.resolve(ROOT_CRL), home.resolve("moved.der"));
    Files.createSymbolicLink(linked.resolve(ROOT_CRL), target);
    assertThat(fault(linked)).isEqualTo(Fault.UNLISTED);

    var deep = write("deep");
    Files.createDirectories(deep.resolve("a/b/c/d/e/f/g/h/i/j"));
    assertThat(fault(deep)).isEqualTo(Fault.UNLISTED);
  }

  @Test
  void aBundleHasItsTime() throws Exception {
    var contents = read(write("site.zip"));

    assertThat(contents.at(Recorded.AT)).isEqualTo(contents);
    assertThat(contents.at(END.minusMillis(1))).isEqualTo(contents);
    for (var now : List.of(Recorded.AT.minusMillis(1), END)) {
      assertThatThrownBy(() -> contents.at(now))
          .isInstanceOf(BundleException.class)
          .hasMessageContaining("fetch another")
          .extracting(failure -> ((BundleException) failure).code())
          .isEqualTo("bundle.expired");
    }
  }

  @Test
  void nothingIsOverwritten() throws Exception {
    for (var name : List.of("site.zip", "site")) {
      write(name);
      assertThatThrownBy(() -> write(name)).isInstanceOf(FileAlreadyExistsException.class);
    }
  }

  @Test
  void theSameMaterialsMakeTheSameBytes() throws Exception {
    var reversed = new ArrayList<>(Recorded.materials());
    Collections.reverse(reversed);
    var one = home.resolve("one.zip");
    var other = home.resolve("other.zip");
    var materials = Recorded.materials();
    reversed.replaceAll(
        each ->
            materials.stream().filter(m -> m.item().equals(each.item())).findFirst().orElseThrow());

    BundleWriter.writeUnsigned(one, materials, Recorded.AT, END);
    BundleWriter.writeUnsigned(other, reversed, Recorded.AT, END);

    assertThat(other).hasSameBinaryContentAs(one);
  }

  @Test
  void aManifestThatCannotBeIsRefused() throws Exception {
    assertThatThrownBy(() -> Manifest.of(List.of(), END, END))
        .isInstanceOf(IllegalArgumentException.class);
    var entry = Entry.of(Recorded.material(Recorded.ROOT_CRL));
    assertThatThrownBy(() -> Manifest.of(Collections.nCopies(1501, entry), Recorded.AT, END))
        .hasMessageContaining("limit 1500");
    var files = files();
    for (var text :
        List.of(
            "{}",
            "[]",
            "{\"version\":2,\"createdAt\":\"2026-07-01T00:00:00Z\",\"expiresAt\":\"2026-07-02T00:00:00Z\",\"entries\":[]}",
            "{\"version\":1,\"createdAt\":\"2026-07-01T00:00:00Z\",\"expiresAt\":\"2026-07-02T00:00:00Z\",\"entries\":[],\"entries\":[]}")) {
      files.put(Manifest.SIGNED_NAME, KEY.sign(Manifest.PAYLOAD_TYPE, Bytes.utf8(text)).toJson());
      assertThat(fault(archive(files))).as(text).isEqualTo(Fault.FORM);
    }
  }

  @Test
  void theLargestManifestFitsIntoAnEnvelope() throws Exception {
    var item = Recorded.milanVcek();
    var entry = Entry.of(Recorded.material(item));
    var manifest = Manifest.of(Collections.nCopies(Manifest.MAX_ENTRIES, entry), Recorded.AT, END);

    var envelope = dev.strongroom.wire.dsse.Envelope.parse(signed(KEY, manifest));

    assertThat(StrictJson.read(envelope.payload(), Manifest.class)).isEqualTo(manifest);
  }
}
