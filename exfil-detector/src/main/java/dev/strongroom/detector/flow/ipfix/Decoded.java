package dev.strongroom.detector.flow.ipfix;

import dev.strongroom.detector.flow.FlowRecord;
import java.util.List;

/// What one message gave.
///
/// @param records flows, including those of earlier sets whose template came with this message
/// @param notices at most one of a kind
/// @param dataRecords data records decoded, flows or not, options excluded
/// @param optionRecords records of options templates
public record Decoded(
    List<FlowRecord> records, List<Notice> notices, int dataRecords, int optionRecords) {
  public Decoded {
    records = List.copyOf(records);
    notices = List.copyOf(notices);
  }
}
