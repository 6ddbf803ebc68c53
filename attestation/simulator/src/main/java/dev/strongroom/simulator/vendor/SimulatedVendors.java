package dev.strongroom.simulator.vendor;

import dev.strongroom.simulator.nvidia.NvidiaEndorsements;
import dev.strongroom.simulator.nvidia.NvidiaHierarchy;
import dev.strongroom.simulator.nvidia.RimSigners;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.simulator.pki.AuthorityFiles;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The two fake vendors. Thread-safe.
public final class SimulatedVendors {
  private static final Duration BACKDATE = Duration.ofDays(1);

  private final AmdHierarchy amd;
  private final NvidiaHierarchy nvidia;
  private final RimSigners rimSigners;

  private SimulatedVendors(AmdHierarchy amd, NvidiaHierarchy nvidia, RimSigners rimSigners) {
    this.amd = amd;
    this.nvidia = nvidia;
    this.rimSigners = rimSigners;
  }

  /// Makes fresh hierarchies, valid from a day before `now`. Takes a second or several: two RSA
  /// keys of 4096 bits, made side by side.
  public static SimulatedVendors create(SecureRandom random, Instant now) {
    var notBefore = now.minus(BACKDATE);
    return new SimulatedVendors(
        AmdHierarchy.create(random, notBefore),
        NvidiaHierarchy.create(random, notBefore),
        RimSigners.create(random, notBefore));
  }

  /// Writes all certificates (`<name>.pem`) and keys (`<name>.key`, PKCS #8) to `directory`, which
  /// is made if absent. Directory and files are for their owner only.
  ///
  /// @throws IOException if that fails
  public void save(Path directory) throws IOException {
    AuthorityFiles.save(directory, authorities());
  }

  private Map<String, Authority> authorities() {
    var all = new LinkedHashMap<String, Authority>();
    all.put("amd-ark", amd.ark());
    all.put("amd-ask", amd.ask());
    all.putAll(nvidia.authorities());
    all.putAll(rimSigners.authorities());
    return all;
  }

  /// Reads what [#save] wrote.
  ///
  /// @throws IOException if a file cannot be read
  /// @throws MalformedException if a file is no certificate or no key
  public static SimulatedVendors load(Path directory) throws IOException, MalformedException {
    return new SimulatedVendors(
        new AmdHierarchy(
            AuthorityFiles.load(directory, "amd-ark", "RSA"),
            AuthorityFiles.load(directory, "amd-ask", "RSA")),
        NvidiaHierarchy.load(directory),
        RimSigners.load(directory));
  }

  /// SHA-256 of each root's DER: what [dev.strongroom.attestation.trust.TrustAnchors#simulation]
  /// takes.
  public List<Bytes> rootFingerprints() {
    return List.of(
        amd.ark().certificate().fingerprint(),
        nvidia.root().certificate().fingerprint(),
        rimSigners.rootFingerprint());
  }

  /// The fake AMD, for Genoa.
  public AmdHierarchy amd() {
    return amd;
  }

  /// What the fake NVIDIA says of devices.
  public NvidiaEndorsements nvidiaEndorsements(SecureRandom random) {
    return new NvidiaEndorsements(nvidia, rimSigners, random);
  }

  /// The fake NVIDIA.
  public NvidiaHierarchy nvidia() {
    return nvidia;
  }
}
