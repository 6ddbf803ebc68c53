package dev.strongroom.attestation.scheme.snp.launch;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A guest firmware image (edk2's OVMF) and the tables in it that decide what is measured. It lies
/// directly below 4 GiB.
///
/// A table of entries ends 32 bytes before the image does, read backwards from its footer; each
/// entry is data, then its own length (2 bytes, these 18 included), then a GUID (16 bytes). Three
/// entries are used:
///
/// | GUID | Content |
/// |---|---|
/// | 96b582de-1fb2-45f7-baea-a366c55a082d | the footer; its length is the table's |
/// | 00f771de-1a7e-4fcb-890e-68c77e2fb44e | address at which all CPUs but the first start, 4 bytes |
/// | 7255371f-3a3b-4b04-927b-1da6efa8d454 | address of the hashes table, 4 bytes, then its length |
/// | dc886566-984a-4798-a75e-5585a7bf67cc | how far before the image's end the SEV metadata is, 4 bytes |
///
/// SEV metadata: `ASEV`, length, version 1, number of sections (4 bytes each), then each section's
/// address, length and type (4 bytes each).
///
/// @param image all of it, whole pages
/// @param resetEip where all virtual CPUs but the first start
/// @param hashesTable address of the hashes of kernel, initrd and command line; 0 for none
/// @param sections what the host fills in before launch, in the order in which it is measured
public record Ovmf(Bytes image, long resetEip, long hashesTable, List<Section> sections) {
  /// Larger than any OVMF build, four times.
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  /// More than edk2 knows, eight times.
  static final int MAX_SECTIONS = 64;

  /// Larger than any section of edk2, which are below 1 MiB.
  static final long MAX_SECTION_BYTES = 16L * 1024 * 1024;

  private static final Bytes FOOTER = Guid.of("96b582de-1fb2-45f7-baea-a366c55a082d");
  private static final Bytes RESET_BLOCK = Guid.of("00f771de-1a7e-4fcb-890e-68c77e2fb44e");
  private static final Bytes HASHES_TABLE = Guid.of("7255371f-3a3b-4b04-927b-1da6efa8d454");
  private static final Bytes METADATA = Guid.of("dc886566-984a-4798-a75e-5585a7bf67cc");
  private static final Bytes METADATA_SIGNATURE = Bytes.utf8("ASEV");

  private static final int BYTES_AFTER_TABLE = 32;
  private static final int ENTRY_HEADER_BYTES = 2 + Guid.BYTES;
  private static final int METADATA_HEADER_BYTES = 16;
  private static final int SECTION_BYTES = 12;
  private static final long FOUR_GIB = 1L << 32;

  public Ovmf {
    sections = List.copyOf(sections);
  }

  /// A range that is measured beside the image.
  ///
  /// @param gpa guest physical address, at a page
  /// @param length in bytes, whole pages
  /// @param kind what the host puts there
  record Section(long gpa, long length, Kind kind) {}

  /// What the host puts into a section (edk2 `OvmfSevMetadata.asm`).
  enum Kind {
    /// Memory that is validated before start: zeros.
    MEMORY(1),
    /// The page into which the firmware writes secrets.
    SECRETS(2),
    /// The page of CPUID results.
    CPUID(3),
    /// Calling area of a secure service module: zeros.
    SVSM_CALLING_AREA(4),
    /// The hashes of kernel, initrd and command line.
    KERNEL_HASHES(0x10);

    private final int type;

    Kind(int type) {
      this.type = type;
    }

    static Optional<Kind> ofType(long type) {
      for (var kind : values()) {
        if (kind.type == type) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /// Reads an image.
  ///
  /// @throws MalformedException if it is not whole pages, lacks one of the tables that an SEV-SNP
  ///   guest needs, or has a section of a type that is not known here
  public static Ovmf parse(Bytes image) throws MalformedException {
    int length = image.length();
    if (length == 0 || length > MAX_BYTES || length % LaunchDigest.PAGE_BYTES != 0) {
      throw new MalformedException(
          "OVMF", 0, "got " + length + " bytes, want whole pages, at most " + MAX_BYTES);
    }
    var table = table(image);
    long resetEip = address("SEV_ES_RESET_BLOCK", table.get(RESET_BLOCK));
    var hashes = table.get(HASHES_TABLE);
    long hashesTable = hashes == null ? 0 : address("SEV_HASH_TABLE", hashes);
    long fromEnd = address("SEV_METADATA", table.get(METADATA));
    if (fromEnd > length) {
      throw new MalformedException("SEV_METADATA", -1, "lies " + fromEnd + " before the end");
    }
    return new Ovmf(image, resetEip, hashesTable, sections(image, length - (int) fromEnd));
  }

  private static Map<Bytes, Bytes> table(Bytes image) throws MalformedException {
    int footer = image.length() - BYTES_AFTER_TABLE - ENTRY_HEADER_BYTES;
    int start = footer + ENTRY_HEADER_BYTES - footerLength(image, footer);
    var entries = new HashMap<Bytes, Bytes>();
    int end = footer;
    while (end - start >= ENTRY_HEADER_BYTES) {
      var header = new BinaryReader(image.slice(end - ENTRY_HEADER_BYTES, end));
      int size = header.u16le("entry length");
      var guid = header.bytes("entry GUID", Guid.BYTES);
      if (size < ENTRY_HEADER_BYTES || size > end - start) {
        throw new MalformedException("entry length", end, "got " + size);
      }
      if (entries.put(guid, image.slice(end - size, end - ENTRY_HEADER_BYTES)) != null) {
        throw new MalformedException("entry GUID", end, guid + " is there twice");
      }
      end -= size;
    }
    return entries;
  }

  private static int footerLength(Bytes image, int footer) throws MalformedException {
    var header = new BinaryReader(image.slice(footer, footer + ENTRY_HEADER_BYTES));
    int size = header.u16le("footer length");
    header.expect("footer GUID", FOOTER);
    if (size < ENTRY_HEADER_BYTES || size > footer + ENTRY_HEADER_BYTES) {
      throw new MalformedException("footer length", footer, "got " + size);
    }
    return size;
  }

  private static long address(String field, @Nullable Bytes entry) throws MalformedException {
    if (entry == null) {
      throw new MalformedException(field, -1, "the image has no such entry");
    }
    return new BinaryReader(entry).u32le(field);
  }

  private static List<Section> sections(Bytes image, int at) throws MalformedException {
    var in = new BinaryReader(image.slice(at, image.length()));
    in.expect("SEV_METADATA signature", METADATA_SIGNATURE);
    long length = in.u32le("SEV_METADATA length");
    long version = in.u32le("SEV_METADATA version");
    long count = in.u32le("SEV_METADATA sections");
    if (version != 1) {
      throw new MalformedException("SEV_METADATA version", at, "got " + version + ", want 1");
    }
    if (count > MAX_SECTIONS || length != METADATA_HEADER_BYTES + count * SECTION_BYTES) {
      throw new MalformedException(
          "SEV_METADATA sections", at, "got " + count + " in " + length + " bytes");
    }
    var sections = new ArrayList<Section>();
    for (int i = 0; i < count; i++) {
      sections.add(section("section[" + i + "]", in));
    }
    return sections;
  }

  private static Section section(String field, BinaryReader in) throws MalformedException {
    int at = in.position();
    long gpa = in.u32le(field);
    long length = in.u32le(field);
    long type = in.u32le(field);
    var kind = Kind.ofType(type);
    if (kind.isEmpty()) {
      throw new MalformedException(field, at, "type " + type + " is not known");
    }
    boolean pages = gpa % LaunchDigest.PAGE_BYTES == 0 && length % LaunchDigest.PAGE_BYTES == 0;
    if (!pages || length > MAX_SECTION_BYTES || gpa + length > FOUR_GIB) {
      throw new MalformedException(field, at, "%d bytes at %x".formatted(length, gpa));
    }
    return new Section(gpa, length, kind.get());
  }

  /// Where the image starts.
  long gpa() {
    return FOUR_GIB - image.length();
  }

  /// True if the firmware compares kernel, initrd and command line with measured hashes. One that
  /// does not starts whatever the host loads.
  public boolean measuresKernel() {
    return hashesTable != 0 && sections.stream().anyMatch(s -> s.kind() == Kind.KERNEL_HASHES);
  }
}
