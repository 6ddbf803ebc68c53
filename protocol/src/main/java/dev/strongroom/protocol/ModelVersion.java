package dev.strongroom.protocol;

/// One version of one owner's model.
///
/// @param owner who sealed and enrolled it
/// @param model its name, unique for the owner
/// @param version counts up from 1
public record ModelVersion(String owner, String model, long version) {
  public ModelVersion {
    Names.require("owner", owner);
    Names.require("model", model);
    if (version < 1) {
      throw new IllegalArgumentException("version: got " + version + ", want at least 1");
    }
  }

  @Override
  public String toString() {
    return owner + "/" + model + "@" + version;
  }
}
