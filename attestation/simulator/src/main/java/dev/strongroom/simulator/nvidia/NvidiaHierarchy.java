package dev.strongroom.simulator.nvidia;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.simulator.pki.AuthorityFiles;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;

/// Five levels like NVIDIA's: root, Identity (GH100's is LS10's too), Provisioner ICA, and for each
/// device BROM and FMC leaf; P-384 throughout. Thread-safe.
///
/// @param root the root
/// @param identities issuers of provisioners, by the architecture that they are named after
/// @param provisioners issuers of devices
public record NvidiaHierarchy(
    Authority root,
    Map<NvidiaArchitecture, Authority> identities,
    Map<NvidiaArchitecture, Authority> provisioners) {
  private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");
  private static final int SERIAL_BITS = 126;
  private static final int LEAF_SERIAL_BITS = 158;
  private static final int ISSUING = KeyUsage.keyCertSign | KeyUsage.cRLSign;

  public NvidiaHierarchy {
    identities = Map.copyOf(identities);
    provisioners = Map.copyOf(provisioners);
  }

  /// Makes a fresh hierarchy.
  public static NvidiaHierarchy create(SecureRandom random, Instant notBefore) {
    var rootKey = SigningKey.generate(random);
    var rootName = rdn("NVIDIA Device Identity CA");
    var root =
        Authority.root(
            subject(rootName, rootKey, ISSUING, serial(random), notBefore), rootKey.platformKey());
    var identities = new EnumMap<NvidiaArchitecture, Authority>(NvidiaArchitecture.class);
    var provisioners = new EnumMap<NvidiaArchitecture, Authority>(NvidiaArchitecture.class);
    for (var architecture : NvidiaArchitecture.values()) {
      var family = family(architecture);
      var identity =
          identities.computeIfAbsent(
              family,
              one -> issuer(root, rdn("NVIDIA " + one.text() + " Identity"), random, notBefore));
      var name = rdn("NVIDIA " + architecture.text() + " Provisioner ICA 1") + ",C=US";
      provisioners.put(architecture, issuer(identity, name, random, notBefore));
    }
    return new NvidiaHierarchy(root, identities, provisioners);
  }

  private static NvidiaArchitecture family(NvidiaArchitecture architecture) {
    return switch (architecture) {
      case GH100, LS_10 -> NvidiaArchitecture.GH100;
      case GB100 -> NvidiaArchitecture.GB100;
    };
  }

  private static Authority issuer(
      Authority under, String name, SecureRandom random, Instant notBefore) {
    var key = SigningKey.generate(random);
    return new Authority(
        under.issue(subject(name, key, ISSUING, serial(random), notBefore)), key.platformKey());
  }

  private static BigInteger serial(SecureRandom random) {
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
  }

  private static String rdn(String commonName) {
    return "CN=" + commonName + ",O=" + ChainVerifier.SIMULATION_ORGANIZATION;
  }

  private static Authority.Subject subject(
      String name, SigningKey key, int usage, BigInteger serial, Instant notBefore) {
    return new Authority.Subject(
        new X500Name(name),
        serial,
        notBefore,
        END,
        key.publicKey().platformKey(),
        Authority.issuing(new BasicConstraints(true), usage));
  }

  /// The issuer of provisioners of an architecture.
  public Authority identity(NvidiaArchitecture architecture) {
    return authority(identities, family(architecture));
  }

  /// The issuer of devices of an architecture.
  public Authority provisioner(NvidiaArchitecture architecture) {
    return authority(provisioners, architecture);
  }

  private static Authority authority(
      Map<NvidiaArchitecture, Authority> all, NvidiaArchitecture architecture) {
    var found = all.get(architecture);
    if (found == null) {
      throw new IllegalStateException("no authority for " + architecture);
    }
    return found;
  }

  /// A device's certificates, leaf first, and its BROM as an issuer.
  ///
  /// @param chain five certificates
  /// @param brom issuer of the leaf
  record Issued(CertificateChain chain, Authority brom) {}

  /// Certificates of a device.
  ///
  /// @param deviceId 16 upper-case hexadecimal digits
  /// @param pdi 8 bytes, which end the serial number of the BROM certificate
  /// @param fwid digest of its firmware, 48 bytes
  Issued device(
      NvidiaArchitecture architecture,
      SigningKey leafKey,
      String deviceId,
      Bytes pdi,
      Bytes fwid,
      SecureRandom random,
      Instant notBefore) {
    var names = DeviceNames.of(architecture);
    var bromKey = SigningKey.generate(random);
    var bromSerial = new BigInteger(1, pdi.toArray()).or(names.serialPrefix());
    var bromName = "SERIALNUMBER=%s,C=US,%s".formatted(upper(bromSerial), rdn(names.brom()));
    var brom =
        new Authority(
            provisioner(architecture)
                .issue(subject(bromName, bromKey, KeyUsage.keyCertSign, bromSerial, notBefore)),
            bromKey.platformKey());
    var serial = new BigInteger(LEAF_SERIAL_BITS, random).setBit(LEAF_SERIAL_BITS);
    var leafName = "SERIALNUMBER=%s,C=US,%s".formatted(upper(serial), rdn(names.leaf()));
    var info = "NVIDIA:%s:%s".formatted(architecture.text(), deviceId);
    var leaf =
        brom.issue(
            new Authority.Subject(
                new X500Name(leafName),
                serial,
                notBefore,
                END,
                leafKey.publicKey().platformKey(),
                LeafExtensions.of(architecture, info, bromKey, fwid)));
    return new Issued(
        new CertificateChain(
            List.of(
                leaf,
                brom.certificate(),
                provisioner(architecture).certificate(),
                identity(architecture).certificate(),
                root.certificate())),
        brom);
  }

  private static String upper(BigInteger serial) {
    return serial.toString(16).toUpperCase(Locale.ROOT);
  }

  /// How the last two certificates of an architecture are called.
  private record DeviceNames(String brom, String leaf, int classByte) {
    private static DeviceNames of(NvidiaArchitecture architecture) {
      return switch (architecture) {
        case GH100 -> new DeviceNames("GH100 A01 GSP BROM", "GH100 A01 GSP FMC LF", 0x41);
        case GB100 -> new DeviceNames("GB100 A01 GSP BROM", "GB100 A01 GSP FMC LF", 0x41);
        case LS_10 -> new DeviceNames("LS_10 A01 FSP BROM", "LS_10 A01 FSP FMC LF", 0x50);
      };
    }

    private BigInteger serialPrefix() {
      return BigInteger.valueOf(classByte).shiftLeft(Long.SIZE);
    }
  }

  /// Every authority by the name of its files.
  public Map<String, Authority> authorities() {
    var all = new TreeMap<String, Authority>();
    all.put("nvidia-root", root);
    identities.forEach((of, authority) -> all.put(file(of, "identity"), authority));
    provisioners.forEach((of, authority) -> all.put(file(of, "provisioner"), authority));
    return all;
  }

  private static String file(NvidiaArchitecture architecture, String what) {
    return "nvidia-" + architecture.text().toLowerCase(Locale.ROOT) + "-" + what;
  }

  /// Reads what [AuthorityFiles#save] wrote of [#authorities].
  ///
  /// @throws IOException if a file cannot be read
  /// @throws MalformedException if a file is no certificate or no key
  public static NvidiaHierarchy load(Path directory) throws IOException, MalformedException {
    var identities = new EnumMap<NvidiaArchitecture, Authority>(NvidiaArchitecture.class);
    var provisioners = new EnumMap<NvidiaArchitecture, Authority>(NvidiaArchitecture.class);
    for (var architecture : NvidiaArchitecture.values()) {
      var family = family(architecture);
      identities.put(family, AuthorityFiles.load(directory, file(family, "identity"), "EC"));
      provisioners.put(
          architecture, AuthorityFiles.load(directory, file(architecture, "provisioner"), "EC"));
    }
    return new NvidiaHierarchy(
        AuthorityFiles.load(directory, "nvidia-root", "EC"), identities, provisioners);
  }
}
