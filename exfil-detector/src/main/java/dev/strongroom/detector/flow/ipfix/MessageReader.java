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
  private long earlierRecords;
  private boolean undecoded;

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

  private void accept(Template template) {
    var present = domain.template(template.id());
    if (template.equals(present)) {
      return;
    }
    if (present == null && domain.templateCount() >= state.limits().templates()) {
      note(Notice.Kind.TABLE_FULL, "template " + template.id() + " in domain " + domainId);
      return;
    }
    if (present != null) {
      note(Notice.Kind.TEMPLATE_CHANGED, "template " + template.id() + " in domain " + domainId);
    }
    domain.put(template);
    for (var set : domain.takePending(template.id())) {
      earlierSet(template, set);
    }
  }

  /// Reads a kept set. It belongs to an earlier message: the sequence number of this one counts its
  /// records already, and if it does not fit its template, this message is not to blame.
  private void earlierSet(Template template, Domain.PendingSet set) {
    int flowsBefore = flows.size();
    int dataBefore = dataRecords;
    int optionsBefore = optionRecords;
    try {
      records(template, new BinaryReader(set.body()), set.exported(), set.arrival());
      earlierRecords += dataRecords + optionRecords - dataBefore - optionsBefore;
    } catch (MalformedException e) {
      flows.subList(flowsBefore, flows.size()).clear();
      dataRecords = dataBefore;
      optionRecords = optionsBefore;
      note(
          Notice.Kind.PENDING_DROPPED,
          "set " + set.id() + " does not fit its template at " + e.field());
    }
  }

  void dataSet(int id, BinaryReader body) throws MalformedException {
    // spec: RFC 7011 3.4.1, 8: a template id is unique within its session and domain only
    var template = domain.template(id);
    if (template != null) {
      records(template, body, exported, arrival);
      return;
    }
    undecoded = true;
    int length = body.remaining();
    note(Notice.Kind.TEMPLATE_MISSING, "template " + id + " in domain " + domainId);
    int stale = domain.forgetStale(arrival);
    if (stale > 0) {
      note(Notice.Kind.PENDING_DROPPED, stale + " sets whose template never came");
    }
    if (state.hasRoomForSet(domainId, domain, length)) {
      domain.keep(new Domain.PendingSet(id, body.bytes("Set", length), exported, arrival));
    } else {
      note(Notice.Kind.PENDING_DROPPED, "set " + id + " of " + length + " bytes");
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
        reader.learnOptions();
        optionRecords++;
      } else {
        reader.addFlows(flows, sent, came);
        dataRecords++;
      }
    }
  }

  Decoded commit(long sequence) {
    long lost = compareSequence(sequence);
    if (undecoded) {
      domain.forgetSequence();
    } else {
      // spec: RFC 7011 3.1: the sequence counts data records, those of options included, mod 2^32
      long sent = dataRecords + optionRecords - earlierRecords;
      domain.nextSequence((sequence + sent) % SEQUENCE_MODULUS);
    }
    var list = new ArrayList<Notice>(notices.size());
    notices.forEach((kind, detail) -> list.add(new Notice(kind, detail)));
    var decoded = new Decoded(flows, list, dataRecords, optionRecords);
    state.commit(domainId, domain, decoded, lost, arrival);
    return decoded;
  }

  private long compareSequence(long sequence) {
    if (!domain.knowsSequence()) {
      return 0;
    }
    long ahead = Math.floorMod(sequence - domain.nextSequence(), SEQUENCE_MODULUS);
    if (ahead >= SEQUENCE_HALF) {
      note(
          Notice.Kind.SEQUENCE_BACK,
          "got " + sequence + ", want " + domain.nextSequence() + " in domain " + domainId);
      return 0;
    }
    if (ahead > 0) {
      note(Notice.Kind.SEQUENCE_GAP, ahead + " records missing in domain " + domainId);
    }
    return ahead;
  }
}
