package dev.strongroom.detector.flow.ipfix;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;

/// Decodes one IPFIX message, which over UDP is one datagram (RFC 7011, sections 3 and 10.3).
///
/// | Offset | Bytes | Field                 | Meaning                                   |
/// |-------:|------:|-----------------------|-------------------------------------------|
/// |      0 |     2 | Version Number        | 10                                        |
/// |      2 |     2 | Length                | of the message, this header included      |
/// |      4 |     4 | Export Time           | seconds since 1970                        |
/// |      8 |     4 | Sequence Number       | data records sent before in this domain   |
/// |     12 |     4 | Observation Domain ID | scope of templates and sequence           |
/// |     16 |       | Sets                  | id, length, records, padding              |
public final class IpfixDecoder {
  /// Value of the version field.
  public static final int VERSION = 10;

  private static final int HEADER_LENGTH = 16;
  private static final int SET_HEADER_LENGTH = 4;
  private static final int TEMPLATE_SET = 2;
  private static final int OPTIONS_TEMPLATE_SET = 3;
  private static final int FIRST_DATA_SET = 256;

  private IpfixDecoder() {}

  /// Decodes `datagram` and moves `state` on. The result depends on the arguments alone.
  ///
  /// @param state of the exporter that sent it; on failure only its counts change
  /// @param arrival when the datagram came, by our clock
  /// @throws MalformedException if it is no well-formed IPFIX message; none of it counts
  public static Decoded decode(ExporterState state, byte[] datagram, Instant arrival)
      throws MalformedException {
    try {
      return decodeMessage(state, new BinaryReader(datagram), arrival);
    } catch (MalformedException e) {
      state.malformed(arrival);
      throw e;
    }
  }

  private static Decoded decodeMessage(ExporterState state, BinaryReader in, Instant arrival)
      throws MalformedException {
    int version = in.u16be("Version Number");
    // spec: RFC 7011 3.1 version: the version of IPFIX is 10
    if (version != VERSION) {
      throw new MalformedException("Version Number", 0, "got " + version + ", want " + VERSION);
    }
    int length = in.u16be("Length");
    var exported = Instant.ofEpochSecond(in.u32be("Export Time"));
    long sequence = in.u32be("Sequence Number");
    long domain = in.u32be("Observation Domain ID");
    if (length < HEADER_LENGTH) {
      throw new MalformedException("Length", 2, "got " + length + ", want at least 16");
    }
    var sets = in.sub("Sets", length - HEADER_LENGTH);
    var message = new MessageReader(state, domain, exported, arrival);
    if (in.remaining() > 0) {
      message.note(Notice.Kind.TRAILING_BYTES, in.remaining() + " bytes behind the message");
    }
    while (sets.remaining() > 0) {
      readSet(message, sets);
    }
    return message.commit(sequence);
  }

  private static void readSet(MessageReader message, BinaryReader sets) throws MalformedException {
    int at = sets.position();
    int id = sets.u16be("Set ID");
    int length = sets.u16be("Set Length");
    // spec: RFC 7011 3.3.2 length: the length of a set includes its header
    if (length < SET_HEADER_LENGTH) {
      throw new MalformedException("Set Length", at + 2, "got " + length + ", want at least 4");
    }
    var body = sets.sub("Set", length - SET_HEADER_LENGTH);
    // spec: RFC 7011 3.3.2 set id: 2 templates, 3 options templates, from 256 data; the rest is
    // reserved
    if (id == TEMPLATE_SET) {
      message.templates(body, false);
    } else if (id == OPTIONS_TEMPLATE_SET) {
      message.templates(body, true);
    } else if (id >= FIRST_DATA_SET) {
      message.dataSet(id, body);
    } else {
      message.note(Notice.Kind.RESERVED_SET, "set id " + id);
    }
  }
}
