package dev.strongroom.attestation.policy;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reference Values (RFC 9334, 8.3) as their issuer signs them: strict JSON in a DSSE envelope.
///
/// @param name of lower-case letters, digits, dots and dashes
/// @param version counts up with every change, from 1
/// @param issuedAt not used before
/// @param notAfter not used from then on
/// @param values named lists of lower-case hexadecimal: measurements, registers, chip_ids, PPIDs
/// @param floors named lowest numbers: security patch levels
public record ReferenceManifest(
    String name,
    long version,
    Instant issuedAt,
    Instant notAfter,
    Map<String, List<String>> values,
    Map<String, Long> floors) {
  /// DSSE payload type.
  public static final String PAYLOAD_TYPE = "application/vnd.strongroom.reference-values.v1+json";

  public ReferenceManifest {
    PolicyDocument.requireName("name", name);
    values =
        values.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> List.copyOf(e.getValue())));
    floors = Map.copyOf(floors);
    Stream.concat(values.keySet().stream(), floors.keySet().stream())
        .forEach(each -> PolicyDocument.requireName("values", each));
    values.values().stream()
        .filter(list -> !list.isEmpty())
        .forEach(
            list -> {
              var _ = new Allowed(list, List.of(), false);
            });
    if (version < 1 || !issuedAt.isBefore(notAfter)) {
      throw new IllegalArgumentException("version: want 1 or more, and issuedAt before notAfter");
    }
  }

  /// Reads the payload of a verified envelope.
  ///
  /// @throws MalformedException if it is not exactly a manifest
  static ReferenceManifest parse(Bytes payload) throws MalformedException {
    return StrictJson.read(payload, ReferenceManifest.class);
  }

  /// The payload to sign.
  public Bytes toJson() {
    return StrictJson.write(this);
  }
}
