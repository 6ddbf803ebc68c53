package dev.strongroom.collateral.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.collateral.item.AmdItem;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.testing.Recorded;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollateralCacheTest {
  private static final long MIB = 1 << 20;

  @TempDir Path directory;
  private CollateralCache cache;

  @BeforeEach
  void open() throws IOException {
    cache = CollateralCache.open(directory, MIB);
  }

  /// A list of Milan's that was issued `age` before [Recorded#AT].
  static Material crl(AmdItem.Key key, Duration age, Duration life) throws MalformedException {
    return crl(SnpProduct.MILAN, key, age, life);
  }

  private static Material crl(SnpProduct product, AmdItem.Key key, Duration age, Duration life)
      throws MalformedException {
    var issued = Recorded.AT.minus(age);
    var der = Recorded.amdCrl("CN=ARK-" + product.text(), issued, issued.plus(life));
    return Material.parse(new AmdItem.Crl(product, key), der, Bytes.empty(), issued);
  }

  @Test
  void whatIsKeptIsFoundAgainAlsoAfterARestart() throws Exception {
    assertThat(cache.find(Recorded.MILAN_CRL)).isEmpty();
    var materials = Recorded.materials();

    cache.keep(materials, Recorded.AT);

    var again = CollateralCache.open(directory, MIB);
    for (var material : materials) {
      assertThat(again.find(material.item())).contains(material);
    }
    assertThat(again.all()).hasSize(materials.size());
    assertThat(again.damage()).isEmpty();
  }

  @Test
  void certificatesOfAChipAtSeveralTcbsLieSideBySide() throws Exception {
    cache.keep(List.of(Recorded.material(Recorded.milanVcek())), Recorded.AT);
    cache.keep(List.of(Recorded.material(Recorded.turinVcek())), Recorded.AT);

    assertThat(cache.all())
        .extracting(Material::item)
        .containsExactlyInAnyOrder(Recorded.milanVcek(), Recorded.turinVcek());
  }

  @Test
  void aNewOneTakesThePlaceOfTheOld() throws Exception {
    var old = crl(AmdItem.Key.VCEK, Duration.ofDays(2), Duration.ofDays(9));
    var fresh = crl(AmdItem.Key.VCEK, Duration.ZERO, Duration.ofDays(9));

    cache.keep(List.of(old), Recorded.AT);
    cache.keep(List.of(fresh), Recorded.AT);

    assertThat(cache.all()).containsExactly(fresh);
    assertThat(contents()).containsExactly(fresh.body().sha256().hex());
  }

  private List<String> contents() throws IOException {
    try (var files = Files.list(directory.resolve("content"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void contentThatWasChangedOnDiskIsAsGoodAsAbsent() throws Exception {
    cache.keep(Recorded.materials(), Recorded.AT);
    var info = Recorded.material(Recorded.TCB_INFO);
    var file = directory.resolve("content").resolve(info.body().sha256().hex());
    var bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertThat(cache.find(Recorded.TCB_INFO)).isEmpty();
    assertThat(cache.find(Recorded.QE_IDENTITY)).isPresent();
    assertThat(cache.all()).hasSize(Recorded.items().size() - 1);
    assertThat(cache.damage())
        .singleElement()
        .asString()
        .contains(Recorded.TCB_INFO.name(), "was changed");

    cache.keep(List.of(info), Recorded.AT);
    assertThat(cache.damage()).isEmpty();
  }

  @Test
  void cutOverlongAndMissingContentIsAbsentToo() throws Exception {
    for (var content : List.of("", "x".repeat(1 << 20))) {
      cache.keep(Recorded.materials(), Recorded.AT);
      var chain = Recorded.material(Recorded.PCK_CRL).issuerChain().sha256().hex();
      Files.writeString(directory.resolve("content").resolve(chain), content);

      assertThat(cache.find(Recorded.PCK_CRL)).isEmpty();
    }
    Files.delete(
        directory
            .resolve("content")
            .resolve(Recorded.material(Recorded.ROOT_CRL).body().sha256().hex()));
    assertThat(cache.find(Recorded.ROOT_CRL)).isEmpty();
    assertThat(cache.damage()).hasSize(2).anyMatch(line -> line.contains("is missing"));
  }

  @Test
  void anIndexThatCannotBeReadNamesNothing() throws Exception {
    cache.keep(Recorded.materials(), Recorded.AT);
    var index = directory.resolve("index.json");
    for (var text : List.of("", "{", "{\"entries\":[{}]}", Files.readString(index).substring(9))) {
      Files.writeString(index, text);

      assertThat(cache.find(Recorded.TCB_INFO)).isEmpty();
      assertThat(cache.all()).isEmpty();
      assertThat(cache.damage()).singleElement().asString().contains("index.json");
    }
    cache.keep(Recorded.materials(), Recorded.AT);
    assertThat(cache.all()).hasSize(Recorded.items().size());
  }

  @Test
  void anIndexCannotLeadElsewhere() throws Exception {
    cache.keep(Recorded.materials(), Recorded.AT);
    var index = directory.resolve("index.json");
    var text = Files.readString(index);
    var digest = Recorded.material(Recorded.ROOT_CRL).body().sha256().hex();

    Files.writeString(index, text.replace(digest, "../../../etc/hostname"));

    assertThat(cache.all()).isEmpty();
    Files.writeString(index, text.replace("intel/root-crl", "intel/../root-crl"));
    assertThat(cache.all()).isEmpty();
  }

  @Test
  void aLinkInPlaceOfContentIsNotFollowed() throws Exception {
    cache.keep(Recorded.materials(), Recorded.AT);
    var body = Recorded.material(Recorded.ROOT_CRL).body();
    var file = directory.resolve("content").resolve(body.sha256().hex());
    var elsewhere = Files.write(directory.resolve("elsewhere"), body.toArray());
    Files.delete(file);
    Files.createSymbolicLink(file, elsewhere);

    assertThat(cache.find(Recorded.ROOT_CRL)).isEmpty();
    assertThat(cache.damage()).singleElement().asString().contains("is no file");
    cache.keep(List.of(Recorded.material(Recorded.ROOT_CRL)), Recorded.AT);
    assertThat(cache.damage()).isEmpty();
    assertThat(file).isRegularFile();
    assertThat(Files.isSymbolicLink(file)).isFalse();
  }

  @Test
  void whatACrashLeavesIsRemovedByTheNextWriter() throws Exception {
    Files.writeString(directory.resolve("index.json.next"), "{half");
    Files.writeString(directory.resolve("content").resolve("0".repeat(64) + ".next"), "half");
    Files.writeString(directory.resolve("content").resolve("1".repeat(64)), "unnamed");

    assertThat(cache.all()).isEmpty();
    cache.keep(List.of(Recorded.material(Recorded.ROOT_CRL)), Recorded.AT);

    assertThat(contents()).hasSize(1);
    assertThat(cache.find(Recorded.ROOT_CRL)).isPresent();
  }

  @Test
  void beyondItsSizeTheStaleGoFirstThenTheOldest() throws Exception {
    var stale = crl(AmdItem.Key.VCEK, Duration.ofDays(1), Duration.ofHours(1));
    var old = crl(AmdItem.Key.VLEK, Duration.ofDays(3), Duration.ofDays(9));
    var young = crl(SnpProduct.GENOA, AmdItem.Key.VCEK, Duration.ofDays(1), Duration.ofDays(9));
    var next = crl(SnpProduct.GENOA, AmdItem.Key.VLEK, Duration.ZERO, Duration.ofDays(9));
    var last = crl(SnpProduct.TURIN, AmdItem.Key.VLEK, Duration.ZERO, Duration.ofDays(9));
    long room = 3L * (stale.body().length() + 4);
    var small = CollateralCache.open(directory, room);

    small.keep(List.of(stale, old, young), Recorded.AT);
    assertThat(small.all()).hasSize(3);
    small.keep(List.of(next), Recorded.AT);
    assertThat(small.all()).containsExactlyInAnyOrder(old, young, next);
    small.keep(List.of(last), Recorded.AT);
    assertThat(small.all()).containsExactlyInAnyOrder(young, next, last);
    assertThatThrownBy(() -> small.keep(Recorded.materials(), Recorded.AT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the cache holds");
    assertThat(small.all()).containsExactlyInAnyOrder(young, next, last);
  }

  @Test
  void threadsDoNotLoseOneAnothersMaterials() throws Exception {
    var writers = new ArrayList<Future<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var material : Recorded.materials()) {
        // Each with a view of its own, as two processes have.
        var own = CollateralCache.open(directory, MIB);
        writers.add(
            threads.submit(
                () -> {
                  own.keep(List.of(material), Recorded.AT);
                  return own.all();
                }));
      }
    }
    for (var writer : writers) {
      assertThat(writer.state()).isEqualTo(Future.State.SUCCESS);
    }
    assertThat(cache.all()).hasSize(Recorded.items().size());
    assertThat(cache.damage()).isEmpty();
  }

  /// Another process: keeps the recorded materials over and over, until it is killed.
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      var cache = CollateralCache.open(Path.of(arguments[0]), MIB);
      cache.keep(Recorded.materials(), Recorded.AT);
      System.out.println("begun");
      for (long round = 1; ; round++) {
        var materials = new ArrayList<>(Recorded.materials());
        materials.replaceAll(material -> fetchedAt(material, Recorded.AT));
        materials.remove((int) (round % materials.size()));
        cache.keep(materials, Recorded.AT);
      }
    }
  }

  private static Material fetchedAt(Material material, Instant at) {
    return new Material(
        material.item(),
        material.body(),
        material.issuerChain(),
        at,
        material.issuedAt(),
        material.nextUpdate());
  }

  @Test
  void aProcessKilledWhileItWritesLeavesAWholeCache() throws Exception {
    var own = crl(SnpProduct.GENOA, AmdItem.Key.VCEK, Duration.ZERO, Duration.ofDays(9));
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    for (int kill = 0; kill < 3; kill++) {
      var other =
          new ProcessBuilder(
                  java,
                  "-cp",
                  System.getProperty("java.class.path"),
                  "-Dstrongroom.vectors="
                      + System.getProperty("strongroom.vectors", "../shared/vectors"),
                  Writer.class.getName(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (var out = other.inputReader()) {
        assertThat(out.readLine()).isEqualTo("begun");
        for (int round = 0; round < 5; round++) {
          cache.keep(List.of(own), Recorded.AT);
          assertThat(cache.find(own.item())).contains(own);
          assertThat(cache.damage()).isEmpty();
        }
      } finally {
        other.destroyForcibly().waitFor();
      }
      assertThat(cache.damage()).isEmpty();
      for (Item item : Recorded.items()) {
        assertThat(cache.find(item)).as(item.name()).isPresent();
      }
      assertThat(cache.find(own.item())).contains(own);
      cache.keep(List.of(own), Recorded.AT);
    }
  }
}
