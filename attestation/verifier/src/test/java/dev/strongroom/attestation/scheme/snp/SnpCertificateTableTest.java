package dev.strongroom.attestation.scheme.snp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.scheme.snp.SnpCertificateTable.Slot;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The certificate table that a host hands to its guest. Stored GUIDs are those that `uuid_unparse`
/// shows of tables of real hosts, in both orders.
class SnpCertificateTableTest {
  private static final String VCEK = "63da758de6644564adc5f4b93be8accd";
  private static final String VCEK_EFI = "8d75da6364e66445adc5f4b93be8accd";
  private static final String ASK = "4ab7b379bbac4fe4a02f05aef327c782";
  private static final String ARK = "c0b406a4a80349529743" + "3fb6014cd0ae";
  private static final String CRL = "92f81bc358114d3d97ffd19f88dc67ea";

  private record Part(String guid, Bytes content) {}

  private Bytes vcek;
  private Bytes ask;
  private Bytes ark;

  @BeforeEach
  void genuineCertificates() throws Exception {
    vcek = Vectors.read("cpu/snp/milan-v2-vcek/vcek.der");
    ask = Vectors.read("cpu/snp/certs/milan/ask.der");
    ark = Vectors.read("cpu/snp/certs/milan/ark.der");
  }

  private static Bytes table(Part... parts) throws Exception {
    int offset = 24 * (parts.length + 1);
    var head = new BinaryWriter();
    var body = new BinaryWriter();
    for (var part : parts) {
      head.raw(Bytes.ofHex("guid", part.guid)).u32le(offset).u32le(part.content.length());
      body.raw(part.content);
      offset += part.content.length();
    }
    return head.zeros(24).raw(body.toBytes()).toBytes();
  }

  private Bytes whole() throws Exception {
    return table(new Part(ARK, ark), new Part(ASK, ask), new Part(VCEK, vcek));
  }

  private static void assertRefused(Bytes table, String words) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> SnpCertificateTable.parse(table))
        .withMessageContaining(words);
  }

  @Test
  void theChainIsLeafFirstHoweverTheTableIsOrdered() throws Exception {
    var chain = SnpCertificateTable.parse(whole()).chain().orElseThrow();

    assertThat(chain.certificates()).extracting(Certificate::der).containsExactly(vcek, ask, ark);
  }

  @Test
  void guidsAreKnownInBothOrders() throws Exception {
    var table = SnpCertificateTable.parse(table(new Part(VCEK_EFI, vcek)));

    assertThat(table.certificates()).containsOnlyKeys(Slot.VCEK);
  }

  @Test
  void whatIsNotKnownIsKeptAside() throws Exception {
    var table = SnpCertificateTable.parse(table(new Part(CRL, Bytes.utf8("list"))));

    assertThat(table.certificates()).isEmpty();
    assertThat(table.chain()).isEmpty();
    assertThat(table.others()).hasSize(1).first().extracting("length").isEqualTo(4);
  }

  @Test
  void theChainStopsAtTheFirstThatIsMissing() throws Exception {
    var table = SnpCertificateTable.parse(table(new Part(VCEK, vcek), new Part(ARK, ark)));

    assertThat(table.chain().orElseThrow().certificates()).hasSize(1);
  }

  @Test
  void nothingAndZerosAreATableWithoutEntries() throws Exception {
    assertThat(SnpCertificateTable.parse(Bytes.empty()).certificates()).isEmpty();
    assertThat(SnpCertificateTable.parse(Bytes.zeros(4096)).certificates()).isEmpty();
  }

  @Test
  void zerosMayFollow() throws Exception {
    assertThat(SnpCertificateTable.parse(whole().concat(Bytes.zeros(100))).certificates())
        .hasSize(3);
  }

  // spec: AMD 56421 4.1.8.1 (end)
  @Test
  void refusesEveryTruncation() throws Exception {
    var whole = whole();
    for (int length = 1; length < whole.length(); length++) {
      var cut = whole.slice(0, length);
      assertThatExceptionOfType(MalformedException.class)
          .as("%d bytes", length)
          .isThrownBy(() -> SnpCertificateTable.parse(cut));
    }
  }

  @Nested
  @DisplayName("AMD 56421 4.1.8.1: each entry points at bytes of its own, behind the head")
  class Offsets {
    private Bytes entries(long... offsetsAndLengths) throws Exception {
      var head = new BinaryWriter();
      for (int i = 0; i < offsetsAndLengths.length; i += 2) {
        head.raw(Bytes.ofHex("guid", i == 0 ? CRL : "ff" + CRL.substring(2)))
            .u32le(offsetsAndLengths[i])
            .u32le(offsetsAndLengths[i + 1]);
      }
      return head.zeros(24).raw(Bytes.utf8("0123456789")).toBytes();
    }

    // spec: AMD 56421 4.1.8.1 (offsets)
    @Test
    void refusesOneThatPointsIntoTheHead() throws Exception {
      assertRefused(entries(47, 4), "points at 47");
      assertThat(SnpCertificateTable.parse(entries(48, 10)).others()).hasSize(1);
    }

    @Test
    void refusesTwoThatShareBytes() throws Exception {
      assertRefused(entries(72, 5, 76, 6), "points at 76");
      assertThat(SnpCertificateTable.parse(entries(72, 5, 77, 5)).others()).hasSize(2);
    }

    @Test
    void refusesOneThatEndsOutside() throws Exception {
      assertRefused(entries(48, 11), "needs 11 bytes");
      assertRefused(entries(48, 0xffffffffL), "outside of the table");
      assertRefused(entries(0xffffffffL, 1), "outside of the table");
    }

    @Test
    void refusesBytesThatNothingPointsAt() throws Exception {
      assertRefused(entries(49, 9), "gap");
      assertRefused(entries(48, 9), "padding");
    }
  }

  @Test
  void refusesACertificateThatIsThereTwice() throws Exception {
    assertRefused(table(new Part(VCEK, vcek), new Part(VCEK_EFI, vcek)), "is there twice");
  }

  @Test
  void refusesWhatIsNoCertificate() throws Exception {
    assertRefused(table(new Part(ASK, Bytes.utf8("nonsense"))), "ASK");
  }

  @Test
  void refusesTooManyEntriesAndTooManyBytes() throws Exception {
    var parts = new ArrayList<Part>(List.of());
    for (int i = 0; i < 33; i++) {
      parts.add(new Part("%032x".formatted(i + 1), Bytes.utf8("x")));
    }
    assertRefused(table(parts.toArray(Part[]::new)), "more than 32 entries");
    assertThat(SnpCertificateTable.parse(table(parts.subList(0, 32).toArray(Part[]::new))).others())
        .hasSize(32);
    assertRefused(Bytes.zeros(64 * 1024 + 1), "64 KiB");
  }

  @Test
  void pemIsTakenToo() throws Exception {
    var pem = Bytes.utf8(Certificate.ofDer("vcek", vcek).toPem());

    assertThat(SnpCertificateTable.parse(table(new Part(VCEK, pem))).certificates())
        .containsOnlyKeys(Slot.VCEK);
  }
}
