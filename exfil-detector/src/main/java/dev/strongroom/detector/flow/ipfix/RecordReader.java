package dev.strongroom.detector.flow.ipfix;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One record at a time: its fields are read into this object, which then tells what they mean.
/// Reused for every record of a message, because decoding is the hot path.
final class RecordReader {

  /// Grace added to a flow's duration before its rate is judged: exporters round times.
  private static final long RATE_GRACE_SECONDS = 60;

  private final ExporterState state;
  private final Domain domain;
  private final BiConsumer<Notice.Kind, String> note;
  private final FlowTimes times = new FlowTimes();
  private final Sampling sampling = new Sampling();

  private @Nullable IpAddress source;
  private @Nullable IpAddress destination;
  private int sourcePort;
  private int destinationPort;
  private int protocol;
  private long sampler;
  private long octets;
  private long packets;
  private long reverseOctets;
  private long reversePackets;
  private long initiatorOctets;
  private long initiatorPackets;
  private long responderOctets;
  private long responderPackets;
  private long layer2Octets;
  private boolean totals;

  RecordReader(ExporterState state, Domain domain, BiConsumer<Notice.Kind, String> note) {
    this.state = state;
    this.domain = domain;
    this.note = note;
  }

  private void clear() {
    times.clear();
    sampling.clear();
    source = null;
    destination = null;
    sourcePort = 0;
    destinationPort = 0;
    protocol = 0;
    sampler = FieldValues.ABSENT;
    octets = FieldValues.ABSENT;
    packets = FieldValues.ABSENT;
    reverseOctets = FieldValues.ABSENT;
    reversePackets = FieldValues.ABSENT;
    initiatorOctets = FieldValues.ABSENT;
    initiatorPackets = FieldValues.ABSENT;
    responderOctets = FieldValues.ABSENT;
    responderPackets = FieldValues.ABSENT;
    layer2Octets = FieldValues.ABSENT;
    totals = false;
  }

  void read(BinaryReader in, Template template) throws MalformedException {
    clear();
    var fields = template.fields();
    for (int i = 0; i < fields.size(); i++) {
      var field = fields.get(i);
      int length = field.length();
      // spec: RFC 7011 7: a variable length is one byte, or 255 and two bytes
      if (length == Template.VARIABLE) {
        length = in.u8("length");
        if (length == 255) {
          length = in.u16be("length");
        }
      }
      take(in, field.meaning(), length);
    }
  }

  private void take(BinaryReader in, int meaning, int length) throws MalformedException {
    switch (meaning) {
      case Elements.SOURCE_IPV4_ADDRESS -> source = FieldValues.v4(in, length, source);
      case Elements.DESTINATION_IPV4_ADDRESS ->
          destination = FieldValues.v4(in, length, destination);
      case Elements.SOURCE_IPV6_ADDRESS -> source = FieldValues.v6(in, length, source);
      case Elements.DESTINATION_IPV6_ADDRESS ->
          destination = FieldValues.v6(in, length, destination);
      case Elements.SOURCE_TRANSPORT_PORT -> sourcePort = FieldValues.small(in, length, 0xffff);
      case Elements.DESTINATION_TRANSPORT_PORT ->
          destinationPort = FieldValues.small(in, length, 0xffff);
      case Elements.PROTOCOL_IDENTIFIER -> protocol = FieldValues.small(in, length, 0xff);
      case Elements.OCTET_DELTA_COUNT -> octets = FieldValues.number(in, length);
      case Elements.PACKET_DELTA_COUNT -> packets = FieldValues.number(in, length);
      case Elements.OCTET_DELTA_COUNT + Elements.REVERSE ->
          reverseOctets = FieldValues.number(in, length);
      case Elements.PACKET_DELTA_COUNT + Elements.REVERSE ->
          reversePackets = FieldValues.number(in, length);
      case Elements.INITIATOR_OCTETS -> initiatorOctets = FieldValues.number(in, length);
      case Elements.RESPONDER_OCTETS -> responderOctets = FieldValues.number(in, length);
      case Elements.INITIATOR_PACKETS -> initiatorPackets = FieldValues.number(in, length);
      case Elements.RESPONDER_PACKETS -> responderPackets = FieldValues.number(in, length);
      case Elements.LAYER_2_OCTET_DELTA_COUNT -> layer2Octets = FieldValues.number(in, length);
      case Elements.OCTET_TOTAL_COUNT, Elements.PACKET_TOTAL_COUNT -> {
        totals = true;
        in.skip("total", length);
      }
      case Elements.SAMPLER_ID, Elements.SELECTOR_ID -> sampler = FieldValues.number(in, length);
      default -> takeSamplingOrTime(in, meaning, length);
    }
  }

  private void takeSamplingOrTime(BinaryReader in, int meaning, int length)
      throws MalformedException {
    switch (meaning) {
      case Elements.SAMPLING_INTERVAL,
          Elements.SAMPLER_RANDOM_INTERVAL,
          Elements.SAMPLING_PACKET_INTERVAL,
          Elements.SAMPLING_PACKET_SPACE,
          Elements.SAMPLING_SIZE,
          Elements.SAMPLING_POPULATION ->
          sampling.put(meaning, FieldValues.number(in, length));
      case Elements.FLOW_START_SYS_UP_TIME,
          Elements.FLOW_END_SYS_UP_TIME,
          Elements.FLOW_START_SECONDS,
          Elements.FLOW_END_SECONDS,
          Elements.FLOW_START_MILLISECONDS,
          Elements.FLOW_END_MILLISECONDS,
          Elements.FLOW_START_DELTA_MICROSECONDS,
          Elements.FLOW_END_DELTA_MICROSECONDS,
          Elements.SYSTEM_INIT_TIME_MILLISECONDS ->
          takeTime(in, meaning, length);
      case Elements.FLOW_START_MICROSECONDS,
          Elements.FLOW_END_MICROSECONDS,
          Elements.FLOW_START_NANOSECONDS,
          Elements.FLOW_END_NANOSECONDS ->
          takeNtpTime(in, meaning, length);
      default -> in.skip("field", length);
    }
  }

  private void takeTime(BinaryReader in, int meaning, int length) throws MalformedException {
    long value = FieldValues.number(in, length);
    if (value != FieldValues.ABSENT) {
      times.put(meaning, value);
    }
  }

  private void takeNtpTime(BinaryReader in, int meaning, int length) throws MalformedException {
    if (length == FieldValues.MAX_INTEGER_LENGTH) {
      times.put(meaning, in.bits64be("time"));
    } else {
      in.skip("time", length);
    }
  }

  /// Tells what the options record just read says of sampling rate and exporter's start.
  ///
  /// @param sent when the message was that it came in
  void learnOptions(Announcements announcements, SentAt sent) {
    if (times.hasSystemInit()) {
      announcements.start(times.systemInit(), sent);
    }
    long announced = believable(sampling.oneIn());
    if (announced > 0) {
      // spec: RFC 5477 8.2 (selectorId 302; samplerId 48 before it): the rate belongs to that
      // selector
      long id = sampler == FieldValues.ABSENT ? Samplers.UNNAMED : sampler;
      announcements.sampling(id, announced, sent);
    }
  }

  private long believable(long oneIn) {
    if (oneIn > state.limits().oneIn()) {
      note.accept(Notice.Kind.IMPLAUSIBLE_SAMPLING, "one packet in " + oneIn);
      return 0;
    }
    return oneIn;
  }

  /// Adds the flows of the data record just read: none, one, or two for a biflow.
  void addFlows(List<FlowRecord> flows, Instant exported, Instant arrival) {
    long forward = octets;
    long forwardPackets = packets;
    long backward = reverseOctets;
    long backwardPackets = reversePackets;
    // spec: RFC 7012 (IANA 1, 23, 85, 231, 232, 352): these count the same bytes; never add two
    if (forward == FieldValues.ABSENT && initiatorOctets != FieldValues.ABSENT) {
      forward = initiatorOctets;
      forwardPackets = initiatorPackets;
      backward = responderOctets;
      backwardPackets = responderPackets;
    } else if (forward == FieldValues.ABSENT) {
      forward = layer2Octets;
    }
    if (source == null || destination == null || forward == FieldValues.ABSENT) {
      if (totals && forward == FieldValues.ABSENT) {
        note.accept(Notice.Kind.TOTALS_UNSUPPORTED, "octetTotalCount without octetDeltaCount");
      } else {
        note.accept(Notice.Kind.NOT_A_FLOW, "record without both addresses or without octets");
      }
      return;
    }
    long start = domain.start().millis();
    if (start < 0 && times.needsStart()) {
      domain.setTimedWithoutStart();
    }
    var interval = times.resolve(exported, arrival, start, state.limits(), note);
    var there = new Direction(source, destination, sourcePort, destinationPort);
    add(flows, there, forward, forwardPackets, interval);
    // spec: RFC 5103 3, 5: reverse counts are what the destination sent to the source
    if (backward > 0) {
      add(flows, there.reversed(), backward, backwardPackets, interval);
    }
  }

  /// Who sent to whom.
  private record Direction(IpAddress from, IpAddress to, int fromPort, int toPort) {
    Direction reversed() {
      return new Direction(to, from, toPort, fromPort);
    }
  }

  /// The rate by which `measured` octets count: the record's own, or its sampler's; of a sampler's
  /// two rates the lesser where the greater would make the record implausible.
  private long oneIn(long measured, long most) {
    long own = believable(sampling.oneIn());
    if (own > 0) {
      return own;
    }
    var samplers = domain.samplers();
    if (samplers.size() == 0) {
      domain.setCountedUnsampled();
      return 1;
    }
    boolean named = sampler != FieldValues.ABSENT;
    if (!named && samplers.ambiguous()) {
      note.accept(Notice.Kind.AMBIGUOUS_SAMPLING, samplers.size() + " samplers, none named");
    }
    long oneIn = samplers.oneIn(sampler, named);
    return measured > most / oneIn ? samplers.leastOneIn(sampler, named) : oneIn;
  }

  private void add(
      List<FlowRecord> flows,
      Direction direction,
      long measured,
      long measuredPackets,
      FlowTimes.Interval interval) {
    long seconds = interval.end().getEpochSecond() - interval.start().getEpochSecond();
    long most = (seconds + RATE_GRACE_SECONDS) * state.limits().octetsPerSecond();
    long oneIn = oneIn(measured, most);
    if (measured > most / oneIn) {
      note.accept(
          Notice.Kind.IMPLAUSIBLE_OCTETS,
          measured + " octets, sampled 1:" + oneIn + ", in " + seconds + " s");
      return;
    }
    flows.add(
        new FlowRecord(
            state.address(),
            direction.from(),
            direction.to(),
            direction.fromPort(),
            direction.toPort(),
            protocol,
            measured * oneIn,
            Math.max(0, Math.min(measuredPackets, most / oneIn)) * oneIn,
            oneIn,
            interval.start(),
            interval.end()));
  }
}
