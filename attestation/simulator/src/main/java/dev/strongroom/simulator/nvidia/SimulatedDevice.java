package dev.strongroom.simulator.nvidia;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.security.SecureRandom;
import java.util.function.Consumer;

/// One simulated GPU or switch: its key, its certificates, and the reports that its firmware signs.
/// Thread-safe if its [SecureRandom] is.
public final class SimulatedDevice {
  /// Makes the fields of a good report.
  interface Layout {
    DeviceReportFields fields(Bytes nonce, Bytes responderNonce);
  }

  private static final int NONCE_BYTES = 32;

  private final NvidiaArchitecture architecture;
  private final SigningKey key;
  private final NvidiaHierarchy.Issued issued;
  private final Layout layout;
  private final SecureRandom random;

  SimulatedDevice(
      NvidiaArchitecture architecture,
      SigningKey key,
      NvidiaHierarchy.Issued issued,
      Layout layout,
      SecureRandom random) {
    this.architecture = architecture;
    this.key = key;
    this.issued = issued;
    this.layout = layout;
    this.random = random;
  }

  /// What it is.
  public NvidiaArchitecture architecture() {
    return architecture;
  }

  /// Its certificates, leaf first.
  public CertificateChain chain() {
    return issued.chain();
  }

  /// The issuer of its leaf.
  public Authority brom() {
    return issued.brom();
  }

  /// A report whose fields `change` altered before it was signed.
  ///
  /// @param nonce requester's, 32 bytes
  public Evidence report(Bytes nonce, Consumer<DeviceReportFields> change) {
    var responderNonce = new byte[NONCE_BYTES];
    random.nextBytes(responderNonce);
    var fields = layout.fields(nonce, Bytes.copyOf(responderNonce));
    change.accept(fields);
    return new Evidence(Scheme.NVIDIA_GPU, fields.sign(key), issued.chain().toPem());
  }
}
