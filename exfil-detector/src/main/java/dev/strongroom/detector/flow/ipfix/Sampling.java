package dev.strongroom.detector.flow.ipfix;

/// What a record says of packet sampling, field by field; -1 where it does not say.
///
/// One packet in how many was counted, by the most telling pair present (RFC 5477, section 8.2;
/// IANA registry for 34 and 50):
///
/// | Elements | One in |
/// |---|---|
/// | samplingSize 309, samplingPopulation 310 | population / size |
/// | samplingPacketInterval 305, samplingPacketSpace 306 | (interval + space) / interval |
/// | samplingInterval 34, or samplerRandomInterval 50 | the value |
/// | samplingPacketInterval 305 alone | the value, as exporters that omit 306 mean it |
final class Sampling {
  private static final int ABSENT = -1;

  private long interval = ABSENT;
  private long random = ABSENT;
  private long packetInterval = ABSENT;
  private long packetSpace = ABSENT;
  private long size = ABSENT;
  private long population = ABSENT;

  void clear() {
    interval = ABSENT;
    random = ABSENT;
    packetInterval = ABSENT;
    packetSpace = ABSENT;
    size = ABSENT;
    population = ABSENT;
  }

  void put(int element, long value) {
    switch (element) {
      case Elements.SAMPLING_INTERVAL -> interval = value;
      case Elements.SAMPLER_RANDOM_INTERVAL -> random = value;
      case Elements.SAMPLING_PACKET_INTERVAL -> packetInterval = value;
      case Elements.SAMPLING_PACKET_SPACE -> packetSpace = value;
      case Elements.SAMPLING_SIZE -> size = value;
      case Elements.SAMPLING_POPULATION -> population = value;
      default -> throw new IllegalArgumentException("element " + element + " is not sampling");
    }
  }

  /// One packet in how many was counted, rounded up; 0 where nothing was said, or only nonsense
  /// such as a rate of zero.
  long oneIn() {
    if (size > 0 && population >= size) {
      return Math.ceilDiv(population, size);
    }
    if (packetInterval > 0 && packetSpace >= 0) {
      return Math.ceilDiv(saturatedSum(packetInterval, packetSpace), packetInterval);
    }
    if (interval > 0) {
      return interval;
    }
    if (random > 0) {
      return random;
    }
    return Math.max(packetInterval, 0);
  }

  private static long saturatedSum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
