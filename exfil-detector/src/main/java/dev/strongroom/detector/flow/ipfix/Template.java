package dev.strongroom.detector.flow.ipfix;

import java.util.List;

/// How the records of one data set are laid out (RFC 7011, section 3.4).
///
/// @param id 256 to 65535
/// @param scopeFields leading scope fields; 0 for a template, at least 1 for an options template
/// @param fields in their order
/// @param minimumLength least bytes that a record can have, at least 1
record Template(int id, int scopeFields, List<Field> fields, int minimumLength) {
  /// Length that announces a variable length in the record (RFC 7011, section 7).
  static final int VARIABLE = 65535;

  Template {
    fields = List.copyOf(fields);
  }

  /// One field.
  ///
  /// @param meaning element as [Elements#meaning] gives it
  /// @param element number as sent, without the enterprise bit
  /// @param enterprise private enterprise number, 0 for IANA's
  /// @param length bytes, or [#VARIABLE]
  record Field(int meaning, int element, long enterprise, int length) {}

  boolean isOptions() {
    return scopeFields > 0;
  }
}
