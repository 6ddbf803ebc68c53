package dev.strongroom.attestation.eventlog;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// A crypto-agile event log (TCG PFP 1.06, 10.2), of a TPM or of a confidential guest (CCEL). All
/// numbers are little-endian. Older logs, SHA-1 only and without the header, are refused.
///
/// Header, a TCG_PCR_EVENT:
///
/// | Bytes | Field | Meaning |
/// |------:|-------|---------|
/// | 4 | pcrIndex | 0; a CCEL says 1 |
/// | 4 | eventType | 3, EV_NO_ACTION |
/// | 20 | digest | zero |
/// | 4 | eventDataSize | |
/// | 16 | signature | `Spec ID Event03` and a zero byte |
/// | 4 | platformClass | 0 client, 1 server |
/// | 4 | specVersionMinor, Major, Errata, uintnSize | |
/// | 4 | numberOfAlgorithms | 1 to [#MAX_ALGORITHMS] |
/// | 4 each | algorithmId, digestSize | each algorithm once |
/// | 1 + n | vendorInfoSize, vendorInfo | |
///
/// Then events, TCG_PCR_EVENT2: pcrIndex (4), eventType (4), count of digests (4), each algorithmId
/// (2) and digest, eventSize (4), event. A CCEL fills its area with 0xFF, other firmware with zero:
/// either may follow the last event, and nothing else.
///
/// @param banks algorithms known here in which every event has a digest
/// @param startupLocality locality that TPM2_Startup came from, where the log says so
/// @param events without the header, in the order of the log
public record EventLog(
    Set<DigestAlgorithm> banks, OptionalInt startupLocality, List<MeasuredEvent> events) {
  /// Four times the largest area seen (Google, 256 KiB).
  public static final int MAX_LOG_BYTES = 1 << 20;

  /// Firmware logs about a hundred; kernels log their files elsewhere (IMA).
  public static final int MAX_EVENTS = 4096;

  /// Several times the largest revocation database (dbx) in use.
  public static final int MAX_EVENT_BYTES = 1 << 17;

  /// A TPM keeps at most a handful of banks.
  public static final int MAX_ALGORITHMS = 8;

  /// Highest PCR of a PC client TPM; a CCEL uses 0 to 4.
  public static final int MAX_REGISTER = 23;

  private static final int MAX_DIGEST_BYTES = 64;
  private static final int SHA1_BYTES = 20;
  private static final Bytes SPEC_ID = Bytes.utf8("Spec ID Event03\0");
  private static final Bytes STARTUP_LOCALITY = Bytes.utf8("StartupLocality\0");
  private static final Set<Integer> LOCALITIES = Set.of(0, 3, 4);
  private static final Set<Integer> FILLERS = Set.of(0x00, 0xff);

  public EventLog {
    banks = Set.copyOf(banks);
    events = List.copyOf(events);
  }

  /// Reads a log.
  ///
  /// @throws MalformedException if it is not exactly one log within the limits above
  public static EventLog parse(Bytes log) throws MalformedException {
    if (log.length() > MAX_LOG_BYTES) {
      throw new MalformedException(
          "event log", 0, "got " + log.length() + " bytes, limit " + MAX_LOG_BYTES);
    }
    var in = new BinaryReader(log);
    var sizes = header(in);
    int end = endOfEvents(log);
    var events = new ArrayList<MeasuredEvent>();
    var locality = OptionalInt.empty();
    boolean firstRegisterExtended = false;
    while (in.remaining() > 0 && !(in.position() >= end && filled(log, in.position()))) {
      if (events.size() == MAX_EVENTS) {
        throw new MalformedException("event", in.position(), "more than " + MAX_EVENTS);
      }
      int at = in.position();
      var event = event(in, sizes);
      var said = startupLocality(event, at);
      // spec: TCG PFP 10.4.5.3: StartupLocality precedes every event extended into PCR 0, once
      if (said.isPresent() && (locality.isPresent() || firstRegisterExtended)) {
        throw new MalformedException("StartupLocality", at, "is not the first and only one");
      }
      locality = said.isPresent() ? said : locality;
      firstRegisterExtended |= event.register() == 0 && event.extendsRegister();
      events.add(event);
    }
    var banks = EnumSet.noneOf(DigestAlgorithm.class);
    sizes.keySet().forEach(id -> DigestAlgorithm.ofId(id).ifPresent(banks::add));
    return new EventLog(banks, locality, events);
  }

  /// Where the filler may begin at the earliest: behind the last byte that differs from the last.
  private static int endOfEvents(Bytes log) {
    int end = log.length();
    while (end > 0 && log.at(end - 1) == log.at(log.length() - 1)) {
      end--;
    }
    return end;
  }

  private static boolean filled(Bytes log, int position) {
    return FILLERS.contains(log.at(position));
  }

  private static Map<Integer, Integer> header(BinaryReader in) throws MalformedException {
    register(in);
    int at = in.position();
    if (in.u32le("eventType") != EventText.EV_NO_ACTION) {
      throw new MalformedException("eventType", at, "want EV_NO_ACTION: is not a crypto-agile log");
    }
    in.zeros("digest", SHA1_BYTES);
    var data = in.sub("event", size(in, "eventDataSize"));
    // spec: TCG PFP 10.4.5.1: the first event is a TCG_EfiSpecIdEvent
    data.expect("signature", SPEC_ID);
    data.skip("platformClass, specVersion, uintnSize", 2 * Integer.BYTES);
    int countAt = data.position();
    long count = data.u32le("numberOfAlgorithms");
    if (count < 1 || count > MAX_ALGORITHMS) {
      throw new MalformedException("numberOfAlgorithms", countAt, "got " + count + ", want 1 to 8");
    }
    var sizes = new LinkedHashMap<Integer, Integer>();
    for (int i = 0; i < count; i++) {
      algorithm(data, sizes);
    }
    data.skip("vendorInfo", data.u8("vendorInfoSize"));
    data.end();
    return sizes;
  }

  private static void algorithm(BinaryReader in, Map<Integer, Integer> sizes)
      throws MalformedException {
    int at = in.position();
    int id = in.u16le("algorithmId");
    int size = in.u16le("digestSize");
    var known = DigestAlgorithm.ofId(id);
    // spec: TCG PFP 10.4.5.1 digestSize: the length of the algorithm's digests
    if (known.isPresent() && known.get().lengthBytes() != size) {
      throw new MalformedException(
          "digestSize", at, "got " + size + ", want " + known.get().lengthBytes());
    }
    if (size < 1 || size > MAX_DIGEST_BYTES) {
      throw new MalformedException("digestSize", at, "got " + size + ", want 1 to 64");
    }
    if (sizes.put(id, size) != null) {
      throw new MalformedException("algorithmId", at, "%04x is there twice".formatted(id));
    }
  }

  private static MeasuredEvent event(BinaryReader in, Map<Integer, Integer> sizes)
      throws MalformedException {
    int register = register(in);
    long type = in.u32le("eventType");
    var digests = digests(in, sizes);
    return new MeasuredEvent(register, type, digests, in.bytes("event", size(in, "eventSize")));
  }

  private static int register(BinaryReader in) throws MalformedException {
    int at = in.position();
    long register = in.u32le("pcrIndex");
    if (register > MAX_REGISTER) {
      throw new MalformedException("pcrIndex", at, "got " + register + ", want 0 to 23");
    }
    return (int) register;
  }

  // spec: TCG PFP 10.2.2 TPML_DIGEST_VALUES: every event has one digest of each algorithm of the
  // header
  private static Map<DigestAlgorithm, Bytes> digests(BinaryReader in, Map<Integer, Integer> sizes)
      throws MalformedException {
    int at = in.position();
    long count = in.u32le("digests.count");
    if (count != sizes.size()) {
      throw new MalformedException(
          "digests.count", at, "got " + count + ", want " + sizes.size() + " as in the header");
    }
    var digests = new EnumMap<DigestAlgorithm, Bytes>(DigestAlgorithm.class);
    var left = new LinkedHashMap<>(sizes);
    for (int i = 0; i < count; i++) {
      int idAt = in.position();
      int id = in.u16le("algorithmId");
      var size = left.remove(id);
      if (size == null) {
        throw new MalformedException(
            "algorithmId", idAt, "%04x is twice there, or not in the header".formatted(id));
      }
      var digest = in.bytes("digest", size);
      DigestAlgorithm.ofId(id).ifPresent(algorithm -> digests.put(algorithm, digest));
    }
    return digests;
  }

  private static int size(BinaryReader in, String field) throws MalformedException {
    int at = in.position();
    long size = in.u32le(field);
    if (size > MAX_EVENT_BYTES) {
      throw new MalformedException(field, at, "got " + size + ", limit " + MAX_EVENT_BYTES);
    }
    return (int) size;
  }

  private static OptionalInt startupLocality(MeasuredEvent event, int at)
      throws MalformedException {
    int prefix = STARTUP_LOCALITY.length();
    var data = event.data();
    if (event.extendsRegister()
        || event.register() != 0
        || data.length() < prefix
        || !data.slice(0, prefix).equals(STARTUP_LOCALITY)) {
      return OptionalInt.empty();
    }
    if (data.length() != prefix + 1 || !LOCALITIES.contains(data.at(prefix))) {
      throw new MalformedException("StartupLocality", at, "want 0, 3 or 4 in one byte");
    }
    return OptionalInt.of(data.at(prefix));
  }
}
