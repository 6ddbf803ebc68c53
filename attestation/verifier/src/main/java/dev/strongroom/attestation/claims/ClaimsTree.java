package dev.strongroom.attestation.claims;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.Printable;
import dev.strongroom.wire.json.StrictJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What authentic Evidence says, by the names of [ClaimSchema]. What Evidence does not show is
/// absent: there are no defaults. Immutable, thread-safe.
///
/// Read from JSON ([#parse]), claims prove nothing: that is for tests of policies.
public final class ClaimsTree {
  /// Devices, PCRs and advisories stay far below.
  private static final int MAX_ENTRIES = 1024;

  private final SortedMap<String, Object> values;

  private ClaimsTree(SortedMap<String, Object> values) {
    this.values = values;
  }

  /// No claims.
  static ClaimsTree empty() {
    return new ClaimsTree(new TreeMap<>());
  }

  ClaimsTree with(String name, boolean value) {
    return with(name, ClaimKind.FLAG, value);
  }

  ClaimsTree with(String name, long value) {
    return with(name, ClaimKind.NUMBER, value);
  }

  ClaimsTree with(String name, String value) {
    return with(name, ClaimKind.TEXT, value);
  }

  ClaimsTree with(String name, List<String> value) {
    return with(name, ClaimKind.TEXTS, List.copyOf(value));
  }

  ClaimsTree with(String name, Map<String, String> value) {
    return with(name, ClaimKind.MAP, Collections.unmodifiableSortedMap(new TreeMap<>(value)));
  }

  private ClaimsTree with(String name, ClaimKind kind, Object value) {
    var claim = ClaimSchema.claims().get(name);
    if (claim == null || claim.kind() != kind) {
      throw new IllegalArgumentException(name + " is no claim of type " + kind.text());
    }
    var changed = new TreeMap<>(values);
    changed.put(name, value);
    return new ClaimsTree(changed);
  }

  /// The same claims with these accelerators, each verified.
  public ClaimsTree withDevices(Collection<DeviceClaims> devices) {
    return with("devices", ClaimKind.DEVICES, devices.stream().map(DeviceClaims::members).toList());
  }

  /// The same claims with what ties the accelerators to the CPU.
  ///
  /// @param tier `software` or `nothing`
  public ClaimsTree withDevicesBoundBy(String tier) {
    return with("devices_bound_by", tier);
  }

  /// The same claims with the codes of what verification and intrinsic appraisal found.
  public ClaimsTree withFindings(Collection<Finding> findings) {
    return with(
        "findings", findings.stream().map(f -> f.rule().code()).distinct().sorted().toList());
  }

  /// The same claims with the workload that the measured init-data names.
  ///
  /// @param digest SHA-384, 48 bytes
  public ClaimsTree withWorkload(Bytes digest) {
    return with("workload.digest", digest.hex());
  }

  /// A claim: [Boolean], [Long], [String], a list or a map of text, or a list of such maps.
  public Optional<Object> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /// A claim of type text, or a member of one that is a map: `azure.pcrs.4`.
  public Optional<String> text(String name) {
    int dot = name.lastIndexOf('.');
    Object value = values.get(name);
    if (value == null && dot > 0 && values.get(name.substring(0, dot)) instanceof Map<?, ?> map) {
      value = map.get(name.substring(dot + 1));
    }
    return value instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /// Codes of `findings`.
  public List<String> findings() {
    return values.get("findings") instanceof List<?> codes
        ? codes.stream().map(Object::toString).toList()
        : List.of();
  }

  /// One member of each device, in order.
  public List<String> ofEachDevice(String member) {
    var all = new ArrayList<String>();
    if (values.get("devices") instanceof List<?> devices) {
      for (var device : devices) {
        if (device instanceof Map<?, ?> map && map.get(member) instanceof String text) {
          all.add(text);
        }
      }
    }
    return List.copyOf(all);
  }

  /// All claims, by name.
  public SortedMap<String, Object> values() {
    return Collections.unmodifiableSortedMap(values);
  }

  /// As nested maps.
  public SortedMap<String, Object> nested() {
    return nested(new TreeMap<>());
  }

  /// As nested maps, the way expressions see them: every group is there, so that `has(…)` can ask
  /// for claims of other schemes.
  public SortedMap<String, Object> variables() {
    var root = new TreeMap<String, Object>();
    for (var name : ClaimSchema.claims().keySet()) {
      groupOf(root, name.split("\\.", -1));
    }
    return nested(root);
  }

  private SortedMap<String, Object> nested(SortedMap<String, Object> root) {
    for (var claim : values.entrySet()) {
      var path = claim.getKey().split("\\.", -1);
      groupOf(root, path).put(path[path.length - 1], claim.getValue());
    }
    return Collections.unmodifiableSortedMap(root);
  }

  private static SortedMap<String, Object> groupOf(SortedMap<String, Object> root, String[] path) {
    var at = root;
    for (int i = 0; i < path.length - 1; i++) {
      at = group(at, path[i]);
    }
    return at;
  }

  @SuppressWarnings("unchecked") // a name of the schema is a group or a claim, never both
  private static SortedMap<String, Object> group(SortedMap<String, Object> parent, String name) {
    return (SortedMap<String, Object>) parent.computeIfAbsent(name, _ -> new TreeMap<>());
  }

  /// As JSON, nested.
  public Bytes toJson() {
    return StrictJson.write(nested());
  }

  /// As JSON for people.
  public String pretty() {
    return StrictJson.pretty(nested());
  }

  /// Reads what [#toJson] wrote.
  ///
  /// @throws MalformedException if a name is unknown, or a value has another type
  public static ClaimsTree parse(Bytes json) throws MalformedException {
    var values = new TreeMap<String, Object>();
    read("", StrictJson.read(json, JsonNode.class), values);
    return new ClaimsTree(values);
  }

  private static void read(String prefix, JsonNode group, SortedMap<String, Object> out)
      throws MalformedException {
    if (!group.isObject()) {
      throw new MalformedException(prefix.isEmpty() ? "claims" : prefix, -1, "is not an object");
    }
    for (var member : group.properties()) {
      var name = prefix + member.getKey();
      var claim = ClaimSchema.claims().get(name);
      if (member.getKey().contains(".")) {
        throw new MalformedException(Printable.name(name), -1, "is no claim: its groups must nest");
      } else if (claim != null) {
        out.put(name, value(claim, member.getValue()));
      } else if (ClaimSchema.claims().tailMap(name + ".").keySet().stream()
          .findFirst()
          .filter(next -> next.startsWith(name + "."))
          .isPresent()) {
        read(name + ".", member.getValue(), out);
      } else {
        throw new MalformedException(Printable.name(name), -1, "is no claim");
      }
    }
  }

  private static Object value(ClaimSchema.Claim claim, JsonNode node) throws MalformedException {
    if (node.size() > MAX_ENTRIES) {
      throw new MalformedException(claim.name(), -1, "has more than " + MAX_ENTRIES + " entries");
    }
    @Nullable Object value =
        switch (claim.kind()) {
          case FLAG -> node.isBoolean() ? node.booleanValue() : null;
          case NUMBER ->
              node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : null;
          case TEXT -> node.isTextual() ? node.textValue() : null;
          case TEXTS -> texts(node);
          case MAP -> map(node);
          case DEVICES -> maps(node);
        };
    if (value == null) {
      throw new MalformedException(claim.name(), -1, "is not of type " + claim.kind().text());
    }
    return value;
  }

  private static @Nullable List<String> texts(JsonNode node) {
    var all = new ArrayList<String>();
    for (var entry : node) {
      if (!entry.isTextual()) {
        return null;
      }
      all.add(entry.textValue());
    }
    return node.isArray() ? List.copyOf(all) : null;
  }

  private static @Nullable SortedMap<String, String> map(JsonNode node) {
    var all = new TreeMap<String, String>();
    for (var entry : node.properties()) {
      if (!entry.getValue().isTextual()) {
        return null;
      }
      all.put(entry.getKey(), entry.getValue().textValue());
    }
    return node.isObject() ? Collections.unmodifiableSortedMap(all) : null;
  }

  private static @Nullable List<SortedMap<String, String>> maps(JsonNode node) {
    var all = new ArrayList<SortedMap<String, String>>();
    for (var entry : node) {
      var map = map(entry);
      if (map == null) {
        return null;
      }
      all.add(map);
    }
    return node.isArray() ? List.copyOf(all) : null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClaimsTree tree && values.equals(tree.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
