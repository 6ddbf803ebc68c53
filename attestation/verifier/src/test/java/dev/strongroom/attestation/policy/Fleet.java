package dev.strongroom.attestation.policy;

import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A production policy for Genoa, and the claims of a node that it accepts; each with members that
/// a test changes.
final class Fleet {
  static final Instant AT = Instant.parse("2026-11-23T12:00:00Z");
  static final Instant END = AT.plus(Duration.ofDays(30));

  static final String CHIP = "c1".repeat(64);
  static final String MEASUREMENT = "ab".repeat(48);
  static final String HOST_DATA = "cd".repeat(32);
  static final String WORKLOAD = "ef".repeat(48);

  static final SigningKey OWNER = SigningKey.generate(new SecureRandom());

  private Fleet() {}

  static Map<String, Object> allowed(String... values) {
    return Map.of("values", List.of(values), "references", List.of(), "any", false);
  }

  static Map<String, Object> named(String... references) {
    return Map.of("values", List.of(), "references", List.of(references), "any", false);
  }

  static Map<String, Object> anything() {
    return Map.of("values", List.of(), "references", List.of(), "any", true);
  }

  static Map<String, Object> pin(String subject, String claim, Map<String, Object> allowed) {
    return Map.of("subject", subject, "claim", claim, "allowed", allowed);
  }

  static Map<String, Object> rule(String code, String cel) {
    return Map.of("code", code, "cel", cel, "expected", "as the owner wants", "advice", "Ask.");
  }

  static Map<String, Object> reference(long minimumVersion) {
    return Map.of("name", "guest", "issuer", OWNER.publicKey(), "minimumVersion", minimumVersion);
  }

  static PolicyDocument document(Consumer<Map<String, Object>> change) throws MalformedException {
    var json = new HashMap<String, Object>();
    json.put("name", "fleet");
    json.put("version", 1);
    json.put("notAfter", END);
    json.put("profile", "production");
    json.put("schemes", List.of("snp"));
    json.put("products", List.of("Genoa"));
    json.put("platforms", allowed(CHIP));
    json.put("tcbGraceDays", 0);
    json.put("accelerators", Map.of("GH100", 1));
    json.put(
        "pins",
        List.of(
            pin("launch", "cpu.snp.measurement", allowed(MEASUREMENT)),
            pin("init-data", "cpu.snp.host_data", allowed(HOST_DATA)),
            pin("workload", "workload.digest", allowed(WORKLOAD))));
    json.put("acceptedWarnings", List.of());
    json.put("references", List.of());
    json.put("rules", List.of());
    change.accept(json);
    return PolicyDocument.parse(StrictJson.write(json));
  }

  static Policy policy(Consumer<Map<String, Object>> change) throws MalformedException {
    return Policy.compile(document(change));
  }

  /// @param change of claims by their whole names
  static ClaimsTree claims(Consumer<Map<String, Object>> change) throws MalformedException {
    var flat = new TreeMap<String, Object>();
    flat.put("simulated", false);
    flat.put("cpu.scheme", "snp");
    flat.put("cpu.chip_id", CHIP);
    flat.put("cpu.snp.product", "Genoa");
    flat.put("cpu.snp.measurement", MEASUREMENT);
    flat.put("cpu.snp.host_data", HOST_DATA);
    flat.put("cpu.snp.policy.debug", false);
    flat.put("cpu.snp.committed_tcb.microcode", 24);
    flat.put("workload.digest", WORKLOAD);
    flat.put("devices", List.of(device("gpu-0", "GH100")));
    change.accept(flat);
    return ClaimsTree.parse(StrictJson.write(nested(flat)));
  }

  static Map<String, String> device(String id, String architecture) {
    return Map.of("id", id, "architecture", architecture);
  }

  @SuppressWarnings("unchecked") // groups are made here
  private static Map<String, Object> nested(Map<String, Object> flat) {
    var root = new TreeMap<String, Object>();
    flat.forEach(
        (name, value) -> {
          Map<String, Object> at = root;
          var path = List.of(name.split("\\.", -1));
          for (var group : path.subList(0, path.size() - 1)) {
            at = (Map<String, Object>) at.computeIfAbsent(group, _ -> new TreeMap<>());
          }
          at.put(path.getLast(), value);
        });
    return root;
  }

  static Envelope manifest(
      long version, Map<String, List<String>> values, Map<String, Long> floors) {
    var manifest = new ReferenceManifest("guest", version, AT, END, values, floors);
    return OWNER.sign(ReferenceManifest.PAYLOAD_TYPE, manifest.toJson());
  }
}
