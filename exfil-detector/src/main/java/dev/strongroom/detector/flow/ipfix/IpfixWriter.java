package dev.strongroom.detector.flow.ipfix;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The exporter's side of [IpfixDecoder]: writes flow records as IPFIX messages of one observation
/// domain, with sequence numbers, each small enough for one datagram. Template 256 is for IPv4, 257
/// for IPv6, options template 258 announces a sampling rate. Not thread-safe.
public final class IpfixWriter {
  /// Below the least MTU of Ethernet with room for IPv6 and tunnel headers.
  private static final int MAX_MESSAGE_LENGTH = 1400;

  private static final int HEADER_LENGTH = 16;
  private static final int SET_HEADER_LENGTH = 4;
  private static final int V4_TEMPLATE = 256;
  private static final int V6_TEMPLATE = 257;
  private static final int SAMPLING_TEMPLATE = 258;
  private static final int OBSERVATION_DOMAIN_ID = 149;

  /// Element and length of what follows the addresses.
  private static final int[][] COMMON_FIELDS = {
    {Elements.SOURCE_TRANSPORT_PORT, 2},
    {Elements.DESTINATION_TRANSPORT_PORT, 2},
    {Elements.PROTOCOL_IDENTIFIER, 1},
    {Elements.OCTET_DELTA_COUNT, 8},
    {Elements.PACKET_DELTA_COUNT, 8},
    {Elements.FLOW_START_MILLISECONDS, 8},
    {Elements.FLOW_END_MILLISECONDS, 8},
  };

  private static final int COMMON_LENGTH = 37;

  private final long domain;
  private long sequence;

  /// @param domain observation domain id, 32 bits
  public IpfixWriter(long domain) {
    this.domain = domain;
  }

  /// A message with all templates. Send it first, and again every few minutes.
  public Bytes templates(Instant exported) {
    var v4 =
        flowTemplate(
            V4_TEMPLATE, Elements.SOURCE_IPV4_ADDRESS, Elements.DESTINATION_IPV4_ADDRESS, 4);
    var v6 =
        flowTemplate(
            V6_TEMPLATE, Elements.SOURCE_IPV6_ADDRESS, Elements.DESTINATION_IPV6_ADDRESS, 16);
    var options =
        new BinaryWriter()
            .u16be(SAMPLING_TEMPLATE)
            .u16be(3)
            .u16be(1)
            .u16be(OBSERVATION_DOMAIN_ID)
            .u16be(4)
            .u16be(Elements.SAMPLING_PACKET_INTERVAL)
            .u16be(4)
            .u16be(Elements.SAMPLING_PACKET_SPACE)
            .u16be(4)
            .toBytes();
    return message(exported, set(2, v4.concat(v6)).concat(set(3, options)), 0);
  }

  private static Bytes flowTemplate(int id, int source, int destination, int addressLength) {
    var out =
        new BinaryWriter()
            .u16be(id)
            .u16be(COMMON_FIELDS.length + 2)
            .u16be(source)
            .u16be(addressLength)
            .u16be(destination)
            .u16be(addressLength);
    for (var field : COMMON_FIELDS) {
      out.u16be(field[0]).u16be(field[1]);
    }
    return out.toBytes();
  }

  /// A message that says: from now on, one packet in `oneIn` is counted.
  public Bytes sampling(Instant exported, long oneIn) {
    var record = new BinaryWriter().u32be(domain).u32be(1).u32be(oneIn - 1).toBytes();
    return message(exported, set(SAMPLING_TEMPLATE, record), 1);
  }

  /// `flows` as messages, in their order. Octets and packets are written as measured, so divided by
  /// the sampling rate of the record.
  public List<Bytes> data(Instant exported, List<FlowRecord> flows) {
    var messages = new ArrayList<Bytes>();
    var body = new BinaryWriter();
    int length = 0;
    int count = 0;
    int setId = 0;
    for (var flow : flows) {
      boolean v4 = flow.source().isV4() && flow.destination().isV4();
      int id = v4 ? V4_TEMPLATE : V6_TEMPLATE;
      int recordLength = COMMON_LENGTH + (v4 ? 8 : 32);
      boolean full = HEADER_LENGTH + SET_HEADER_LENGTH + length + recordLength > MAX_MESSAGE_LENGTH;
      if (count > 0 && (full || id != setId)) {
        messages.add(message(exported, set(setId, body.toBytes()), count));
        body = new BinaryWriter();
        length = 0;
        count = 0;
      }
      setId = id;
      write(body, flow, v4);
      length += recordLength;
      count++;
    }
    if (count > 0) {
      messages.add(message(exported, set(setId, body.toBytes()), count));
    }
    return messages;
  }

  private static void write(BinaryWriter out, FlowRecord flow, boolean v4) {
    address(out, flow.source(), v4);
    address(out, flow.destination(), v4);
    out.u16be(flow.sourcePort())
        .u16be(flow.destinationPort())
        .u8(flow.protocol())
        .u64be(flow.octets() / flow.oneIn())
        .u64be(flow.packets() / flow.oneIn())
        .u64be(flow.start().toEpochMilli())
        .u64be(flow.end().toEpochMilli());
  }

  private static void address(BinaryWriter out, IpAddress address, boolean v4) {
    if (v4) {
      out.u32be(address.low());
    } else {
      out.u64be(address.high()).u64be(address.low());
    }
  }

  private static Bytes set(int id, Bytes body) {
    return new BinaryWriter()
        .u16be(id)
        .u16be(SET_HEADER_LENGTH + body.length())
        .raw(body)
        .toBytes();
  }

  private Bytes message(Instant exported, Bytes sets, int records) {
    var message =
        new BinaryWriter()
            .u16be(IpfixDecoder.VERSION)
            .u16be(HEADER_LENGTH + sets.length())
            .u32be(exported.getEpochSecond())
            // spec: RFC 7011 3.1 sequence number, written: data records sent before this message,
            // modulo 2^32
            .u32be(sequence)
            .u32be(domain)
            .raw(sets)
            .toBytes();
    sequence = (sequence + records) & 0xffff_ffffL;
    return message;
  }
}
