package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.Der;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What NVIDIA says of a device in its leaf certificate.
///
/// - subjectAltName: otherName 1.3.6.1.4.1.412.274.1 (DMTF device info), UTF8String
///   `NVIDIA:<architecture>:<device id>`.
/// - Hopper and LS10: 2.23.133.5.4.1 (TCG DICE compositeDeviceID): `SEQUENCE { INTEGER 1,
///   SubjectPublicKeyInfo of the issuer, SEQUENCE { OID SHA-384, OCTET STRING fwid } }`.
/// - Blackwell: 2.23.133.5.4.1.1 (TCG DICE TcbInfo), see [TcbInfo].
///
/// @param architecture `GH100`
/// @param deviceId stable over firmware updates, 16 lower-case hexadecimal digits
/// @param fwid digest of the firmware that the leaf key belongs to, 48 bytes
/// @param issuerSpki the key that the extension says issued the leaf, content of its DER sequence;
///   empty with Blackwell's form, which names none
record NvidiaIdentity(
    String architecture, String deviceId, Bytes fwid, Optional<Bytes> issuerSpki) {
  private static final String SUBJECT_ALT_NAME = "2.5.29.17";
  private static final String COMPOSITE_DEVICE_ID = "2.23.133.5.4.1";
  private static final Bytes DEVICE_INFO =
      Bytes.copyOf(HexFormat.of().parseHex("2b06010401831c821201"));
  private static final Bytes SHA384 = Bytes.copyOf(HexFormat.of().parseHex("608648016503040202"));
  private static final Pattern NAME = Pattern.compile("NVIDIA:([A-Z0-9_]{1,16}):([0-9A-F]{16})");

  /// Reads the extensions.
  ///
  /// @throws MalformedException if one is absent, has another form, or both forms of the FWID are
  ///   there
  static NvidiaIdentity parse(Certificate leaf) throws MalformedException {
    var name = NAME.matcher(deviceInfo(leaf));
    if (!name.matches()) {
      throw new MalformedException(
          "subjectAltName", -1, "want NVIDIA:<architecture>:<16 hexadecimal digits>");
    }
    var architecture = name.group(1);
    var deviceId = name.group(2).toLowerCase(Locale.ROOT);
    var tcbInfo = leaf.extension(TcbInfo.OID);
    if (tcbInfo.isPresent()) {
      if (leaf.extension(COMPOSITE_DEVICE_ID).isPresent()) {
        throw new MalformedException(TcbInfo.OID, -1, "stands beside " + COMPOSITE_DEVICE_ID);
      }
      var fwid = TcbInfo.parse(tcbInfo.get()).fwid();
      return new NvidiaIdentity(architecture, deviceId, fwid, Optional.empty());
    }
    var composite = only(leaf, COMPOSITE_DEVICE_ID, "FWID");
    int version = composite.smallInteger("FWID version");
    if (version != 1) {
      throw new MalformedException("FWID version", -1, "got " + version + ", want 1");
    }
    var spki = composite.value("FWID deviceID", Der.SEQUENCE);
    var fwid = fwid(composite);
    composite.end();
    return new NvidiaIdentity(architecture, deviceId, fwid, Optional.of(spki));
  }

  /// `SEQUENCE { OID SHA-384, OCTET STRING fwid }`.
  private static Bytes fwid(Der in) throws MalformedException {
    var fwid = in.enter("FWID fwid", Der.SEQUENCE);
    if (!fwid.value("FWID hash", Der.OBJECT_IDENTIFIER).equals(SHA384)) {
      throw new MalformedException("FWID hash", -1, "want SHA-384");
    }
    var digest = fwid.value("FWID digest", Der.OCTET_STRING);
    fwid.end();
    if (digest.length() != OpaqueData.FWID_BYTES) {
      throw new MalformedException("FWID digest", -1, "got " + digest.length() + ", want 48");
    }
    return digest;
  }

  /// TCG DICE TcbInfo, as NVIDIA writes it. All tags are context-specific.
  ///
  /// | Tag | Field | NVIDIA's value |
  /// |---|---|---|
  /// | 0 | vendor | `NVIDIA` |
  /// | 1 | model | `GB100 A01 GSP` |
  /// | 2 | version | `01` |
  /// | 3 | svn | INTEGER |
  /// | 4, 5 | layer, index | INTEGER |
  /// | 6 | fwids | the firmware's, then 48 zero bytes |
  /// | 7, 8, 9 | flags, vendorInfo, type | not judged |
  ///
  /// @param fwid the first of fwids
  private record TcbInfo(Bytes fwid) {
    private static final String OID = "2.23.133.5.4.1.1";
    private static final int VENDOR = 0x80;
    private static final int FWIDS = 0xa6;
    private static final Bytes NVIDIA = Bytes.utf8("NVIDIA");

    private static TcbInfo parse(Bytes extension) throws MalformedException {
      var der = new Der(extension);
      var info = der.enter("TcbInfo", Der.SEQUENCE);
      der.end();
      if (!info.value("TcbInfo vendor", VENDOR).equals(NVIDIA)) {
        throw new MalformedException("TcbInfo vendor", -1, "want NVIDIA");
      }
      int last = VENDOR;
      Optional<Bytes> fwids = Optional.empty();
      while (!info.isAtEnd()) {
        var element = info.any("TcbInfo");
        // Constructed or not, a field's number stands in the low bits, and they ascend.
        int number = VENDOR | (element.tag() & 0x1f);
        if (number <= last) {
          throw new MalformedException("TcbInfo", -1, "its fields do not ascend");
        }
        last = number;
        if (element.tag() == FWIDS) {
          fwids = Optional.of(element.content());
        }
      }
      return new TcbInfo(first(fwids.orElseThrow(
          () -> new MalformedException("TcbInfo fwids", -1, "is absent"))));
    }

    // spec: TCG DICE TcbInfo: fwids is a list, of which the first is the firmware's
    private static Bytes first(Bytes fwids) throws MalformedException {
      var list = new Der(fwids);
      var first = NvidiaIdentity.fwid(list);
      while (!list.isAtEnd()) {
        if (!NvidiaIdentity.fwid(list).isZero()) {
          throw new MalformedException("TcbInfo fwids", -1, "got a second FWID, want zeros");
        }
      }
      if (first.isZero()) {
        throw new MalformedException("TcbInfo fwids", -1, "got zeros for the first FWID");
      }
      return first;
    }
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
