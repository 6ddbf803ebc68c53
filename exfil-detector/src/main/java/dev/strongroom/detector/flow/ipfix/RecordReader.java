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
  private static final long ABSENT = -1;
  private static final int MAX_INTEGER_LENGTH = 8;

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
    sampler = ABSENT;
    octets = ABSENT;
    packets = ABSENT;
    reverseOctets = ABSENT;
    reversePackets = ABSENT;
    initiatorOctets = ABSENT;
    initiatorPackets = ABSENT;
    responderOctets = ABSENT;
    responderPackets = ABSENT;
    layer2Octets = ABSENT;
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
      case Elements.SOURCE_IPV4_ADDRESS -> source = v4(in, length, source);
      case Elements.DESTINATION_IPV4_ADDRESS -> destination = v4(in, length, destination);
      case Elements.SOURCE_IPV6_ADDRESS -> source = v6(in, length, source);
      case Elements.DESTINATION_IPV6_ADDRESS -> destination = v6(in, length, destination);
      case Elements.SOURCE_TRANSPORT_PORT -> sourcePort = (int) number(in, length) & 0xffff;
      case Elements.DESTINATION_TRANSPORT_PORT ->
          destinationPort = (int) number(in, length) & 0xffff;
      case Elements.PROTOCOL_IDENTIFIER -> protocol = (int) number(in, length) & 0xff;
      case Elements.OCTET_DELTA_COUNT -> octets = number(in, length);
      case Elements.PACKET_DELTA_COUNT -> packets = number(in, length);
      case Elements.OCTET_DELTA_COUNT + Elements.REVERSE -> reverseOctets = number(in, length);
      case Elements.PACKET_DELTA_COUNT + Elements.REVERSE -> reversePackets = number(in, length);
      case Elements.INITIATOR_OCTETS -> initiatorOctets = number(in, length);
      case Elements.RESPONDER_OCTETS -> responderOctets = number(in, length);
      case Elements.INITIATOR_PACKETS -> initiatorPackets = number(in, length);
      case Elements.RESPONDER_PACKETS -> responderPackets = number(in, length);
      case Elements.LAYER_2_OCTET_DELTA_COUNT -> layer2Octets = number(in, length);
      case Elements.OCTET_TOTAL_COUNT, Elements.PACKET_TOTAL_COUNT -> {
        totals = true;
        in.skip("total", length);
      }
      case Elements.SAMPLER_ID, Elements.SELECTOR_ID -> sampler = number(in, length);
      case Elements.SAMPLING_INTERVAL,
          Elements.SAMPLER_RANDOM_INTERVAL,
          Elements.SAMPLING_PACKET_INTERVAL,
          Elements.SAMPLING_PACKET_SPACE,
          Elements.SAMPLING_SIZE,
          Elements.SAMPLING_POPULATION ->
          sampling.put(meaning, number(in, length));
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
    long value = number(in, length);
    if (value != ABSENT) {
      times.put(meaning, value);
    }
  }

  private void takeNtpTime(BinaryReader in, int meaning, int length) throws MalformedException {
    if (length == MAX_INTEGER_LENGTH) {
      times.put(meaning, in.bits64be("time"));
    } else {
      in.skip("time", length);
    }
  }

  /// spec: RFC 7011 6.2: an integer may be sent in fewer bytes than its type has. A field of no
  /// bytes or more than eight is no integer and stays absent; a value above 2^63 - 1 becomes that.
  private static long number(BinaryReader in, int length) throws MalformedException {
    if (length < 1 || length > MAX_INTEGER_LENGTH) {
      in.skip("integer", length);
      return ABSENT;
    }
    long value = in.bitsBe("integer", length);
    return value < 0 ? Long.MAX_VALUE : value;
  }

  private static @Nullable IpAddress v4(BinaryReader in, int length, @Nullable IpAddress present)
      throws MalformedException {
    if (length != 4) {
      in.skip("address", length);
      return present;
    }
    var address = IpAddress.v4((int) in.u32be("address"));
    // Records that describe both families leave the other one zero.
    return present != null && address.low() << 32 == 0 ? present : address;
  }

  private static @Nullable IpAddress v6(BinaryReader in, int length, @Nullable IpAddress present)
      throws MalformedException {
    if (length != 16) {
      in.skip("address", length);
      return present;
    }
    var address = new IpAddress(in.bits64be("address"), in.bits64be("address"));
    boolean unset = address.high() == 0 && address.low() == 0;
    boolean presentIsSet = present != null && present.low() << 32 != 0;
    return unset && presentIsSet ? present : address;
  }

  /// Takes sampling rates and the exporter's start time from the options record just read.
  void learnOptions() {
    if (times.hasSystemInit()) {
      domain.systemInitMillis(times.systemInit());
    }
    long oneIn = believable(sampling.oneIn());
    if (oneIn == 0) {
      return;
    }
    // spec: RFC 5477 8.2 (selectorId 302; samplerId 48 before it): the rate belongs to that
    // selector
    if (domain.knowsSampler(sampler) || domain.samplerCount() < state.limits().samplers()) {
      domain.sampler(sampler == ABSENT ? Domain.UNNAMED_SAMPLER : sampler, oneIn);
    } else {
      note.accept(Notice.Kind.TABLE_FULL, "sampler " + sampler);
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
    if (forward == ABSENT && initiatorOctets != ABSENT) {
      forward = initiatorOctets;
      forwardPackets = initiatorPackets;
      backward = responderOctets;
      backwardPackets = responderPackets;
    } else if (forward == ABSENT) {
      forward = layer2Octets;
    }
    if (source == null || destination == null || forward == ABSENT) {
      if (totals && forward == ABSENT) {
        note.accept(Notice.Kind.TOTALS_UNSUPPORTED, "octetTotalCount without octetDeltaCount");
      } else {
        note.accept(Notice.Kind.NOT_A_FLOW, "record without both addresses or without octets");
      }
      return;
    }
    long oneIn = oneIn();
    var interval =
        times.resolve(exported, arrival, domain.systemInitMillis(), state.limits(), note);
    add(
        flows,
        source,
        destination,
        sourcePort,
        destinationPort,
        forward,
        forwardPackets,
        oneIn,
        interval);
    // spec: RFC 5103 3, 5: reverse counts are what the destination sent to the source
    if (backward > 0) {
      add(
          flows,
          destination,
          source,
          destinationPort,
          sourcePort,
          backward,
          backwardPackets,
          oneIn,
          interval);
    }
  }

  private long oneIn() {
    long own = believable(sampling.oneIn());
    if (own > 0) {
      return own;
    }
    if (sampler != ABSENT || domain.knowsSampler(Domain.UNNAMED_SAMPLER)) {
      return Math.max(1, domain.oneIn(sampler == ABSENT ? Domain.UNNAMED_SAMPLER : sampler));
    }
    if (!domain.samplersAgree()) {
      note.accept(Notice.Kind.AMBIGUOUS_SAMPLING, domain.samplerCount() + " samplers, none named");
    }
    return Math.max(1, domain.greatestOneIn());
  }

  private void add(
      List<FlowRecord> flows,
      IpAddress from,
      IpAddress to,
      int fromPort,
      int toPort,
      long measured,
      long measuredPackets,
      long oneIn,
      FlowTimes.Interval interval) {
    long seconds = interval.end().getEpochSecond() - interval.start().getEpochSecond();
    long most = (seconds + RATE_GRACE_SECONDS) * state.limits().octetsPerSecond();
    if (measured > most / oneIn) {
      note.accept(
          Notice.Kind.IMPLAUSIBLE_OCTETS,
          measured + " octets, sampled 1:" + oneIn + ", in " + seconds + " s");
      return;
    }
    flows.add(
        new FlowRecord(
            state.address(),
            from,
            to,
            fromPort,
            toPort,
            protocol,
            measured * oneIn,
            Math.max(0, Math.min(measuredPackets, most / oneIn)) * oneIn,
            oneIn,
            interval.start(),
            interval.end()));
  }
}
