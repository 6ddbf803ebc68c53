package dev.strongroom.detector.flow.ipfix;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;

/// Reads template and options template records (RFC 7011, section 3.4).
final class TemplateReader {
  static final int HEADER_LENGTH = 4;
  static final int FIRST_ID = 256;

  private static final int ENTERPRISE_BIT = 0x8000;
  private static final int FIELD_LENGTH = 4;

  /// A UDP payload has no room for a longer record.
  private static final int MAX_RECORD_LENGTH = 65535;

  private TemplateReader() {}

  /// Reads the fields of template `id`, behind its id and field count.
  ///
  /// @throws MalformedException if no record could ever match it
  static Template read(BinaryReader in, int id, int fieldCount, boolean options, Limits limits)
      throws MalformedException {
    int at = in.position();
    if (id < FIRST_ID) {
      throw new MalformedException("Template ID", at, "got " + id + ", want at least 256");
    }
    int scopeFields = options ? scopeFields(in, fieldCount) : 0;
    if (fieldCount > limits.fields() || fieldCount * FIELD_LENGTH > in.remaining()) {
      throw new MalformedException(
          "Field Count",
          at,
          "got " + fieldCount + ", want at most " + limits.fields() + " that fit the set");
    }
    var fields = new ArrayList<Template.Field>(fieldCount);
    int minimum = 0;
    for (int i = 0; i < fieldCount; i++) {
      var field = field(in);
      fields.add(field);
      minimum += field.length() == Template.VARIABLE ? 1 : field.length();
    }
    // A record of no bytes would repeat for ever; one of more than a datagram never comes.
    if (minimum < 1 || minimum > MAX_RECORD_LENGTH) {
      throw new MalformedException(
          "Template Record", at, "records of " + minimum + " bytes, want 1 to 65535");
    }
    return new Template(id, scopeFields, fields, minimum);
  }

  private static int scopeFields(BinaryReader in, int fieldCount) throws MalformedException {
    int at = in.position();
    int scopeFields = in.u16be("Scope Field Count");
    // spec: RFC 7011 3.4.2.2: the scope field count counts fields and is not zero
    if (scopeFields < 1 || scopeFields > fieldCount) {
      throw new MalformedException(
          "Scope Field Count", at, "got " + scopeFields + ", want 1 to " + fieldCount);
    }
    return scopeFields;
  }

  private static Template.Field field(BinaryReader in) throws MalformedException {
    int element = in.u16be("Information Element");
    int length = in.u16be("Field Length");
    // spec: RFC 7011 3.2: with the top bit set, an enterprise number follows
    long enterprise = (element & ENTERPRISE_BIT) == 0 ? 0 : in.u32be("Enterprise Number");
    int number = element & ~ENTERPRISE_BIT;
    return new Template.Field(Elements.meaning(enterprise, number), number, enterprise, length);
  }
}
