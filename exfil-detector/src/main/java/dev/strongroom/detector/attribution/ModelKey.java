package dev.strongroom.detector.attribution;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.strongroom.protocol.Names;

/// One owner's model, all versions together: a leaked old version is a leak.
///
/// @param owner who enrolled it
/// @param model its name, unique for the owner
public record ModelKey(String owner, String model) implements Comparable<ModelKey> {
  public ModelKey {
    Names.require("owner", owner);
    Names.require("model", model);
  }

  @JsonCreator
  static ModelKey ofJson(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("got '" + text + "', want owner/model");
    }
    return new ModelKey(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public int compareTo(ModelKey other) {
    return toString().compareTo(other.toString());
  }

  /// `owner/model`; neither name can hold a slash.
  @Override
  @JsonValue
  public String toString() {
    return owner + "/" + model;
  }
}
