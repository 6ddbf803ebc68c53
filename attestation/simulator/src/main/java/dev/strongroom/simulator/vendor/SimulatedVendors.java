package dev.strongroom.simulator.vendor;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The two fake vendors. Thread-safe.
public final class SimulatedVendors {
  private static final Duration BACKDATE = Duration.ofDays(1);
  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  private final AmdHierarchy amd;
  private final NvidiaHierarchy nvidia;

  private SimulatedVendors(AmdHierarchy amd, NvidiaHierarchy nvidia) {
    this.amd = amd;
    this.nvidia = nvidia;
  }

  /// Makes fresh hierarchies, valid from a day before `now`. Takes a second or several: two RSA
  /// keys of 4096 bits, made side by side.
  public static SimulatedVendors create(SecureRandom random, Instant now) {
    var notBefore = now.minus(BACKDATE);
    return new SimulatedVendors(
        AmdHierarchy.create(random, notBefore), NvidiaHierarchy.create(random, notBefore));
  }

  /// Writes all certificates (`<name>.pem`) and keys (`<name>.key`, PKCS #8) to `directory`, which
  /// is made if absent. Directory and files are for their owner only.
  ///
  /// @throws IOException if that fails
  public void save(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    for (var entry : authorities().entrySet()) {
      var authority = entry.getValue();
      write(directory.resolve(entry.getKey() + ".pem"), authority.certificate().toPem());
      write(directory.resolve(entry.getKey() + ".key"), pem(authority.key()));
    }
  }

  private Map<String, Authority> authorities() {
    var all = new LinkedHashMap<String, Authority>();
    all.put("amd-ark", amd.ark());
    all.put("amd-ask", amd.ask());
    all.put("nvidia-root", nvidia.root());
    all.put("nvidia-identity", nvidia.identity());
    all.put("nvidia-provisioner", nvidia.provisioner());
    return all;
  }

  private static void write(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  private static String pem(PrivateKey key) {
    var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return KEY_BEGIN + "\n" + body + "\n" + KEY_END + "\n";
  }

  /// Reads what [#save] wrote.
  ///
  /// @throws IOException if a file cannot be read
  /// @throws MalformedException if a file is no certificate or no key
  public static SimulatedVendors load(Path directory) throws IOException, MalformedException {
    return new SimulatedVendors(
        new AmdHierarchy(
            authority(directory, "amd-ark", "RSA"), authority(directory, "amd-ask", "RSA")),
        new NvidiaHierarchy(
            authority(directory, "nvidia-root", "EC"),
            authority(directory, "nvidia-identity", "EC"),
            authority(directory, "nvidia-provisioner", "EC")));
  }

  private static Authority authority(Path directory, String name, String algorithm)
      throws IOException, MalformedException {
    var pem = Bytes.copyOf(Files.readAllBytes(directory.resolve(name + ".pem")));
    var certificate = CertificateChain.parse(pem).leaf();
    var text = Files.readString(directory.resolve(name + ".key")).strip();
    if (!text.startsWith(KEY_BEGIN) || !text.endsWith(KEY_END)) {
      throw new MalformedException(name + ".key", -1, "is not a PEM private key");
    }
    var body = text.substring(KEY_BEGIN.length(), text.length() - KEY_END.length());
    var der = Bytes.ofBase64(name + ".key", body.replaceAll("\\s", ""));
    try {
      var key =
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der.toArray()));
      return new Authority(certificate, key);
    } catch (GeneralSecurityException e) {
      throw new MalformedException(name + ".key", -1, "is not a private " + algorithm + " key", e);
    }
  }

  /// SHA-256 of each root's DER: what [dev.strongroom.attestation.trust.TrustAnchors#simulation]
  /// takes.
  public List<Bytes> rootFingerprints() {
    return List.of(
        amd.ark().certificate().fingerprint(), nvidia.root().certificate().fingerprint());
  }

  AmdHierarchy amd() {
    return amd;
  }

  NvidiaHierarchy nvidia() {
    return nvidia;
  }
}
