package dev.strongroom.attestation.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Logs as `cpu/tdx/VECTORS.md` and `cpu/tpm/VECTORS.md` state them.
@Tag("vectors")
class EventLogVectorsTest {
  private static final String TDX = "cpu/tdx/";
  private static final String TPM = "cpu/tpm/eventlogs/";
  private static final int BODY_AT = 48;
  private static final int RTMR0_AT = BODY_AT + 328;
  private static final int RTMR_BYTES = 48;
  private static final Pattern PCR = Pattern.compile("PCR(\\d+)=`([0-9a-f]{64})`");

  private static MeasurementRegisters rtmrs(String quote) {
    var bytes = Vectors.read(TDX + quote);
    var values = new ArrayList<Bytes>();
    for (int i = 0; i < 4; i++) {
      int at = RTMR0_AT + i * RTMR_BYTES;
      values.add(bytes.slice(at, at + RTMR_BYTES));
    }
    return MeasurementRegisters.rtmrs(values);
  }

  private static String replay(Bytes log, MeasurementRegisters quoted) throws MalformedException {
    var parsed = EventLog.parse(log);
    var replay = Replay.of(parsed, quoted);
    var disagreeing =
        replay.findings().stream()
            .map(Finding::actual)
            .map(actual -> actual.split(" ", 2)[0])
            .toList();
    return parsed.events().size()
        + " events, "
        + (replay.agrees() ? "replays to every register" : "disagrees on " + disagreeing);
  }

  @TestFactory
  Stream<DynamicTest> logsOfTrustDomainsReplayToTheirQuotes() {
    Vectors.path(TDX);
    return Stream.of(
            new String[] {"v4-gcp-ccel", "ccel.bin", "43 events, replays to every register"},
            new String[] {
              "v4-ccel-live", "ccel-matching.bin", "20 events, replays to every register"
            },
            new String[] {
              "v4-ccel-live", "ccel-rtmr2-mismatch.bin", "20 events, disagrees on [RTMR2]"
            })
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c[0] + " " + c[1],
                    () ->
                        Vectors.compare(
                            TDX + c[0] + " " + c[1],
                            c[2],
                            replay(
                                Vectors.read(TDX + c[0] + "/" + c[1]),
                                rtmrs(c[0] + "/quote.bin")))));
  }

  /// Every log of the folder reads as the published parse beside it says, event by event.
  @TestFactory
  Stream<DynamicTest> logsReadAsPublished() throws IOException {
    List<String> names;
    try (var files = Files.list(Vectors.path(TDX + "eventlogs"))) {
      names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".bin"))
              .sorted()
              .toList();
    }
    assertThat(names).isNotEmpty();
    return names.stream().map(name -> DynamicTest.dynamicTest(name, () -> published(name)));
  }

  private static void published(String name) throws MalformedException {
    var expected = new ArrayList<String>();
    var page =
        StrictJson.read(
            Vectors.read(TDX + "eventlogs/" + name.replace(".bin", "-expected.json")),
            JsonNode.class);
    for (var event : page.get("uefi_event_logs")) {
      expected.add(
          "%s %s %s %s %s"
              .formatted(
                  event.get("index").asInt(),
                  event.get("type_name").asText(),
                  event.get("digests").get(0).get("digest").asText(),
                  event.get("digest_matches_event").asBoolean(),
                  event.get("event").asText()));
    }
    var got = new ArrayList<String>();
    for (var event : EventLog.parse(Vectors.read(TDX + "eventlogs/" + name)).events()) {
      got.add(
          "%s %s %s %s %s"
              .formatted(
                  event.register(),
                  event.typeName(),
                  event.digests().get(DigestAlgorithm.SHA384),
                  event.dataIsMeasured(DigestAlgorithm.SHA384),
                  event.data().base64()));
    }
    Vectors.compare(TDX + "eventlogs/" + name, expected, got);
  }

  /// Every log of the folder comes to the registers that the page lists for it.
  @TestFactory
  Stream<DynamicTest> logsOfTpmsReplayToTheListedRegisters() throws IOException {
    var page = Vectors.read("cpu/tpm/VECTORS.md").utf8();
    List<String> names;
    try (var files = Files.list(Vectors.path(TPM))) {
      names = files.map(file -> file.getFileName().toString()).sorted().toList();
    }
    return names.stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      var line =
                          page.lines()
                              .filter(l -> l.startsWith("  - " + name + ":"))
                              .findFirst()
                              .orElseThrow();
                      Vectors.compare(TPM + name, expected(line), tpm(name, line));
                    }));
  }

  private static String expected(String line) {
    return line.contains("not crypto-agile")
        ? "malformed: eventType: is not a crypto-agile log"
        : line.replaceAll("^.*\\.bin: (\\d+ events).*$", "$1") + ", replays to every register";
  }

  private static String tpm(String name, String line) {
    var values = new TreeMap<Integer, Bytes>();
    var matcher = PCR.matcher(line);
    try {
      while (matcher.find()) {
        values.put(Integer.parseInt(matcher.group(1)), Bytes.ofHex("PCR", matcher.group(2)));
      }
      var log = EventLog.parse(Vectors.read(TPM + name));
      // The page lists PCR 0 to 8 only; what the log says of others is not compared.
      log.events().stream()
          .map(MeasuredEvent::register)
          .filter(register -> register > 8)
          .forEach(register -> values.computeIfAbsent(register, r -> replayed(log, r)));
      return replay(
          Vectors.read(TPM + name), MeasurementRegisters.pcrs(DigestAlgorithm.SHA256, values));
    } catch (MalformedException e) {
      return "malformed: " + e.field() + ": " + e.reason().replaceAll("^.*: ", "");
    }
  }

  private static Bytes replayed(EventLog log, int register) {
    var value = Bytes.zeros(32);
    for (var event : log.events()) {
      if (event.register() == register && event.extendsRegister()) {
        var digest = Optional.ofNullable(event.digests().get(DigestAlgorithm.SHA256));
        value = value.concat(digest.orElseThrow()).sha256();
      }
    }
    return value;
  }
}
