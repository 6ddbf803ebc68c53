package dev.strongroom.detector.flow.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Decodes the genuine exports of the vectors and compares with counts made by three other programs
/// (`VECTORS.md` beside them).
@Tag("vectors")
class IpfixVectorsTest {
  /// Data sets that came before their template and are decoded once it comes, which the
  /// expectation, made without a buffer, leaves out: the Ixia set of 1,149 bytes holds three
  /// records.
  private static final Map<String, Buffered> BUFFERED =
      Map.of("ipfix-gl-datatemplate", new Buffered(3, 277));

  /// One packet in how many was counted, by the options in the capture (`VECTORS.md`).
  private static final Map<String, Long> RATES =
      Map.of("ipfix-akv-mpls", 10L, "ipfix-akv-physif", 1000L, "ipfix-pm-104", 256L);

  private record Buffered(long records, long octets) {}

  private static final class Run {
    final Map<IpAddress, ExporterState> exporters = new HashMap<>();
    final List<FlowRecord> flows = new ArrayList<>();
    int malformed;

    void feed(Captures.Datagram datagram) {
      var payload = datagram.payload();
      var state =
          exporters.computeIfAbsent(
              datagram.exporter(), address -> new ExporterState(address, Limits.DEFAULT));
      long exported =
          payload.length() < 8
              ? 0
              : Integer.toUnsignedLong(
                  payload.at(4) << 24 | payload.at(5) << 16 | payload.at(6) << 8 | payload.at(7));
      try {
        var decoded =
            IpfixDecoder.decode(state, payload.toArray(), Instant.ofEpochSecond(exported));
        flows.addAll(decoded.records());
      } catch (MalformedException e) {
        malformed++;
      }
    }

    long notices(Notice.Kind kind) {
      return exporters.values().stream()
          .mapToLong(state -> state.summary().notices().getOrDefault(kind, 0L))
          .sum();
    }
  }

  @TestFactory
  Stream<DynamicTest> decodesGenuineExports() throws IOException {
    var groups = new ObjectMapper().readTree(Vectors.read("flows/expected.json").toArray());
    var tests = new ArrayList<DynamicTest>();
    for (var group : groups) {
      var id = group.path("id").asText();
      if (group.path("dir").asText().equals("ipfix")) {
        tests.add(DynamicTest.dynamicTest(id, () -> compare(group)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(20);
    return tests.stream();
  }

  private static String counts(long flows, long options, long octets, long gaps) {
    return flows + " flows, " + options + " options, " + octets + " octets, " + gaps + " gaps";
  }

  private static void compare(JsonNode group) {
    var run = new Run();
    var ports = new ArrayList<Integer>();
    group.path("udp_ports").forEach(port -> ports.add(port.asInt()));
    for (var file : group.path("files")) {
      var name = file.path("file").asText();
      Captures.read(name, Vectors.read("flows/" + name), ports).forEach(run::feed);
    }
    var expected = group.path("expected");
    long dataRecords =
        run.exporters.values().stream().mapToLong(s -> s.summary().dataRecords()).sum();
    long options =
        run.exporters.values().stream().mapToLong(s -> s.summary().optionRecords()).sum();
    long octets = run.flows.stream().mapToLong(flow -> flow.octets() / flow.oneIn()).sum();
    var id = group.path("id").asText();
    var buffered = BUFFERED.getOrDefault(id, new Buffered(0, 0));
    assertThat(run.malformed).isZero();
    Vectors.compare(
        "flows/ipfix " + id,
        counts(
            expected.path("flows").asLong() + buffered.records(),
            expected.path("opt_records").asLong(),
            // The other direction of a biflow is a flow of its own here, and a second count there.
            expected.path("octets_ie1").asLong()
                + expected.path("rev_octets_pen29305_ie1").asLong()
                + buffered.octets(),
            expected.path("seq_gaps").asLong()),
        counts(
            dataRecords,
            options,
            octets,
            run.notices(Notice.Kind.SEQUENCE_GAP) + run.notices(Notice.Kind.SEQUENCE_BACK)));
    assertThat(run.flows).allMatch(flow -> flow.oneIn() == RATES.getOrDefault(id, 1L));
  }
}
