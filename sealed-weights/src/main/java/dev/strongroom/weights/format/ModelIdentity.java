package dev.strongroom.weights.format;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.util.regex.Pattern;

/// Whose model this is, which, and which version: what every key of the model is bound to. Never
/// the epoch, so that rotation re-wraps keys and leaves weights alone.
///
/// | Field   | Encoding                               |
/// |---------|----------------------------------------|
/// | domain  | text behind its length, u32 big-endian |
/// | owner   | text behind its length                 |
/// | model   | text behind its length                 |
/// | version | u64 big-endian                         |
/// | DEK id  | text behind its length                 |
///
/// @param owner 1 to 128 of letters, digits and `. _ - / : @`
/// @param model as owner
/// @param version from 1
public record ModelIdentity(String owner, String model, long version) {
  private static final String OBJECT_DOMAIN = "strongroom sealed-weights object v1";
  private static final String WRAP_DOMAIN = "strongroom sealed-weights wrapped key v1";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@-]{0,127}");

  public ModelIdentity {
    requireName("owner", owner);
    requireName("model", model);
    if (version < 1) {
      throw new IllegalArgumentException("version is " + version + ", want 1 or more");
    }
  }

  private static void requireName(String field, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          field + " is '" + name + "', want 1 to 128 of letters, digits and . _ - / : @");
    }
  }

  /// Associated data of the object sealed under `dekId`.
  public Bytes objectContext(String dekId) {
    return context(OBJECT_DOMAIN, dekId);
  }

  /// Associated data of the wrapping of `dekId` itself.
  public Bytes wrapContext(String dekId) {
    return context(WRAP_DOMAIN, dekId);
  }

  private Bytes context(String domain, String dekId) {
    return new BinaryWriter()
        .field(domain)
        .field(owner)
        .field(model)
        .u64be(version)
        .field(dekId)
        .toBytes();
  }
}
