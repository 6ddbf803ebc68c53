package dev.strongroom.detector.flow.ipfix;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sets of one message, read into a copy of their domain. [#commit] makes the copy count.
final class MessageReader {
  private static final long SEQUENCE_MODULUS = 1L << 32;
  private static final long SEQUENCE_HALF = 1L << 31;

  /// A gap of at most so many records may be filled by datagrams that were overtaken. In a longer
  /// one, a forged sequence far ahead would make all genuine messages after it look late.
  private static final long MOST_REORDERED = 1000;

  private final ExporterState state;
  private final long domainId;
  private final Domain domain;
  private final Instant exported;
  private final Instant arrival;
  private final SentAt sent;
  private final Announcements announcements;
  private final List<FlowRecord> flows = new ArrayList<>();
  private final EnumMap<Notice.Kind, String> notices = new EnumMap<>(Notice.Kind.class);
  private @Nullable RecordReader reader;
  private int dataRecords;
  private int optionRecords;
  private long keptRecords;
  private boolean undecoded;
  private boolean doubtful;
  private boolean hadTemplate;

  MessageReader(ExporterState state, long domainId, Instant exported, Instant arrival) {
    this.state = state;
    this.domainId = domainId;
    this.exported = exported;
    this.arrival = arrival;
    var present = state.domain(domainId);
    this.domain = present == null ? new Domain() : present.copy();
    this.sent = sentAt(exported, arrival);
    this.announcements = new Announcements(state.limits(), domain, this::note);
  }

  private SentAt sentAt(Instant exported, Instant arrival) {
    return SentAt.of(exported, arrival, state.limits().ahead());
  }

  void note(Notice.Kind kind, String detail) {
    notices.putIfAbsent(kind, detail);
  }

  void templates(BinaryReader body, boolean options) throws MalformedException {
    // spec: RFC 7011 3.3.1: padding of a set is shorter than any record in it
    while (body.remaining() >= TemplateReader.HEADER_LENGTH) {
      int id = body.u16be("Template ID");
      int fieldCount = body.u16be("Field Count");
      if (id == 0 && fieldCount == 0) {
        // No template has id 0: padding longer than it may be, as some exporters send it.
        body.zeros("padding", body.remaining());
      } else if (fieldCount == 0) {
        // spec: RFC 7011 8.4: over UDP templates end by time; a withdrawal has no place there
        note(Notice.Kind.WITHDRAWAL_IGNORED, "of template " + id + " in domain " + domainId);
      } else {
        accept(TemplateReader.read(body, id, fieldCount, options, state.limits()));
      }
    }
  }

  /// Takes a template. Over UDP one may be redefined under its id (RFC 7011, section 8.4), but
  /// anyone can send one in the exporter's name. So another layout than the one in use is held
  /// until it comes again in a message sent later (a duplicate of a datagram says nothing new) and
  /// the one in use did not come in between. See [#doubtfulSet] for records meanwhile.
  private void accept(Template template) {
    hadTemplate = true;
    int id = template.id();
    var present = domain.template(id);
    if (present == null) {
      if (domain.templateCount() >= state.limits().templates()) {
        note(Notice.Kind.TABLE_FULL, "template " + id + " in domain " + domainId);
      } else {
        use(template);
      }
      return;
    }
    var held = domain.held(id);
    if (template.equals(present)) {
      if (held != null && sent.isAfter(held.sent())) {
        // The sets kept meanwhile were counted by this very layout.
        domain.forgetHeld(id);
        domain.takePending(id);
        note(Notice.Kind.CHANGE_TAKEN_BACK, "template " + id + " in domain " + domainId);
      }
    } else if (held == null || !held.template().equals(template)) {
      domain.hold(new Domain.Held(template, sent));
      note(Notice.Kind.TEMPLATE_HELD, "template " + id + " in domain " + domainId);
    } else if (sent.isAfter(held.sent())) {
      use(template);
      note(Notice.Kind.TEMPLATE_CHANGED, "template " + id + " in domain " + domainId);
    }
  }

  private void use(Template template) {
    domain.put(template);
    for (var set : domain.takePending(template.id())) {
      if (!keptSet(template, set)) {
        note(Notice.Kind.PENDING_DROPPED, "set " + set.id() + " does not fit its template");
      }
    }
  }

  /// Reads a set that is kept, or is to be. Its records do not move the sequence on: that of this
  /// message counts those of earlier ones already. If it does not fit its template, this message is
  /// not to blame.
  ///
  /// @return false if it does not fit; then none of it counts
  private boolean keptSet(Template template, Domain.PendingSet set) {
    int flowsBefore = flows.size();
    int dataBefore = dataRecords;
    int optionsBefore = optionRecords;
    try {
      records(template, new BinaryReader(set.body()), set.exported(), set.arrival());
      keptRecords += dataRecords + optionRecords - dataBefore - optionsBefore;
      return true;
    } catch (MalformedException e) {
      flows.subList(flowsBefore, flows.size()).clear();
      dataRecords = dataBefore;
      optionRecords = optionsBefore;
      return false;
    }
  }

  void dataSet(int id, BinaryReader body) throws MalformedException {
    // spec: RFC 7011 3.4.1, 8: a template id is unique within its session and domain only
    var template = domain.template(id);
    if (template != null && domain.held(id) == null) {
      records(template, body, exported, arrival);
      return;
    }
    var set = new Domain.PendingSet(id, body.bytes("Set", body.remaining()), exported, arrival);
    if (template == null) {
      undecoded = true;
      note(Notice.Kind.TEMPLATE_MISSING, "template " + id + " in domain " + domainId);
      keep(set, Notice.Kind.PENDING_DROPPED);
    } else {
      doubtfulSet(template, set);
    }
  }

  /// Takes a set while another layout of its template is held. It counts by the layout in use, so
  /// that a forged template blinds nobody, and is kept to be read again by the other one should
  /// that be confirmed, so that a genuine change loses nothing. Then it has counted by both: too
  /// much, never too little. How many records it holds is not known for certain.
  private void doubtfulSet(Template template, Domain.PendingSet set) {
    doubtful = true;
    boolean fits = keptSet(template, set);
    keep(set, Notice.Kind.HELD_DROPPED);
    undecoded |= !fits;
  }

  private void keep(Domain.PendingSet set, Notice.Kind otherwise) {
    int length = set.body().length();
    int stale = domain.forgetStale(arrival);
    if (stale > 0) {
      note(Notice.Kind.PENDING_DROPPED, stale + " sets whose template never came");
    }
    if (state.hasRoomForSet(domainId, domain, length)) {
      domain.keep(set);
    } else {
      note(otherwise, "set " + set.id() + " of " + length + " bytes");
    }
  }

  private void records(Template template, BinaryReader body, Instant sentAs, Instant came)
      throws MalformedException {
    var when = sentAt(sentAs, came);
    if (reader == null) {
      reader = new RecordReader(state, domain, this::note);
    }
    // spec: RFC 7011 3.3.1: padding of a set is shorter than any record in it
    while (body.remaining() >= template.minimumLength()) {
      reader.read(body, template);
      if (template.isOptions()) {
        reader.learnOptions(announcements, when);
        optionRecords++;
      } else {
        reader.addFlows(flows, sentAs, came);
        dataRecords++;
      }
    }
  }

  Decoded commit(long sequence) {
    // spec: RFC 7011 3.1 sequence number, read: the sequence counts data records, those of options
    // included, mod 2^32
    long counted = dataRecords + optionRecords - keptRecords;
    var order = domain.knowsSequence() ? order(sequence, counted) : Order.NEXT;
    long lost = order == Order.AHEAD ? ahead(sequence) : 0;
    if (domain.knowsSequence() && order != Order.LATE && order != Order.BACK) {
      // Records that could not be counted may be overtaken ones as well.
      rememberGap(ahead(sequence));
    }
    if (order != Order.LATE) {
      // Where records could not be counted, the next message may be ahead but not back. So a forged
      // sequence ahead makes the next genuine message look back, whatever came with it.
      domain.nextSequence((sequence + counted) % SEQUENCE_MODULUS, undecoded || doubtful);
    }
    if (hadTemplate || dataRecords + optionRecords > 0 || !state.knows(domainId)) {
      domain.useful(arrival, !flows.isEmpty());
    }
    boolean placed = state.makeRoom(domainId, domain, arrival, this::note);
    var list = new ArrayList<Notice>(notices.size());
    notices.forEach((kind, detail) -> list.add(new Notice(kind, detail)));
    var decoded = new Decoded(flows, list, dataRecords, optionRecords);
    boolean failed =
        undecoded
            || notices.containsKey(Notice.Kind.TOTALS_UNSUPPORTED)
            || notices.containsKey(Notice.Kind.IMPLAUSIBLE_OCTETS);
    state.commit(domainId, domain, placed, decoded, lost, failed, arrival);
    return decoded;
  }

  private void rememberGap(long length) {
    if (length > 0) {
      domain.gap(domain.nextSequence(), length);
    }
  }

  /// How a message stands to the one before it.
  private enum Order {
    NEXT,
    AHEAD,
    BACK,
    LATE,
  }

  private long ahead(long sequence) {
    return Math.floorMod(sequence - domain.nextSequence(), SEQUENCE_MODULUS);
  }

  private Order order(long sequence, long counted) {
    long wanted = domain.nextSequence();
    long ahead = ahead(sequence);
    if (ahead == 0 || (domain.sequenceUncertain() && ahead < SEQUENCE_HALF)) {
      return Order.NEXT;
    }
    if (ahead < SEQUENCE_HALF) {
      note(Notice.Kind.SEQUENCE_GAP, ahead + " records missing in domain " + domainId);
      return Order.AHEAD;
    }
    long intoGap = Math.floorMod(sequence - domain.gapFrom(), SEQUENCE_MODULUS);
    if (domain.gapLength() <= MOST_REORDERED && intoGap + counted <= domain.gapLength()) {
      note(Notice.Kind.SEQUENCE_LATE, "got " + sequence + " after " + wanted);
      return Order.LATE;
    }
    note(
        Notice.Kind.SEQUENCE_BACK,
        "got " + sequence + ", want " + wanted + " in domain " + domainId);
    return Order.BACK;
  }
}
