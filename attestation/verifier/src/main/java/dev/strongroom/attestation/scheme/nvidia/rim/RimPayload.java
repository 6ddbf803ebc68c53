package dev.strongroom.attestation.scheme.nvidia.rim;

import dev.strongroom.attestation.evidence.XmlElements;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/// The reference values of a manifest: Payload, of which every element is a Resource.
///
/// | Attribute | Measurement | Numeric reference |
/// |---|---|---|
/// | type | `Measurement` | `Measurement` |
/// | index | 0 to 63 | 4096 and the type of the opaque entry |
/// | active | `True` or `False` | `True` or `False` |
/// | alternatives | number of hashes | 1 |
/// | size | 48 | 1 to 8 |
/// | name | any | any |
/// | `{xmlenc#sha384}` Hash0, Hash1… | SHA-384 in hexadecimal | |
/// | `{opaque-data.html}` minSvn | | decimal |
/// | `{opaque-data.html}` includeInResult | | `True` or `False`, or absent |
///
/// An attribute of any other name is refused: it could mean anything.
///
/// @param measurements in order of their elements; no index twice, at least one active
/// @param floors no entry twice
record RimPayload(List<ReferenceMeasurement> measurements, List<SvnFloor> floors) {
  /// Namespace of the hashes.
  static final String SHA384 = "http://www.w3.org/2001/04/xmlenc#sha384";

  /// Namespace of numeric references.
  static final String NUMERIC = "https://docs.nvidia.com/attestation/specs/latest/opaque-data.html";

  /// Blocks of a GPU's SPDM measurements.
  private static final int MEASUREMENTS = 64;

  /// Index of the numeric reference for entry 0.
  private static final int FIRST_NUMERIC = 0x1000;

  private static final int LAST_NUMERIC = FIRST_NUMERIC + 0xffff;

  private static final int VALUE_BYTES = 48;
  private static final int MAX_ALTERNATIVES = 32;
  private static final int MAX_NUMBER_BYTES = 8;
  private static final Pattern SMALL = Pattern.compile("0|[1-9][0-9]{0,4}");
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final String HASH = "Hash";

  RimPayload {
    measurements = List.copyOf(measurements);
    floors = List.copyOf(floors);
  }

  /// Reads a Payload element.
  ///
  /// @throws MalformedException if a resource has another form, or two have one index
  static RimPayload read(Element payload) throws MalformedException {
    refuseNumeric(payload);
    var measurements = new ArrayList<ReferenceMeasurement>();
    var floors = new ArrayList<SvnFloor>();
    var seen = new HashSet<Integer>();
    for (var element : XmlElements.children(payload)) {
      var resource = new Resource(element);
      int index = resource.index();
      if (!seen.add(index)) {
        throw new MalformedException("index", -1, index + " is there twice");
      }
      if (index < MEASUREMENTS) {
        measurements.add(resource.measurement(index));
      } else {
        floors.add(resource.floor(index - FIRST_NUMERIC));
      }
    }
    if (measurements.stream().noneMatch(ReferenceMeasurement::active)) {
      throw new MalformedException("Payload", -1, "has no active measurement");
    }
    return new RimPayload(measurements, floors);
  }

  /// Refuses numeric references where none is understood.
  // spec: NVIDIA RIM ns3: numeric references stand on resources
  static void refuseNumeric(Element element) throws MalformedException {
    for (var attribute : XmlElements.attributes(element)) {
      if (NUMERIC.equals(attribute.getNamespaceURI())) {
        throw new MalformedException(
            XmlElements.name(element), -1, "has numeric reference " + XmlElements.name(attribute));
      }
    }
  }

  /// One element, whose attributes are taken off one by one; what is left over is unknown.
  private static final class Resource {
    private final Map<String, String> attributes = new HashMap<>();

    Resource(Element element) throws MalformedException {
      if (!XmlElements.is(element, RimContent.SWID, "Resource")) {
        throw new MalformedException("Payload", -1, "has " + XmlElements.name(element));
      }
      if (!XmlElements.children(element).isEmpty()) {
        throw new MalformedException("Resource", -1, "has elements");
      }
      for (var attribute : XmlElements.attributes(element)) {
        var namespace = attribute.getNamespaceURI();
        var name = (namespace == null ? "" : "{" + namespace + "}") + attribute.getLocalName();
        attributes.put(name, attribute.getValue());
      }
      fixed("type", "Measurement");
    }

    private String taken(String name) throws MalformedException {
      var value = attributes.remove(name);
      if (value == null) {
        throw new MalformedException(name, -1, "is absent");
      }
      return value;
    }

    private void fixed(String name, String wanted) throws MalformedException {
      var got = taken(name);
      if (!got.equals(wanted)) {
        throw new MalformedException(name, -1, "got '" + Printable.name(got) + "', want " + wanted);
      }
    }

    private int small(String name) throws MalformedException {
      var text = taken(name);
      if (!SMALL.matcher(text).matches()) {
        throw new MalformedException(
            name, -1, "got '" + Printable.name(text) + "', want a number below 100000");
      }
      return Integer.parseInt(text);
    }

    // spec: NVIDIA RIM ns3 index: 0 to 63 are SPDM blocks, 4096 + n is opaque entry n
    int index() throws MalformedException {
      int index = small("index");
      if ((index >= MEASUREMENTS && index < FIRST_NUMERIC) || index > LAST_NUMERIC) {
        throw new MalformedException(
            "index", -1, "got " + index + ", want 0 to 63 or 4096 to 69631");
      }
      return index;
    }

    private boolean flag(String name) throws MalformedException {
      var text = taken(name);
      return switch (text) {
        case "True" -> true;
        case "False" -> false;
        default ->
            throw new MalformedException(
                name, -1, "got '" + Printable.name(text) + "', want True or False");
      };
    }

    // spec: NVIDIA RIM Payload alternatives: as many hashes, each of size bytes
    ReferenceMeasurement measurement(int index) throws MalformedException {
      boolean active = flag("active");
      int alternatives = small("alternatives");
      if (alternatives < 1 || alternatives > MAX_ALTERNATIVES) {
        throw new MalformedException("alternatives", -1, "got " + alternatives + ", want 1 to 32");
      }
      fixed("size", Integer.toString(VALUE_BYTES));
      taken("name");
      var hashes = new ArrayList<Bytes>(alternatives);
      for (int i = 0; i < alternatives; i++) {
        var hash = Bytes.ofHex(HASH + i, taken("{" + SHA384 + "}" + HASH + i));
        if (hash.length() != VALUE_BYTES) {
          throw new MalformedException(
              HASH + i, -1, "got " + hash.length() + " bytes, want " + VALUE_BYTES);
        }
        hashes.add(hash);
      }
      end(index);
      return new ReferenceMeasurement(index, active, hashes);
    }

    // spec: NVIDIA RIM ns3 minSvn: a decimal number in place of hashes
    SvnFloor floor(int entry) throws MalformedException {
      boolean active = flag("active");
      fixed("alternatives", "1");
      int size = small("size");
      if (size < 1 || size > MAX_NUMBER_BYTES) {
        throw new MalformedException("size", -1, "got " + size + ", want 1 to 8");
      }
      var name = Printable.name(taken("name"));
      var minimum = taken("{" + NUMERIC + "}minSvn");
      if (!DECIMAL.matcher(minimum).matches()) {
        throw new MalformedException("minSvn", -1, "want a number of at most 18 digits");
      }
      if (attributes.containsKey("{" + NUMERIC + "}includeInResult")) {
        flag("{" + NUMERIC + "}includeInResult");
      }
      end(FIRST_NUMERIC + entry);
      return new SvnFloor(entry, active, name, Long.parseLong(minimum));
    }

    private void end(int index) throws MalformedException {
      for (var name : attributes.keySet()) {
        throw new MalformedException(
            "Resource", -1, "index " + index + " has unknown attribute " + Printable.name(name));
      }
    }
  }
}
