package dev.strongroom.attestation.eventlog;

import static dev.strongroom.attestation.eventlog.FakeLog.EV_NO_ACTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLogTest {
  /// Offset of numberOfAlgorithms in the header.
  private static final int COUNT_AT = 32 + 24;

  private static FakeLog log() {
    return new FakeLog(DigestAlgorithm.SHA1, DigestAlgorithm.SHA256);
  }

  /// Offset of the first event of a log in two banks.
  private static final int EVENTS_AT = COUNT_AT + 4 + 2 * 4 + 1;

  private static Bytes with(Bytes log, int at, int value) {
    var bytes = log.toArray();
    bytes[at] = (byte) value;
    return Bytes.copyOf(bytes);
  }

  private static void refuses(Bytes log, String message) {
    assertThatThrownBy(() -> EventLog.parse(log))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(message);
  }

  @Test
  void readsEveryBankOfEveryEvent() throws Exception {
    var parsed = EventLog.parse(log().event(7, "one").event(14, "two").bytes());

    assertThat(parsed.banks())
        .containsExactlyInAnyOrder(DigestAlgorithm.SHA1, DigestAlgorithm.SHA256);
    assertThat(parsed.events()).extracting(MeasuredEvent::register).containsExactly(7, 14);
    var event = parsed.events().getFirst();
    assertThat(event.digests().get(DigestAlgorithm.SHA256)).isEqualTo(Bytes.utf8("one").sha256());
    assertThat(event.typeName()).isEqualTo("EV_IPL");
    assertThat(event.dataIsMeasured(DigestAlgorithm.SHA1)).isTrue();
    assertThat(event.dataIsMeasured(DigestAlgorithm.SHA384)).isFalse();
  }

  @Test
  @DisplayName("a log cut anywhere is malformed or, cut between events, shorter; never otherwise")
  void truncationNeverGoesUnseen() throws Exception {
    var whole = log().event(7, "one").event(0, "two").event(4, "three").bytes();
    int complete = 0;
    for (int length = 0; length < whole.length(); length++) {
      try {
        assertThat(EventLog.parse(whole.slice(0, length)).events()).hasSizeLessThan(3);
        complete++;
      } catch (MalformedException e) {
        assertThat(e.offset()).isBetween(0L, (long) length);
      }
    }
    // Behind the header and two of the events; one PCR index of zero reads as filler.
    assertThat(complete).isEqualTo(3 + 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0xff})
  @DisplayName("UEFI 38.4: the rest of the area is filled, with one byte throughout")
  void acceptsFillerOfOneKind(int filler) throws Exception {
    var writer = new BinaryWriter().raw(log().event(7, "one\u00ff").bytes());
    for (int i = 0; i < 40; i++) {
      writer.u8(filler);
    }
    assertThat(EventLog.parse(writer.toBytes()).events()).hasSize(1);
    refuses(writer.u8(1).toBytes(), "");
  }

  @Test
  void refusesFillerOfAnotherByte() {
    var other = new BinaryWriter().raw(log().event(7, "one").bytes()).u8(1).u8(1).u8(1).u8(1);
    refuses(other.toBytes(), "pcrIndex");
  }

  // spec: TCG PFP 10.4.5.1
  @Nested
  @DisplayName("TCG PFP 10.4.5.1: Spec ID event")
  class Header {
    @Test
    void refusesOlderLogs() {
      refuses(with(log().bytes(), 4, 8), "is not a crypto-agile log");
      refuses(with(log().bytes(), 32 + 14, '2'), "signature");
    }

    @Test
    void refusesHeaderThatMeasures() {
      refuses(with(log().bytes(), 8, 1), "digest");
    }

    @Test
    void refusesNoAlgorithmAndTooMany() {
      refuses(with(log().bytes(), COUNT_AT, 0), "numberOfAlgorithms at");
      refuses(with(log().bytes(), COUNT_AT, 9), "numberOfAlgorithms at");
      refuses(with(log().bytes(), COUNT_AT + 3, 0xff), "numberOfAlgorithms at");
    }

    @Test
    void refusesAnAlgorithmTwice() {
      refuses(
          new FakeLog(DigestAlgorithm.SHA256, DigestAlgorithm.SHA256).bytes(), "is there twice");
    }

    // spec: TCG PFP 10.4.5.1 digestSize
    @Test
    void refusesLyingDigestSize() {
      refuses(with(log().bytes(), COUNT_AT + 4 + 2, 19), "digestSize");
      var unknown = with(log().bytes(), COUNT_AT + 4, 0x77);
      refuses(with(unknown, COUNT_AT + 4 + 2, 0), "digestSize");
      refuses(with(unknown, COUNT_AT + 4 + 2, 65), "digestSize");
    }

    @Test
    void refusesVendorInfoBeyondTheEventOrShortOfItsEnd() {
      refuses(with(log().bytes(), EVENTS_AT - 1, 1), "vendorInfo");
      var longer = with(log().bytes(), 28, log().bytes().length() - 32 + 1);
      refuses(longer.concat(Bytes.zeros(1)), "left over");
    }

    /// A header of these sizes for algorithms that nobody knows.
    private static Bytes unknown(int... sizes) {
      var data =
          new BinaryWriter().raw(Bytes.utf8("Spec ID Event03\0")).zeros(8).u32le(sizes.length);
      for (int i = 0; i < sizes.length; i++) {
        data.u16le(0x100 + i).u16le(sizes[i]);
      }
      var event = data.u8(0).toBytes();
      return new BinaryWriter()
          .u32le(0)
          .u32le(EV_NO_ACTION)
          .zeros(20)
          .u32le(event.length())
          .raw(event)
          .toBytes();
    }

    @Test
    void readsUpToEightAlgorithmsOf1To64Bytes() throws Exception {
      assertThat(EventLog.parse(unknown(1, 64, 2, 3, 4, 5, 6, 7)).banks()).isEmpty();
      refuses(unknown(1, 64, 2, 3, 4, 5, 6, 7, 8), "numberOfAlgorithms");
      refuses(unknown(0), "digestSize");
      refuses(unknown(65), "digestSize");
    }

    @Test
    @DisplayName("an algorithm unknown here is skipped by its declared size and cannot be replayed")
    void skipsUnknownAlgorithms() throws Exception {
      var whole = log().event(7, "one").bytes();
      var unknown = with(with(whole, COUNT_AT + 4, 0x77), EVENTS_AT + 12, 0x77);
      var parsed = EventLog.parse(unknown);
      assertThat(parsed.banks()).containsExactly(DigestAlgorithm.SHA256);
      assertThat(parsed.events().getFirst().digests()).containsOnlyKeys(DigestAlgorithm.SHA256);
    }
  }

  @Nested
  @DisplayName("TCG PFP 10.2.2: events")
  class Events {
    private final Bytes whole = log().event(7, "one").bytes();

    @Test
    void refusesRegistersThatDoNotExist() {
      refuses(with(whole, EVENTS_AT, 24), "pcrIndex");
      refuses(with(whole, EVENTS_AT + 3, 0x80), "pcrIndex");
    }

    // spec: TCG PFP 10.2.2 TPML_DIGEST_VALUES
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 0xff})
    void refusesLyingDigestCount(int count) {
      refuses(with(whole, EVENTS_AT + 8, count), "digests.count");
    }

    // spec: TCG PFP 10.2.2 TPML_DIGEST_VALUES
    @Test
    void refusesDigestOfAnotherBankOrTwice() {
      refuses(with(whole, EVENTS_AT + 12, 0x0c), "is twice there, or not in the header");
      refuses(with(whole, EVENTS_AT + 12 + 22, 0x04), "is twice there, or not in the header");
    }

    @Test
    void refusesLyingEventSize() {
      int at = EVENTS_AT + 12 + 22 + 34;
      refuses(with(whole, at, 4), "event at");
      refuses(with(whole, at + 2, 3), "limit " + EventLog.MAX_EVENT_BYTES);
      refuses(with(whole, at + 3, 0xff), "limit " + EventLog.MAX_EVENT_BYTES);
    }

    @Test
    void refusesMoreEventsThanTheLimit() throws Exception {
      var log = log();
      for (int i = 0; i < EventLog.MAX_EVENTS; i++) {
        log.event(7, "");
      }
      assertThat(EventLog.parse(log.bytes()).events()).hasSize(EventLog.MAX_EVENTS);
      refuses(log.event(7, "").bytes(), "more than " + EventLog.MAX_EVENTS);
    }

    @Test
    void readsRegister23AndEventsOfTheLargestSize() throws Exception {
      var largest = Bytes.zeros(EventLog.MAX_EVENT_BYTES);
      var parsed = EventLog.parse(log().event(23, FakeLog.EV_IPL, largest).bytes());

      assertThat(parsed.events().getFirst().register()).isEqualTo(23);
      assertThat(parsed.events().getFirst().data()).isEqualTo(largest);
      var more = log().event(23, FakeLog.EV_IPL, largest.concat(Bytes.zeros(1)));
      refuses(more.bytes(), "limit " + EventLog.MAX_EVENT_BYTES);
    }

    @Test
    void readsLogsUpToTheLimit() throws Exception {
      var whole = log().event(7, "one").bytes();
      var padded = whole.concat(Bytes.zeros(EventLog.MAX_LOG_BYTES - whole.length()));

      assertThat(EventLog.parse(padded).events()).hasSize(1);
    }

    @Test
    void refusesLogsLargerThanTheLimit() {
      refuses(Bytes.zeros(EventLog.MAX_LOG_BYTES + 1), "limit " + EventLog.MAX_LOG_BYTES);
    }
  }

  @Nested
  @DisplayName("TCG PFP 10.4.5.3: StartupLocality")
  class Locality {
    private static Bytes locality(String... locality) {
      return Bytes.utf8("StartupLocality\0" + String.join("", locality));
    }

    @Test
    void readsIt() throws Exception {
      var log = log().event(0, EV_NO_ACTION, locality("\u0003")).event(0, "crtm");
      assertThat(EventLog.parse(log.bytes()).startupLocality()).isEqualTo(OptionalInt.of(3));
      assertThat(EventLog.parse(log().bytes()).startupLocality()).isEmpty();
    }

    // spec: TCG PFP 10.4.5.3
    @Test
    void refusesItTwiceOrLate() {
      var said = log().event(0, EV_NO_ACTION, locality("\u0003"));
      refuses(said.event(0, EV_NO_ACTION, locality("\u0003")).bytes(), "StartupLocality");
      var late = log().event(0, "crtm").event(0, EV_NO_ACTION, locality("\u0003"));
      refuses(late.bytes(), "is not the first and only one");
    }

    @Test
    void refusesImpossibleLocalities() {
      refuses(log().event(0, EV_NO_ACTION, locality("\u0001")).bytes(), "want 0, 3 or 4");
      refuses(log().event(0, EV_NO_ACTION, locality()).bytes(), "want 0, 3 or 4");
      refuses(log().event(0, EV_NO_ACTION, locality("\u0003", "\0")).bytes(), "want 0, 3 or 4");
    }

    @Test
    void isOnlySaidByEventsThatInformOfRegisterZero() throws Exception {
      var extending = log().event(0, FakeLog.EV_IPL, locality("\u0003"));
      assertThat(EventLog.parse(extending.bytes()).startupLocality()).isEmpty();
      var other = log().event(1, EV_NO_ACTION, locality("\u0003"));
      assertThat(EventLog.parse(other.bytes()).startupLocality()).isEmpty();
    }
  }

  @Nested
  @DisplayName("words for people come from hostile data")
  class Text {
    private static Optional<String> text(long type, Bytes data) throws Exception {
      return EventLog.parse(log().event(7, type, data).bytes()).events().getFirst().text();
    }

    private static BinaryWriter variable(long characters) {
      return new BinaryWriter()
          .raw(Bytes.zeros(16))
          .u64le(characters)
          .u64le(0)
          .u16le('d')
          .u16le('b');
    }

    @Test
    void readsVariablesTagsAndVersions() throws Exception {
      assertThat(text(0x8000_0001L, variable(2).toBytes()))
          .contains("db of 00000000-0000-0000-0000-000000000000");
      var tag = new BinaryWriter().u32le(1).u32le(2).raw(Bytes.utf8("ab")).toBytes();
      assertThat(text(6, tag)).contains("ab");
      assertThat(text(8, new BinaryWriter().u16le('v').u16le('1').u16le(0).toBytes()))
          .contains("v1");
      assertThat(text(0x8000_000aL, Bytes.utf8("\u0002fv____"))).contains("fv");
    }

    private static Bytes image(int nodeLength, long pathLength) {
      return new BinaryWriter()
          .zeros(24)
          .u64le(pathLength)
          .raw(Bytes.copyOf(new byte[] {2, 1, 4, 0}))
          .u8(4)
          .u8(4)
          .u16le(nodeLength)
          .u16le('a')
          .u16le(0)
          .toBytes();
    }

    @Test
    @DisplayName("UEFI 10.3: an image is named by the file in its device path")
    void namesImages() throws Exception {
      assertThat(text(0x8000_0003L, image(8, 12))).contains("a");
      for (int lie : new int[] {0, 3, 7, 9, 0xffff}) {
        assertThat(text(0x8000_0003L, image(lie, 12))).isEmpty();
      }
      for (long lie : new long[] {0, 11, 13, -1, Long.MIN_VALUE}) {
        assertThat(text(0x8000_0003L, image(8, lie))).isEmpty();
      }
    }

    @Test
    void showsEverythingPrintable() throws Exception {
      assertThat(text(0xd, Bytes.utf8("!~"))).contains("!~");
      assertThat(text(0xd, Bytes.utf8("a\u007f"))).isEmpty();
      assertThat(text(0x8000_0004L, image(8, 12))).contains("a");
      assertThat(text(0x8000_0005L, image(8, 12))).contains("a");
    }

    @Test
    void showsNoLongOrCutValuesOfVariables() throws Exception {
      for (int bytes : new int[] {0, 16, 17}) {
        for (int lie : new int[] {0, 1}) {
          var valued =
              new BinaryWriter()
                  .zeros(16)
                  .u64le(2)
                  .u64le(bytes + lie)
                  .u16le('d')
                  .u16le('b')
                  .zeros(bytes)
                  .toBytes();
          boolean shown = bytes == 16 && lie == 0;
          assertThat(text(0x8000_0001L, valued))
              .contains(
                  "db"
                      + (shown ? " = " + "00".repeat(16) : "")
                      + " of 00000000-0000-0000-0000-000000000000");
        }
      }
    }

    @Test
    void showsShortValuesOfVariables() throws Exception {
      var valued =
          new BinaryWriter().zeros(16).u64le(2).u64le(1).u16le('d').u16le('b').u8(1).toBytes();
      assertThat(text(0x8000_0001L, valued))
          .contains("db = 01 of 00000000-0000-0000-0000-000000000000");
    }

    @Test
    @DisplayName("lengths that lie give no text and do no harm")
    void survivesLyingLengths() throws Exception {
      for (long lie : new long[] {3, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
        assertThat(text(0x8000_0001L, variable(lie).toBytes())).isEmpty();
      }
      assertThat(text(6, new BinaryWriter().u32le(1).u32le(0xffff_ffffL).toBytes())).isEmpty();
      assertThat(text(0x8000_000bL, Bytes.utf8("\u0009x"))).isEmpty();
      assertThat(text(0x8000_000bL, Bytes.empty())).isEmpty();
    }

    @Test
    void showsNoControlSequencesAndNothingEndless() throws Exception {
      assertThat(text(0xd, Bytes.utf8("a\u001b[31m"))).isEmpty();
      assertThat(text(0xd, Bytes.utf8("a\0b"))).isEmpty();
      assertThat(text(0xd, Bytes.utf8("a {\n\tb\r\n}\n\0"))).contains("a { b }");
      assertThat(text(0xd, Bytes.zeros(4))).isEmpty();
      assertThat(text(0xd, Bytes.utf8("a".repeat(600))).orElseThrow()).hasSize(512);
    }

    @Test
    void namesUnknownTypesByNumber() throws Exception {
      var event = EventLog.parse(log().event(7, 0xfff0_0000L, Bytes.empty()).bytes()).events();
      assertThat(event.getFirst().typeName()).isEqualTo("0xfff00000");
    }
  }
}
