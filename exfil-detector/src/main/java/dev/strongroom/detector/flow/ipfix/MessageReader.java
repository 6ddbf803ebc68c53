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
  private final List<FlowRecord> flows = new ArrayList<>();
  private final EnumMap<Notice.Kind, String> notices = new EnumMap<>(Notice.Kind.class);
  private @Nullable RecordReader reader;
  private int dataRecords;
  private int optionRecords;
  private long keptRecords;
  private boolean undecoded;
  private boolean doubtful;

  MessageReader(ExporterState state, long domainId, Instant exported, Instant arrival)
      throws MalformedException {
    this.state = state;
    this.domainId = domainId;
    this.exported = exported;
    this.arrival = arrival;
    var present = state.domain(domainId);
    if (present == null && !state.hasRoomForDomain()) {
      throw new MalformedException(
          "Observation Domain ID",
          12,
          "got " + domainId + ", want one of the " + state.limits().domains() + " already known");
    }
    this.domain = present == null ? new Domain() : present.copy();
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
  /// until it comes again in a message exported later (a duplicate of a datagram says nothing new)
  /// and the one in use did not come in between. See [#doubtfulSet] for records meanwhile.
  private void accept(Template template) {
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
      if (held != null && exported.isAfter(held.exported())) {
        // The sets kept meanwhile were counted by this very layout.
        domain.forgetHeld(id);
        domain.takePending(id);
        note(Notice.Kind.CHANGE_TAKEN_BACK, "template " + id + " in domain " + domainId);
      }
    } else if (held == null || !held.template().equals(template)) {
      domain.hold(new Domain.Held(template, exported));
      note(Notice.Kind.TEMPLATE_HELD, "template " + id + " in domain " + domainId);
    } else if (exported.isAfter(held.exported())) {
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
  /// much, never too little. How many records it holds is not known, so the sequence is taken up
  /// anew.
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

  private void records(Template template, BinaryReader body, Instant sent, Instant came)
      throws MalformedException {
    if (reader == null) {
      reader = new RecordReader(state, domain, this::note);
    }
    // spec: RFC 7011 3.3.1: padding of a set is shorter than any record in it
    while (body.remaining() >= template.minimumLength()) {
      reader.read(body, template);
      if (template.isOptions()) {
        reader.learnOptions(sent);
        optionRecords++;
      } else {
        reader.addFlows(flows, sent, came);
        dataRecords++;
      }
    }
  }

  Decoded commit(long sequence) {
    // spec: RFC 7011 3.1: the sequence counts data records, those of options included, mod 2^32
    long sent = dataRecords + optionRecords - keptRecords;
    var order = domain.knowsSequence() ? order(sequence, sent) : Order.NEXT;
    long lost =
        order == Order.AHEAD
            ? Math.floorMod(sequence - domain.nextSequence(), SEQUENCE_MODULUS)
            : 0;
    if (lost > 0) {
      domain.gap(domain.nextSequence(), lost);
    }
    if (order != Order.LATE) {
      if (undecoded || doubtful) {
        domain.forgetSequence();
      } else {
        domain.nextSequence((sequence + sent) % SEQUENCE_MODULUS);
      }
    }
    var list = new ArrayList<Notice>(notices.size());
    notices.forEach((kind, detail) -> list.add(new Notice(kind, detail)));
    var decoded = new Decoded(flows, list, dataRecords, optionRecords);
    boolean failed =
        undecoded
            || notices.containsKey(Notice.Kind.TOTALS_UNSUPPORTED)
            || notices.containsKey(Notice.Kind.IMPLAUSIBLE_OCTETS);
    state.commit(domainId, domain, decoded, lost, failed, arrival);
    return decoded;
  }

  /// How a message stands to the one before it.
  private enum Order {
    NEXT,
    AHEAD,
    BACK,
    LATE,
  }

  private Order order(long sequence, long sent) {
    long wanted = domain.nextSequence();
    long ahead = Math.floorMod(sequence - wanted, SEQUENCE_MODULUS);
    if (ahead == 0) {
      return Order.NEXT;
    }
    if (ahead < SEQUENCE_HALF) {
      note(Notice.Kind.SEQUENCE_GAP, ahead + " records missing in domain " + domainId);
      return Order.AHEAD;
    }
    long intoGap = Math.floorMod(sequence - domain.gapFrom(), SEQUENCE_MODULUS);
    if (domain.gapLength() <= MOST_REORDERED && intoGap + sent <= domain.gapLength()) {
      note(Notice.Kind.SEQUENCE_LATE, "got " + sequence + " after " + wanted);
      return Order.LATE;
    }
    note(
        Notice.Kind.SEQUENCE_BACK,
        "got " + sequence + ", want " + wanted + " in domain " + domainId);
    return Order.BACK;
  }
}
