package dev.strongroom.tenancy.tenant;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.strongroom.protocol.Names;
import java.util.regex.Pattern;

/// One model that a tenant may call.
///
/// @param id what the tenant's clients call it, at most 96 characters
/// @param model the enrolled model, `owner/name`
public record ModelGrant(String id, String model) {
  private static final Pattern PUBLIC_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,95}");

  public ModelGrant {
    if (!PUBLIC_ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "models.id: '" + id + "' does not match " + PUBLIC_ID.pattern());
    }
    int slash = model.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("models.model: got '" + model + "', want owner/name");
    }
    Names.require("models.model owner", model.substring(0, slash));
    Names.require("models.model name", model.substring(slash + 1));
  }

  /// The model's owner.
  @JsonIgnore
  public String owner() {
    return model.substring(0, model.indexOf('/'));
  }

  /// The model's name, unique for the owner.
  @JsonIgnore
  public String name() {
    return model.substring(model.indexOf('/') + 1);
  }
}
