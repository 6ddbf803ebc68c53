package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.Der;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/// What NVIDIA says of a device in its leaf certificate.
///
/// - subjectAltName: otherName 1.3.6.1.4.1.412.274.1 (DMTF device info), UTF8String
///   `NVIDIA:<architecture>:<device id>`.
/// - 2.23.133.5.4.1 (TCG DICE compositeDeviceID): `SEQUENCE { INTEGER 1, SubjectPublicKeyInfo of
///   the issuer, SEQUENCE { OID SHA-384, OCTET STRING fwid } }`.
///
/// @param architecture `GH100`
/// @param deviceId stable over firmware updates, 16 lower-case hexadecimal digits
/// @param fwid digest of the firmware that the leaf key belongs to, 48 bytes
/// @param issuerSpki the key that the extension says issued the leaf, content of its DER sequence
record NvidiaIdentity(String architecture, String deviceId, Bytes fwid, Bytes issuerSpki) {
  private static final String SUBJECT_ALT_NAME = "2.5.29.17";
  private static final String COMPOSITE_DEVICE_ID = "2.23.133.5.4.1";
  private static final Bytes DEVICE_INFO =
      Bytes.copyOf(HexFormat.of().parseHex("2b06010401831c821201"));
  private static final Bytes SHA384 = Bytes.copyOf(HexFormat.of().parseHex("608648016503040202"));
  private static final int FWID_BYTES = 48;
  private static final Pattern NAME = Pattern.compile("NVIDIA:([A-Z0-9_]{1,16}):([0-9A-F]{16})");

  /// Reads the two extensions.
  ///
  /// @throws MalformedException if one is absent or has another form
  static NvidiaIdentity parse(Certificate leaf) throws MalformedException {
    var name = NAME.matcher(deviceInfo(leaf));
    if (!name.matches()) {
      throw new MalformedException(
          "subjectAltName", -1, "want NVIDIA:<architecture>:<16 hexadecimal digits>");
    }
    var composite = only(leaf, COMPOSITE_DEVICE_ID, "FWID");
    int version = composite.smallInteger("FWID version");
    if (version != 1) {
      throw new MalformedException("FWID version", -1, "got " + version + ", want 1");
    }
    var spki = composite.value("FWID deviceID", Der.SEQUENCE);
    var fwid = composite.enter("FWID fwid", Der.SEQUENCE);
    composite.end();
    if (!fwid.value("FWID hash", Der.OBJECT_IDENTIFIER).equals(SHA384)) {
      throw new MalformedException("FWID hash", -1, "want SHA-384");
    }
    var digest = fwid.value("FWID digest", Der.OCTET_STRING);
    fwid.end();
    if (digest.length() != FWID_BYTES) {
      throw new MalformedException("FWID digest", -1, "got " + digest.length() + ", want 48");
    }
    return new NvidiaIdentity(name.group(1), name.group(2).toLowerCase(Locale.ROOT), digest, spki);
  }

  private static String deviceInfo(Certificate leaf) throws MalformedException {
    var names = only(leaf, SUBJECT_ALT_NAME, "subjectAltName");
    var other = names.enter("otherName", Der.CONTEXT_0);
    names.end();
    if (!other.value("otherName type", Der.OBJECT_IDENTIFIER).equals(DEVICE_INFO)) {
      throw new MalformedException("otherName type", -1, "want 1.3.6.1.4.1.412.274.1");
    }
    var value = other.enter("otherName value", Der.CONTEXT_0);
    other.end();
    var text = value.value("otherName value", Der.UTF8_STRING).utf8();
    value.end();
    return text;
  }

  /// The content of an extension that is one SEQUENCE.
  private static Der only(Certificate leaf, String oid, String field) throws MalformedException {
    var extension =
        leaf.extension(oid)
            .orElseThrow(() -> new MalformedException(oid, -1, "extension is absent"));
    var der = new Der(extension);
    var sequence = der.enter(field, Der.SEQUENCE);
    der.end();
    return sequence;
  }
}
