package dev.strongroom.detector.flow.ipfix;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;

/// One exporter as the decoder knows it, and messages written by hand.
final class IpfixFixture {
  static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  static final IpAddress EXPORTER = IpAddress.v4(0x0a0000fe);
  static final IpAddress NODE = IpAddress.v4(0x0a000005);
  static final IpAddress OUTSIDE = IpAddress.v4(0xcb007109);
  static final IpAddress OUTSIDE_V6 = new IpAddress(0x20010db800000000L, 9);

  private final ExporterState state = new ExporterState(EXPORTER, Limits.DEFAULT);
  private final IpfixWriter writer = new IpfixWriter(7);

  ExporterState state() {
    return state;
  }

  IpfixWriter writer() {
    return writer;
  }

  Decoded decode(Bytes message) throws MalformedException {
    return decode(message, NOW);
  }

  Decoded decode(Bytes message, Instant arrival) throws MalformedException {
    return IpfixDecoder.decode(state, message.toArray(), arrival);
  }

  long notices(Notice.Kind kind) {
    return state.summary().notices().getOrDefault(kind, 0L);
  }

  static FlowRecord flow(IpAddress to, long octets) {
    return new FlowRecord(
        EXPORTER, NODE, to, 40000, 443, 6, octets, octets / 1000, 1, NOW.minusSeconds(60), NOW);
  }

  /// A message of domain 7.
  static Bytes message(long sequence, Bytes... sets) {
    return message(NOW, sequence, sets);
  }

  static Bytes message(Instant exported, long sequence, Bytes... sets) {
    return message(7, exported, sequence, sets);
  }

  static Bytes message(long domain, Instant exported, long sequence, Bytes... sets) {
    var body = Bytes.empty();
    for (var set : sets) {
      body = body.concat(set);
    }
    return new BinaryWriter()
        .u16be(10)
        .u16be(16 + body.length())
        .u32be(exported.getEpochSecond())
        .u32be(sequence)
        .u32be(domain)
        .raw(body)
        .toBytes();
  }

  static Bytes set(int id, Bytes body) {
    return new BinaryWriter().u16be(id).u16be(4 + body.length()).raw(body).toBytes();
  }

  /// Options template from pairs of element and length, the first of which is its scope.
  static Bytes optionsTemplate(int id, int... fields) {
    var out = new BinaryWriter().u16be(id).u16be(fields.length / 2).u16be(1);
    for (int field : fields) {
      out.u16be(field);
    }
    return out.toBytes();
  }

  /// Template from pairs of element and length.
  static Bytes template(int id, int... fields) {
    var out = new BinaryWriter().u16be(id).u16be(fields.length / 2);
    for (int field : fields) {
      out.u16be(field);
    }
    return out.toBytes();
  }
}
