package dev.strongroom.collateral.item;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.collateral.item.Material.Validity;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;

/// Documents of Intel's Provisioning Certification Service: `{"NAME":{…},"signature":"…"}`.
final class IntelForms {
  private static final String SIGNATURE = "[0-9a-fA-F]{128}";

  private IntelForms() {}

  static Validity tcbInfo(IntelItem.TcbInfo item, Bytes body) throws MalformedException {
    var info = signed(item, body, "tcbInfo");
    requireText(item, info, "id", item.tee().tcbInfoId());
    requireText(item, info, "fmspc", item.fmspc().hex());
    requireSet(item, info, item.set());
    return validity(item, info);
  }

  static Validity qeIdentity(IntelItem.QeIdentity item, Bytes body) throws MalformedException {
    var identity = signed(item, body, "enclaveIdentity");
    requireText(item, identity, "id", item.tee().qeIdentityId());
    requireSet(item, identity, item.set());
    return validity(item, identity);
  }

  static Validity evaluationNumbers(IntelItem.EvaluationNumbers item, Bytes body)
      throws MalformedException {
    var numbers = signed(item, body, "tcbEvaluationDataNumbers");
    requireText(item, numbers, "id", item.tee().tcbInfoId());
    return validity(item, numbers);
  }

  private static JsonNode signed(Item item, Bytes body, String name) throws MalformedException {
    var outer = StrictJson.read(body, JsonNode.class);
    if (outer.size() != 2 || !outer.path(name).isObject()) {
      throw new MalformedException(item.name(), -1, "want an object with " + name + ", signature");
    }
    if (!outer.path("signature").asText().matches(SIGNATURE)) {
      throw new MalformedException(item.name(), -1, "signature: want 64 bytes in hexadecimal");
    }
    return outer.path(name);
  }

  private static void requireText(Item item, JsonNode document, String field, String want)
      throws MalformedException {
    var got = document.path(field).asText();
    if (!got.toLowerCase(Locale.ROOT).equals(want.toLowerCase(Locale.ROOT))) {
      throw new MalformedException(
          item.name(), -1, "is of another %s: got '%s', want '%s'".formatted(field, got, want));
    }
  }

  private static void requireSet(Item item, JsonNode document, EvaluationSet set)
      throws MalformedException {
    var number = document.path("tcbEvaluationDataNumber");
    if (!number.isInt() || number.asInt() < 1) {
      throw new MalformedException(item.name(), -1, "has no tcbEvaluationDataNumber");
    }
    // spec: Intel PCS API version 4 tcbEvaluationDataNumber: the answer is of the set asked for
    if (set instanceof EvaluationSet.Pinned(int want) && number.asInt() != want) {
      throw new MalformedException(
          item.name(), -1, "is of evaluation set %d, want %d".formatted(number.asInt(), want));
    }
  }

  private static Validity validity(Item item, JsonNode document) throws MalformedException {
    var from = instant(item, document, "issueDate");
    var until = instant(item, document, "nextUpdate");
    return new Validity(from, until);
  }

  private static Instant instant(Item item, JsonNode document, String field)
      throws MalformedException {
    try {
      return Instant.parse(document.path(field).asText());
    } catch (DateTimeException e) {
      throw new MalformedException(item.name(), -1, field + ": want a date and time", e);
    }
  }
}
