package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The certificates that a host hands to its guest beside a report (GHCB Specification, AMD 56421
/// 2.03, 4.1.8.1 SNP Extended Guest Request): entries of 24 bytes up to one of zeros, then what
/// they point at. The host writes it, so nothing in it is trusted.
///
/// | Offset | Bytes | Field  | Meaning                                        |
/// |-------:|------:|--------|------------------------------------------------|
/// | 0      |    16 | GUID   | what it is, see [Slot]                         |
/// | 16     |     4 | OFFSET | of its first byte, from the start of the table |
/// | 20     |     4 | LENGTH | in bytes                                       |
///
/// @param certificates by what the host says they are
/// @param others what the host says of entries that are no certificates, or not known here
public record SnpCertificateTable(Map<Slot, Certificate> certificates, List<Other> others) {
  /// Kernels take four pages; hosts fill less than two.
  public static final int MAX_BYTES = 64 * 1024;

  private static final int GUID_BYTES = 16;

  /// Six GUIDs are known; room for what hosts add.
  private static final int MAX_ENTRIES = 32;

  /// A certificate that is known by its GUID, in the order of a chain.
  public enum Slot {
    /// The chip's own key.
    VCEK("63da758d-e664-4564-adc5-f4b93be8accd"),
    /// The provider's key.
    VLEK("a8074bc2-a25a-483e-aae6-39c045a0b8a1"),
    /// The issuer of either.
    ASK("4ab7b379-bbac-4fe4-a02f-05aef327c782"),
    /// AMD's root.
    ARK("c0b406a4-a803-4952-9743-3fb6014cd0ae");

    private final UUID guid;

    Slot(String guid) {
      this.guid = UUID.fromString(guid);
    }

    /// Some hosts store EFI's mixed order, some the order of the text (RFC 4122).
    private static Optional<Slot> of(Bytes stored) {
      return Arrays.stream(values())
          .filter(slot -> stored.equals(textOrder(slot.guid)) || stored.equals(efi(slot.guid)))
          .findFirst();
    }
  }

  /// An entry that is kept aside.
  ///
  /// @param guid 16 bytes as stored
  /// @param length of what it points at, in bytes
  public record Other(Bytes guid, int length) {}

  private record Entry(Bytes guid, int offset, int length) {}

  public SnpCertificateTable {
    certificates = Map.copyOf(certificates);
    others = List.copyOf(others);
  }

  /// Reads a table. One of no bytes, or of zeros only, has no entries.
  ///
  /// @throws MalformedException if an entry points outside of the table, into its head or into
  ///   another's bytes, a GUID is there twice, a certificate is none, or bytes that no entry points
  ///   at are not zero
  public static SnpCertificateTable parse(Bytes table) throws MalformedException {
    if (table.length() > MAX_BYTES) {
      throw new MalformedException(
          "certificate table", 0, "got " + table.length() + " bytes, limit 64 KiB");
    }
    if (table.isZero()) {
      return new SnpCertificateTable(Map.of(), List.of());
    }
    var in = new BinaryReader(table);
    var entries = entries(in);
    var certificates = new EnumMap<Slot, Certificate>(Slot.class);
    var others = new ArrayList<Other>();
    for (var entry : inOrder(entries)) {
      // spec: AMD 56421 4.1.8.1 (offsets): entries point behind the table's head, each at bytes of
      // its own
      if (entry.offset < in.position()) {
        throw new MalformedException(
            "OFFSET", in.position(), "points at " + entry.offset + ", which is taken");
      }
      in.zeros("gap", entry.offset - in.position());
      var content = in.bytes("entry " + entry.guid, entry.length);
      var slot = Slot.of(entry.guid);
      if (slot.isEmpty()) {
        others.add(new Other(entry.guid, entry.length));
      } else if (certificates.put(slot.get(), certificate(slot.get(), content)) != null) {
        throw new MalformedException(slot.get().name(), entry.offset, "is there twice");
      }
    }
    in.zeros("padding", in.remaining());
    return new SnpCertificateTable(certificates, others);
  }

  private static List<Entry> entries(BinaryReader in) throws MalformedException {
    var entries = new ArrayList<Entry>();
    while (true) {
      int at = in.position();
      var guid = in.bytes("GUID", GUID_BYTES);
      long offset = in.u32le("OFFSET");
      long length = in.u32le("LENGTH");
      // spec: AMD 56421 4.1.8.1 (end): the table ends with an entry of zeros
      if (guid.isZero() && offset == 0 && length == 0) {
        return entries;
      }
      if (offset > MAX_BYTES || length > MAX_BYTES) {
        throw new MalformedException(
            "LENGTH", at, "got " + length + " bytes at " + offset + ", outside of the table");
      }
      if (entries.size() == MAX_ENTRIES) {
        throw new MalformedException("GUID", at, "more than " + MAX_ENTRIES + " entries");
      }
      entries.add(new Entry(guid, (int) offset, (int) length));
    }
  }

  private static List<Entry> inOrder(List<Entry> entries) {
    return entries.stream()
        .sorted((left, right) -> Integer.compare(left.offset, right.offset))
        .toList();
  }

  /// Hosts store DER; some store PEM.
  private static Certificate certificate(Slot slot, Bytes content) throws MalformedException {
    boolean pem = content.length() > 0 && content.at(0) == '-';
    return pem ? CertificateChain.parse(content).leaf() : Certificate.ofDer(slot.name(), content);
  }

  /// The chain of the key that signs reports, as far as it is here: VCEK or else VLEK, ASK, ARK.
  public Optional<CertificateChain> chain() {
    var leaf = certificates.containsKey(Slot.VCEK) ? Slot.VCEK : Slot.VLEK;
    var chain = new ArrayList<Certificate>();
    for (var slot : List.of(leaf, Slot.ASK, Slot.ARK)) {
      var certificate = certificates.get(slot);
      if (certificate == null) {
        break;
      }
      chain.add(certificate);
    }
    return chain.isEmpty() ? Optional.empty() : Optional.of(new CertificateChain(chain));
  }

  private static Bytes textOrder(UUID guid) {
    return new BinaryWriter()
        .u64be(guid.getMostSignificantBits())
        .u64be(guid.getLeastSignificantBits())
        .toBytes();
  }

  private static Bytes efi(UUID guid) {
    long high = guid.getMostSignificantBits();
    return new BinaryWriter()
        .u32le(high >>> 32)
        .u16le((int) (high >>> 16))
        .u16le((int) high)
        .u64be(guid.getLeastSignificantBits())
        .toBytes();
  }
}
