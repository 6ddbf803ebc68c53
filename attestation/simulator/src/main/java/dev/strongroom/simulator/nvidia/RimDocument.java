package dev.strongroom.simulator.nvidia;

import dev.strongroom.wire.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;

/// A manifest as NVIDIA's RIM service hands them out: elements, attributes, prefixes and white
/// space as in the genuine ones, 64 measurements. Starts with none of them active; tests set and
/// remove attributes before it is signed. Not thread-safe.
public final class RimDocument {
  private static final String SWID = "http://standards.iso.org/iso/19770/-2/2015/schema.xsd";
  private static final String SHA384 = "http://www.w3.org/2001/04/xmlenc#sha384";
  private static final String NUMERIC =
      "https://docs.nvidia.com/attestation/specs/latest/opaque-data.html";
  private static final String TCG =
      "https://trustedcomputinggroup.org/resource/"
          + "tcg-reference-integrity-manifest-rim-information-model/";

  private static final int MEASUREMENTS = 64;
  private static final int VALUE_BYTES = 48;
  private static final int FIRST_NUMERIC = 0x1000;

  private final String product;
  private final Map<String, String> meta = new LinkedHashMap<>();
  private final Map<Integer, Map<String, String>> resources = new LinkedHashMap<>();

  /// A manifest without an active measurement.
  ///
  /// @param product chip: `GH100`
  /// @param version colloquialVersion
  public RimDocument(String product, String version) {
    this.product = product;
    meta.put("colloquialVersion", version);
    meta.put("edition", "GPU");
    meta.put("product", product);
    meta.put("revision", "r1");
    meta.put("PayloadType", "direct");
    meta.put("ns1:BindingSpec", "RIMIM");
    meta.put("ns1:BindingSpecVersion", "1.01");
    meta.put("ns1:PlatformManufacturerId", "5703");
    meta.put("ns1:PlatformManufacturerStr", "NVIDIA Corporation");
    meta.put("ns1:PlatformModel", product);
    meta.put("ns1:FirmwareManufacturer", "NVIDIA Corporation");
    meta.put("ns1:FirmwareManufacturerId", "5703");
    for (int i = 0; i < MEASUREMENTS; i++) {
      measurement(i, false, Bytes.zeros(VALUE_BYTES));
    }
  }

  /// Makes the measurement `index` active.
  ///
  /// @param alternatives 48 bytes each
  public RimDocument active(int index, Bytes... alternatives) {
    measurement(index, true, alternatives);
    return this;
  }

  private void measurement(int index, boolean active, Bytes... alternatives) {
    var attributes = new LinkedHashMap<String, String>();
    attributes.put("type", "Measurement");
    attributes.put("index", "" + index);
    attributes.put("active", active ? "True" : "False");
    attributes.put("alternatives", "" + alternatives.length);
    for (int i = 0; i < alternatives.length; i++) {
      attributes.put("ns2:Hash" + i, alternatives[i].hex());
    }
    attributes.put("name", "Measurement_" + index);
    attributes.put("size", "" + VALUE_BYTES);
    resources.put(index, attributes);
  }

  /// Adds a numeric reference: the opaque entry of this type is at least `minimum`.
  public RimDocument floor(int entry, String name, long minimum) {
    var attributes = new LinkedHashMap<String, String>();
    attributes.put("type", "Measurement");
    attributes.put("index", "" + (FIRST_NUMERIC + entry));
    attributes.put("active", "True");
    attributes.put("alternatives", "1");
    attributes.put("name", name);
    attributes.put("size", "2");
    attributes.put("ns3:minSvn", "" + minimum);
    attributes.put("ns3:includeInResult", "True");
    resources.put(FIRST_NUMERIC + entry, attributes);
    return this;
  }

  /// Sets an attribute of Meta.
  public RimDocument meta(String name, String value) {
    meta.put(name, value);
    return this;
  }

  /// Removes an attribute of Meta.
  public RimDocument withoutMeta(String name) {
    meta.remove(name);
    return this;
  }

  /// Sets an attribute of the resource with this index.
  public RimDocument resource(int index, String name, String value) {
    attributesOf(index).put(name, value);
    return this;
  }

  /// Removes an attribute of the resource with this index.
  public RimDocument without(int index, String name) {
    attributesOf(index).remove(name);
    return this;
  }

  private Map<String, String> attributesOf(int index) {
    var attributes = resources.get(index);
    if (attributes == null) {
      throw new IllegalArgumentException("there is no resource " + index);
    }
    return attributes;
  }

  /// Removes the resource with this index.
  public RimDocument without(int index) {
    resources.remove(index);
    return this;
  }

  /// The manifest, not signed.
  public String xml() {
    var text = new StringBuilder();
    text.append("<SoftwareIdentity xmlns=\"%s\" xmlns:ns0=\"%s\"".formatted(SWID, SWID))
        .append(" xmlns:ns2=\"%s\" xmlns:ns3=\"%s\"".formatted(SHA384, NUMERIC))
        .append(" corpus=\"false\" name=\"%s\" patch=\"false\"".formatted(product))
        .append(" supplemental=\"false\" tagId=\"%s\"".formatted(tagId()))
        .append(" version=\"1.0\" tagVersion=\"0\">\n")
        .append("    <ns0:Entity name=\"NVIDIA Corporation\"")
        .append(" role=\"softwareCreator tagCreator\"/>\n")
        .append("    <ns0:Meta xmlns:ns1=\"" + TCG + "\"" + attributes(meta) + "/>\n")
        .append("    <ns0:Payload xmlns:SHA384=\"" + SHA384 + "\">\n");
    for (var resource : resources.values()) {
      text.append("        <ns0:Resource" + attributes(resource) + "/>\n");
    }
    return text.append("    </ns0:Payload>\n</SoftwareIdentity>").toString();
  }

  private String tagId() {
    return Bytes.utf8(meta + " " + resources).sha384().hex();
  }

  private static String attributes(Map<String, String> attributes) {
    var text = new StringBuilder();
    attributes.forEach((name, value) -> text.append(" %s=\"%s\"".formatted(name, value)));
    return text.toString();
  }

  /// The manifest, signed as NVIDIA signs.
  public Bytes sign(RimSigners signers) {
    return Bytes.utf8(RimSignature.sign(xml(), signers, RimSignatureForm.genuine()));
  }
}
