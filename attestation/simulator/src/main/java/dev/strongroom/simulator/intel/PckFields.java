package dev.strongroom.simulator.intel;

import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;

/// What a PCK certificate says of its platform: the SGX extension (Intel SGX PCK Certificate and
/// CRL Specification 1.5, 2.4), a SEQUENCE of (OBJECT IDENTIFIER, value) below
/// 1.2.840.113741.1.13.1. Starts as that of a good platform with TDX; tests change fields before
/// the certificate is issued. Not thread-safe.
///
/// | OID | Name | Value |
/// |---|---|---|
/// | .1 | PPID | OCTET STRING, 16 |
/// | .2 | TCB | SEQUENCE: .1 to .16 component SVNs, .17 PCESVN, INTEGER; .18 CPUSVN, OCTET STRING, 16 |
/// | .3 | PCE-ID | OCTET STRING, 2 |
/// | .4 | FMSPC | OCTET STRING, 6 |
/// | .5 | SGX type | ENUMERATED: 0 standard, 1 scalable, 2 scalable with integrity |
/// | .6 | platform instance id | OCTET STRING, 16; Platform CA only |
/// | .7 | configuration | SEQUENCE: dynamic platform, cached keys, SMT, BOOLEAN; Platform CA only |
public final class PckFields {
  /// Of the SGX extension.
  static final ASN1ObjectIdentifier SGX = new ASN1ObjectIdentifier("1.2.840.113741.1.13.1");

  private static final int COMPONENTS = 16;

  private PckCa ca = PckCa.PLATFORM;
  private String commonName = "Intel SGX PCK Certificate";
  private Bytes ppid = Bytes.utf8("strongroom simulated PPID").sha256().slice(0, 16);
  private final int[] components = {4, 4, 2, 2, 4, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0};
  private int pceSvn = 13;
  private Optional<Bytes> cpuSvn = Optional.empty();
  private Bytes pceId = Bytes.zeros(2);
  private Bytes fmspc = Bytes.copyOf(HexFormat.of().parseHex("a0c06f000000"));
  private int sgxType = 1;
  private Bytes instanceId = Bytes.utf8("strongroom simulated instance").sha256().slice(0, 16);
  private final boolean[] configuration = {true, true, true};
  private Optional<Bytes> raw = Optional.empty();
  private boolean present = true;

  /// Issuer. The Processor CA's certificates have type 0 and neither instance id nor configuration.
  public PckFields ca(PckCa value) {
    ca = value;
    sgxType = value == PckCa.PLATFORM ? 1 : 0;
    return this;
  }

  /// The subject's commonName.
  public PckFields commonName(String value) {
    commonName = value;
    return this;
  }

  /// PPID, 16 bytes.
  public PckFields ppid(Bytes value) {
    ppid = value;
    return this;
  }

  /// SVN of the component `number`, 1 to 16.
  public PckFields component(int number, int svn) {
    components[number - 1] = svn;
    return this;
  }

  /// SVNs of all components.
  public PckFields components(int... svns) {
    System.arraycopy(svns, 0, components, 0, COMPONENTS);
    return this;
  }

  /// PCESVN.
  public PckFields pceSvn(int value) {
    pceSvn = value;
    return this;
  }

  /// CPUSVN, 16 bytes; the components' SVNs if it is not set.
  public PckFields cpuSvn(Bytes value) {
    cpuSvn = Optional.of(value);
    return this;
  }

  /// PCE-ID, 2 bytes.
  public PckFields pceId(Bytes value) {
    pceId = value;
    return this;
  }

  /// FMSPC, 6 bytes.
  public PckFields fmspc(Bytes value) {
    fmspc = value;
    return this;
  }

  /// SGX type.
  public PckFields sgxType(int value) {
    sgxType = value;
    return this;
  }

  /// Platform instance id, 16 bytes.
  public PckFields instanceId(Bytes value) {
    instanceId = value;
    return this;
  }

  /// Dynamic platform, cached keys, SMT enabled.
  public PckFields configuration(boolean dynamic, boolean cachedKeys, boolean smt) {
    configuration[0] = dynamic;
    configuration[1] = cachedKeys;
    configuration[2] = smt;
    return this;
  }

  /// The whole content of the SGX extension, whatever the other fields say.
  public PckFields rawExtension(Bytes value) {
    raw = Optional.of(value);
    return this;
  }

  /// Leaves the SGX extension out.
  public PckFields withoutExtension() {
    present = false;
    return this;
  }

  PckCa ca() {
    return ca;
  }

  String commonName() {
    return commonName;
  }

  int[] components() {
    return components.clone();
  }

  int pceSvn() {
    return pceSvn;
  }

  Bytes pceId() {
    return pceId;
  }

  Bytes fmspc() {
    return fmspc;
  }

  List<Authority.Extra> extensions() {
    if (!present) {
      return List.of();
    }
    return List.of(
        raw.map(content -> new Authority.Extra(SGX.getId(), false, content))
            .orElseGet(() -> Authority.extra(SGX, false, content())));
  }

  private DERSequence content() {
    var all = new ASN1EncodableVector();
    all.add(field("1", octets(ppid)));
    all.add(field("2", tcb()));
    all.add(field("3", octets(pceId)));
    all.add(field("4", octets(fmspc)));
    all.add(field("5", new ASN1Enumerated(sgxType)));
    if (ca == PckCa.PLATFORM) {
      all.add(field("6", octets(instanceId)));
      var flags = new ASN1EncodableVector();
      for (int i = 0; i < configuration.length; i++) {
        flags.add(field("7." + (i + 1), ASN1Boolean.getInstance(configuration[i])));
      }
      all.add(field("7", new DERSequence(flags)));
    }
    return new DERSequence(all);
  }

  private DERSequence tcb() {
    var all = new ASN1EncodableVector();
    var svns = new BinaryWriter();
    for (int i = 0; i < COMPONENTS; i++) {
      all.add(field("2." + (i + 1), new ASN1Integer(components[i])));
      svns.u8(components[i]);
    }
    all.add(field("2.17", new ASN1Integer(pceSvn)));
    all.add(field("2.18", octets(cpuSvn.orElse(svns.toBytes()))));
    return new DERSequence(all);
  }

  private static DEROctetString octets(Bytes value) {
    return new DEROctetString(value.toArray());
  }

  private static DERSequence field(String below, ASN1Encodable value) {
    return new DERSequence(new ASN1Encodable[] {SGX.branch(below), value});
  }

  @Override
  public String toString() {
    return "PckFields[FMSPC " + fmspc + ", components " + Arrays.toString(components) + "]";
  }
}
