package dev.strongroom.simulator.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.testing.Vectors;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimulatedEventLogTest {
  private static final int HEADER_BYTES = 65;

  /// The naive replay: no bounds but the log's own.
  private static Map<Integer, Bytes> replay(Bytes log, int digestBytes) throws Exception {
    var in = new BinaryReader(log);
    in.skip("header", 28);
    in.skip("header", (int) in.u32le("length"));
    var registers = new HashMap<Integer, Bytes>();
    while (in.remaining() > 0) {
      int index = (int) in.u32le("index");
      if (index == -1) {
        break;
      }
      long type = in.u32le("type");
      assertThat(in.u32le("count")).isEqualTo(1);
      assertThat(in.u16le("algorithm")).isEqualTo(digestBytes == 48 ? 12 : 11);
      var digest = in.bytes("digest", digestBytes);
      in.skip("event", (int) in.u32le("length"));
      if (type != SimulatedEventLog.EV_NO_ACTION) {
        var joined = registers.getOrDefault(index, Bytes.zeros(digestBytes)).concat(digest);
        registers.put(index, digestBytes == 48 ? joined.sha384() : joined.sha256());
      }
    }
    return registers;
  }

  private static void fill(SimulatedEventLog log) {
    for (int i = 0; i < 20; i++) {
      log.event(1 + i % 3, SimulatedEventLog.EV_IPL, Bytes.utf8("event " + i));
    }
    log.event(2, SimulatedEventLog.EV_NO_ACTION, Bytes.utf8("nothing"));
  }

  @Test
  void aCcelReplaysToItsRegisters() throws Exception {
    var log = SimulatedEventLog.ccel();
    fill(log);
    for (var bytes : new Bytes[] {log.toBytes(), log.toBytes(65536)}) {
      var registers = replay(bytes, 48);
      assertThat(registers).hasSize(3);
      registers.forEach((index, value) -> assertThat(value).isEqualTo(log.register(index)));
    }
    assertThat(log.register(4)).isEqualTo(Bytes.zeros(48));
  }

  @Test
  void aTpmLogReplaysToItsRegisters() throws Exception {
    var log = SimulatedEventLog.tpm();
    fill(log);
    var registers = replay(log.toBytes(), 32);
    assertThat(registers).hasSize(3);
    registers.forEach((index, value) -> assertThat(value).isEqualTo(log.register(index)));
  }

  @Test
  void aCcelStartsAndEndsAsAGenuineOne() {
    var genuine = Vectors.read("cpu/tdx/v4-ccel-live/ccel-matching.bin");
    var simulated = SimulatedEventLog.ccel().toBytes(genuine.length());
    assertThat(simulated.slice(0, HEADER_BYTES)).isEqualTo(genuine.slice(0, HEADER_BYTES));
    int end = genuine.length();
    assertThat(simulated.slice(end - 64, end)).isEqualTo(genuine.slice(end - 64, end));
    // an event's digest is that of its data, such as the genuine first separator's
    assertThat(SimulatedEventLog.ccel().event(1, 4, Bytes.zeros(4)).toBytes().hex())
        .contains(Bytes.zeros(4).sha384().hex());
  }
}
