package dev.strongroom.detector.flow.ipfix;

import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Takes UDP payloads out of the capture files of the vectors: classic pcap with Ethernet, Linux
/// cooked or raw IP frames, one payload (`.dat`), or an IPFIX file of concatenated messages.
final class Captures {
  private Captures() {}

  /// A UDP payload.
  ///
  /// @param exporter who sent it
  /// @param payload the datagram
  record Datagram(IpAddress exporter, Bytes payload) {}

  static List<Datagram> read(String name, Bytes file, List<Integer> ports) {
    if (name.endsWith(".pcap")) {
      return pcap(file, ports);
    }
    var exporter = IpAddress.v4(0x7f000001);
    if (name.contains("example_flows")) {
      return concatenated(file).stream().map(message -> new Datagram(exporter, message)).toList();
    }
    return List.of(new Datagram(exporter, file));
  }

  private static List<Bytes> concatenated(Bytes file) {
    var messages = new ArrayList<Bytes>();
    int at = 0;
    while (at + 4 <= file.length()) {
      int length = file.at(at + 2) << 8 | file.at(at + 3);
      messages.add(file.slice(at, at + length));
      at += length;
    }
    return messages;
  }

  private static List<Datagram> pcap(Bytes file, List<Integer> ports) {
    var in = ByteBuffer.wrap(file.toArray()).order(ByteOrder.LITTLE_ENDIAN);
    int magic = in.getInt(0);
    if (magic != 0xa1b2c3d4 && magic != 0xa1b23c4d) {
      in.order(ByteOrder.BIG_ENDIAN);
      magic = in.getInt(0);
    }
    if (magic != 0xa1b2c3d4 && magic != 0xa1b23c4d) {
      throw new IllegalStateException("not a pcap file: " + Integer.toHexString(magic));
    }
    int link = in.getInt(20) & 0xffff;
    var found = new ArrayList<Datagram>();
    int at = 24;
    while (at + 16 <= in.limit()) {
      int length = in.getInt(at + 8);
      frame(file, at + 16, at + 16 + length, link, ports, found);
      at += 16 + length;
    }
    return found;
  }

  private static int u16(Bytes b, int at) {
    return b.at(at) << 8 | b.at(at + 1);
  }

  private static void frame(
      Bytes b, int from, int end, int link, List<Integer> ports, List<Datagram> found) {
    int at = from;
    int type;
    switch (link) {
      case 1 -> {
        type = u16(b, at + 12);
        at += 14;
        while (type == 0x8100) {
          type = u16(b, at + 2);
          at += 4;
        }
      }
      case 113 -> {
        type = u16(b, at + 14);
        at += 16;
      }
      case 0 -> {
        type = 0x0800;
        at += 4;
      }
      case 101, 12 -> type = b.at(at) >> 4 == 6 ? 0x86dd : 0x0800;
      default -> throw new IllegalStateException("link type " + link);
    }
    if (type == 0x0800 && b.at(at + 9) == 17) {
      int header = (b.at(at) & 15) * 4;
      int address = u16(b, at + 12) << 16 | u16(b, at + 14);
      udp(b, at + header, end, IpAddress.v4(address), ports, found);
    } else if (type == 0x86dd && b.at(at + 6) == 17) {
      var source = ByteBuffer.wrap(b.slice(at + 8, at + 24).toArray());
      udp(b, at + 40, end, new IpAddress(source.getLong(), source.getLong()), ports, found);
    }
  }

  private static void udp(
      Bytes b, int at, int end, IpAddress source, List<Integer> ports, List<Datagram> found) {
    if (ports.isEmpty() || ports.contains(u16(b, at + 2))) {
      found.add(new Datagram(source, b.slice(at + 8, Math.min(at + u16(b, at + 4), end))));
    }
  }
}
