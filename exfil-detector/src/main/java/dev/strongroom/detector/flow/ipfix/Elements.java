package dev.strongroom.detector.flow.ipfix;

/// Numbers of the information elements that are read (IANA IPFIX registry; RFC 7012, RFC 5477, RFC
/// 5103).
final class Elements {
  static final int OCTET_DELTA_COUNT = 1;
  static final int PACKET_DELTA_COUNT = 2;
  static final int PROTOCOL_IDENTIFIER = 4;
  static final int SOURCE_TRANSPORT_PORT = 7;
  static final int SOURCE_IPV4_ADDRESS = 8;
  static final int DESTINATION_TRANSPORT_PORT = 11;
  static final int DESTINATION_IPV4_ADDRESS = 12;
  static final int FLOW_END_SYS_UP_TIME = 21;
  static final int FLOW_START_SYS_UP_TIME = 22;
  static final int SOURCE_IPV6_ADDRESS = 27;
  static final int DESTINATION_IPV6_ADDRESS = 28;
  static final int SAMPLING_INTERVAL = 34;
  static final int SAMPLER_ID = 48;
  static final int SAMPLER_RANDOM_INTERVAL = 50;
  static final int OCTET_TOTAL_COUNT = 85;
  static final int PACKET_TOTAL_COUNT = 86;
  static final int FLOW_START_SECONDS = 150;
  static final int FLOW_END_SECONDS = 151;
  static final int FLOW_START_MILLISECONDS = 152;
  static final int FLOW_END_MILLISECONDS = 153;
  static final int FLOW_START_MICROSECONDS = 154;
  static final int FLOW_END_MICROSECONDS = 155;
  static final int FLOW_START_NANOSECONDS = 156;
  static final int FLOW_END_NANOSECONDS = 157;
  static final int FLOW_START_DELTA_MICROSECONDS = 158;
  static final int FLOW_END_DELTA_MICROSECONDS = 159;
  static final int SYSTEM_INIT_TIME_MILLISECONDS = 160;
  static final int INITIATOR_OCTETS = 231;
  static final int RESPONDER_OCTETS = 232;
  static final int INITIATOR_PACKETS = 298;
  static final int RESPONDER_PACKETS = 299;
  static final int SELECTOR_ID = 302;
  static final int SAMPLING_PACKET_INTERVAL = 305;
  static final int SAMPLING_PACKET_SPACE = 306;
  static final int SAMPLING_SIZE = 309;
  static final int SAMPLING_POPULATION = 310;
  static final int LAYER_2_OCTET_DELTA_COUNT = 352;

  /// Enterprise number under which an element counts the other direction (RFC 5103, section 6.1).
  static final long REVERSE_PEN = 29305;

  /// What a field means to us: its element, or this where we do not read it.
  static final int UNREAD = -1;

  /// Added to an element's number for the other direction.
  static final int REVERSE = 0x10000;

  private Elements() {}

  /// The element of a field, with [#REVERSE] added for the other direction, or [#UNREAD].
  static int meaning(long enterprise, int element) {
    if (enterprise == 0) {
      return element;
    }
    // spec: RFC 5103 6.1: under PEN 29305 an element counts the reverse direction
    if (enterprise == REVERSE_PEN
        && (element == OCTET_DELTA_COUNT || element == PACKET_DELTA_COUNT)) {
      return element + REVERSE;
    }
    return UNREAD;
  }
}
