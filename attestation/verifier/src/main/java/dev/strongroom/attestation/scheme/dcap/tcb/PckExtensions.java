package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.Der;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.HashMap;
import java.util.Map;

/// What a PCK certificate says of its platform (Intel SGX PCK Certificate and CRL Profile 1.5,
/// 1.3.5 and 1.3.6): a sequence of pairs below 1.2.840.113741.1.13.1, each required exactly once
/// unless marked, in any order.
///
/// | OID | Name | Content |
/// |---|---|---|
/// | .1 | PPID | OCTET STRING, 16 bytes |
/// | .2.1 to .2.16 | SGX TCB components | INTEGER, 0 to 255 |
/// | .2.17 | PCESVN | INTEGER, 0 to 65535 |
/// | .2.18 | CPUSVN | OCTET STRING, 16 bytes |
/// | .3 | PCE-ID | OCTET STRING, 2 bytes |
/// | .4 | FMSPC | OCTET STRING, 6 bytes |
/// | .5 | SGX type | ENUMERATED: 0 standard, 1 scalable, 2 scalable with integrity |
/// | .6 | platform instance id | OCTET STRING, 16 bytes; Platform CA only |
/// | .7 | configuration | sequence of .7.1 dynamic platform, .7.2 cached keys, .7.3 SMT enabled: BOOLEAN each; Platform CA only |
///
/// @param ppid names the platform
/// @param components the 16 TCB components, one byte each
/// @param sgxType 1 means deterministic memory encryption without integrity, 2 adds integrity
/// @param platformInstanceId empty if not said
/// @param configuration what is said of .7.1 to .7.3, by last number
public record PckExtensions(
    Bytes ppid,
    Bytes components,
    int pceSvn,
    Bytes cpuSvn,
    Bytes pceId,
    Bytes fmspc,
    int sgxType,
    Bytes platformInstanceId,
    Map<Integer, Boolean> configuration) {
  private static final String OID = "1.2.840.113741.1.13.1";

  /// Content octets of the OID.
  private static final String OID_HEX = "2a864886f84d010d01";

  private static final int ENUMERATED = 0x0a;
  private static final int BOOLEAN = 0x01;
  private static final int PCE_SVN = 17;
  private static final int CPU_SVN = 18;
  private static final int MAX_INTEGER_BYTES = 3;
  private static final int SIGN_BIT = 0x80;

  public PckExtensions {
    configuration = Map.copyOf(configuration);
  }

  /// Reads the extension of `pck`.
  ///
  /// @throws MalformedException if it is absent, has another form, or lacks a part
  public static PckExtensions of(Certificate pck) throws MalformedException {
    var content =
        pck.extension(OID)
            .orElseThrow(() -> new MalformedException("SGX extensions", -1, "extension is absent"));
    var all = pairs("SGX extensions", content, "");
    var tcb = pairs("TCB", content(all, 2, "TCB", Der.SEQUENCE), "02");
    var components = new byte[TcbLevel.COMPONENTS];
    for (int i = 0; i < components.length; i++) {
      components[i] = (byte) integer(tcb, i + 1, "SGX TCB component", 0xff);
    }
    return new PckExtensions(
        octets(all, 1, "PPID", 16),
        Bytes.copyOf(components),
        integer(tcb, PCE_SVN, "PCESVN", IsvLevel.MAX_SVN),
        octets(tcb, CPU_SVN, "CPUSVN", 16),
        octets(all, 3, "PCE-ID", 2),
        octets(all, 4, "FMSPC", 6),
        number("SGX type", content(all, 5, "SGX type", ENUMERATED), 0xff),
        all.containsKey(6) ? octets(all, 6, "platform instance id", 16) : Bytes.empty(),
        all.containsKey(7) ? configuration(all) : Map.of());
  }

  private static Map<Integer, Boolean> configuration(Map<Integer, Der.Element> all)
      throws MalformedException {
    var parts = pairs("configuration", content(all, 7, "configuration", Der.SEQUENCE), "07");
    var configuration = new HashMap<Integer, Boolean>();
    for (int number : parts.keySet()) {
      var value = content(parts, number, "configuration", BOOLEAN);
      if (value.length() != 1 || (value.at(0) != 0 && value.at(0) != 0xff)) {
        throw new MalformedException("configuration", -1, "is not a BOOLEAN");
      }
      configuration.put(number, value.at(0) != 0);
    }
    return configuration;
  }

  /// The values of a sequence of pairs, by the last number of their object identifiers.
  private static Map<Integer, Der.Element> pairs(String field, Bytes content, String below)
      throws MalformedException {
    var der = below.isEmpty() ? new Der(content).enter(field, Der.SEQUENCE) : new Der(content);
    var pairs = new HashMap<Integer, Der.Element>();
    while (!der.isAtEnd()) {
      var pair = der.enter(field, Der.SEQUENCE);
      var oid = pair.value(field, Der.OBJECT_IDENTIFIER).hex();
      var value = pair.any(field);
      pair.end();
      if (!oid.startsWith(OID_HEX + below)
          || oid.length() != OID_HEX.length() + below.length() + 2) {
        throw new MalformedException(field, -1, "has a foreign object identifier " + oid);
      }
      int number = Integer.parseInt(oid.substring(oid.length() - 2), 16);
      if (pairs.put(number, value) != null) {
        throw new MalformedException(field, -1, "." + number + " occurs twice");
      }
    }
    return pairs;
  }

  private static Bytes content(Map<Integer, Der.Element> pairs, int number, String field, int tag)
      throws MalformedException {
    var element = pairs.get(number);
    if (element == null) {
      throw new MalformedException(field, -1, "is absent");
    }
    if (element.tag() != tag) {
      throw new MalformedException(
          field, -1, "got tag %02x, want %02x".formatted(element.tag(), tag));
    }
    return element.content();
  }

  private static Bytes octets(Map<Integer, Der.Element> pairs, int number, String field, int length)
      throws MalformedException {
    var content = content(pairs, number, field, Der.OCTET_STRING);
    if (content.length() != length) {
      throw new MalformedException(field, -1, "got " + content.length() + " bytes, want " + length);
    }
    return content;
  }

  private static int integer(Map<Integer, Der.Element> pairs, int number, String field, int max)
      throws MalformedException {
    return number(field, content(pairs, number, field, Der.INTEGER), max);
  }

  private static int number(String field, Bytes content, int max) throws MalformedException {
    int length = content.length();
    boolean padded = length > 1 && content.at(0) == 0 && content.at(1) < SIGN_BIT;
    if (length == 0 || length > MAX_INTEGER_BYTES || padded || content.at(0) >= SIGN_BIT) {
      throw new MalformedException(field, -1, "got " + content + ", want 0 to " + max);
    }
    int value = 0;
    for (int i = 0; i < length; i++) {
      value = value << Byte.SIZE | content.at(i);
    }
    if (value > max) {
      throw new MalformedException(field, -1, "got " + value + ", want 0 to " + max);
    }
    return value;
  }
}
