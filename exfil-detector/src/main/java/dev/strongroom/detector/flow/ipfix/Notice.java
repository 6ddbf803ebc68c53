package dev.strongroom.detector.flow.ipfix;

/// Something about an exporter that its operator should know. Notices are counted by kind; the text
/// is for people.
///
/// @param kind what it is
/// @param detail this occurrence
public record Notice(Kind kind, String detail) {
  /// Kinds, each with what it means for detection.
  public enum Kind {
    /// Bytes behind the message's own length; ignored.
    TRAILING_BYTES,
    /// Records of this exporter were lost or came out of order: bytes may be missing.
    SEQUENCE_GAP,
    /// A message fell into the gap before it: datagrams overtook each other.
    SEQUENCE_LATE,
    /// Sequence went back: the exporter restarted, or someone else sends in its name.
    SEQUENCE_BACK,
    /// The exporter's start changed, or a message gave several, or the first one came after flows
    /// were timed without: it restarted, or someone else says so in its name. Until the new one
    /// comes again, flows timed by it are taken to have ended with their export.
    START_HELD,
    /// A set id that no version of IPFIX defines; skipped.
    RESERVED_SET,
    /// A data set came before its template; kept until it comes.
    TEMPLATE_MISSING,
    /// Kept data sets had to be dropped: their bytes are missing.
    PENDING_DROPPED,
    /// A template came with other fields than those in use, and is held until it comes again;
    /// records count by those in use.
    TEMPLATE_HELD,
    /// A data set could not be kept for the held layout of its template; it counts by the one in
    /// use alone, so its bytes are missing should the change be genuine.
    HELD_DROPPED,
    /// A held template, sampling rate or start was not repeated: the one in use came again.
    CHANGE_TAKEN_BACK,
    /// A held template came again and is in use now: a restart, or an attempt to make records
    /// misread.
    TEMPLATE_CHANGED,
    /// A withdrawal came over UDP; ignored, or anyone could blind us.
    WITHDRAWAL_IGNORED,
    /// A table of this exporter is full: what it announces further is not kept, or took the place
    /// of a domain that was of less use.
    TABLE_FULL,
    /// Records that carry totals since flow start, which are not supported: bytes are missing.
    TOTALS_UNSUPPORTED,
    /// Records without both addresses or without octets: events, or packets sampled whole.
    NOT_A_FLOW,
    /// Octets beyond any line rate, taken as a wrapped counter; the record was dropped.
    IMPLAUSIBLE_OCTETS,
    /// Times that cannot be; the arrival was taken instead.
    IMPLAUSIBLE_TIME,
    /// A sampling rate that cannot be; taken as unsampled.
    IMPLAUSIBLE_SAMPLING,
    /// A sampler has another rate than before, or a new one would lower what counts; the greater
    /// counts until the new one comes again.
    SAMPLING_HELD,
    /// A held sampling rate came again and is in use now.
    SAMPLING_CHANGED,
    /// The first sampling rate came after flows had counted as unsampled: those counted too little.
    SAMPLING_LATE,
    /// Several samplers, and the record does not say which: the greatest rate was taken.
    AMBIGUOUS_SAMPLING,
  }
}
