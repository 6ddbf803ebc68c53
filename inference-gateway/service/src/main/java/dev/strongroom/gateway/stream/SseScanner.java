package dev.strongroom.gateway.stream;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Finds events in a byte stream (WHATWG HTML, section 9.2.6, *Interpreting an event stream*):
/// lines end in LF, CRLF or CR, one blank after `data:` is dropped, several `data` lines are
/// joined, lines that start with a colon are comments. Works on bytes, so a chunk may end anywhere,
/// also inside a character or between CR and LF. Not thread-safe.
public final class SseScanner {
  private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

  private final int maxEventBytes;
  private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private boolean hasData;
  private boolean afterCarriageReturn;

  /// @param maxEventBytes largest event that is held in memory
  public SseScanner(int maxEventBytes) {
    this.maxEventBytes = maxEventBytes;
  }

  /// Takes the next bytes and returns the events that they complete.
  ///
  /// @throws MalformedException if an event is larger than this scanner holds
  public List<SseEvent> feed(Bytes chunk) throws MalformedException {
    var events = new ArrayList<SseEvent>();
    for (byte b : chunk.toArray()) {
      boolean completesLineEnd = afterCarriageReturn && b == '\n';
      afterCarriageReturn = b == '\r';
      raw.write(b);
      if (completesLineEnd) {
        if (raw.size() == 1) {
          events.add(new SseEvent(takeRaw(), Bytes.empty(), true));
        }
      } else if (b == '\n' || b == '\r') {
        if (line.size() == 0) {
          events.add(new SseEvent(takeRaw(), takeData(), false));
        } else {
          endLine();
        }
      } else {
        line.write(b);
      }
      if (raw.size() > maxEventBytes) {
        throw new MalformedException("event", -1, "is larger than " + maxEventBytes + " bytes");
      }
    }
    return events;
  }

  /// What is left when the stream ends: an event without its blank line, or nothing.
  public SseEvent finish() {
    if (line.size() > 0) {
      endLine();
    }
    return new SseEvent(takeRaw(), takeData(), false);
  }

  private void endLine() {
    var bytes = line.toByteArray();
    line.reset();
    if (!startsWithData(bytes)) {
      return;
    }
    if (hasData) {
      data.write('\n');
    }
    hasData = true;
    int from = Math.min(DATA.length + 1, bytes.length);
    if (from < bytes.length && bytes[from] == ' ') {
      from++;
    }
    data.write(bytes, from, bytes.length - from);
  }

  /// The field name is `data` if a colon or the end follows it.
  private static boolean startsWithData(byte[] bytes) {
    if (bytes.length < DATA.length || (bytes.length > DATA.length && bytes[DATA.length] != ':')) {
      return false;
    }
    for (int i = 0; i < DATA.length; i++) {
      if (bytes[i] != DATA[i]) {
        return false;
      }
    }
    return true;
  }

  private Bytes takeRaw() {
    var taken = Bytes.copyOf(raw.toByteArray());
    raw.reset();
    return taken;
  }

  private Bytes takeData() {
    var taken = Bytes.copyOf(data.toByteArray());
    data.reset();
    hasData = false;
    return taken;
  }
}
