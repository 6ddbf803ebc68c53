package dev.strongroom.attestation;

import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.EvidenceDocument;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Genuine evidence, read in place.
public final class Genuine {
  /// A time at which every VCEK of the vectors is valid.
  public static final Instant MID_2026 = Instant.parse("2026-06-01T00:00:00Z");

  public static final String SNP = "cpu/snp/";
  public static final String HOPPER = "gpu/hopper/";

  private Genuine() {}

  /// An SNP report with leaf, ASK or ASVK, and ARK.
  ///
  /// @param leaf path below `cpu/snp`
  /// @param issuer for example `milan/ask`
  public static Evidence snp(String folder, String leaf, String issuer) throws MalformedException {
    return new Evidence(
        Scheme.AMD_SEV_SNP, Vectors.read(SNP + folder + "/report.bin"), snpChain(leaf, issuer));
  }

  /// Leaf, ASK or ASVK, and ARK.
  public static Bytes snpChain(String leaf, String issuer) throws MalformedException {
    var product = issuer.substring(0, issuer.indexOf('/'));
    var chain = new ArrayList<Certificate>();
    chain.add(certificate(SNP + leaf));
    chain.add(certificate(SNP + "certs/" + issuer + ".der"));
    chain.add(certificate(SNP + "certs/" + product + "/ark.der"));
    return new CertificateChain(chain).toPem();
  }

  private static Certificate certificate(String path) throws MalformedException {
    var content = Vectors.read(path);
    return path.endsWith(".pem")
        ? CertificateChain.parse(content).leaf()
        : Certificate.ofDer(path, content);
  }

  /// A Hopper report with its chain.
  public static Evidence hopper(String folder) {
    return nvidia(HOPPER + folder);
  }

  /// The report of an NVIDIA device with its chain.
  public static Evidence nvidia(String folder) {
    return new Evidence(
        Scheme.NVIDIA_GPU,
        Vectors.read(folder + "/report.bin"),
        Vectors.read(folder + "/cert-chain.pem"));
  }

  /// Several devices in the JSON of NVIDIA's tools.
  public static List<Evidence> devices(String file) throws MalformedException {
    return EvidenceDocument.parse(Vectors.read(file)).devices();
  }

  /// The verdict of an inspection under the vendors' roots.
  public static String verdict(Evidence evidence, Instant at) throws MalformedException {
    return EvidenceInspection.inspect(evidence, TrustAnchors.production(), at).verdict();
  }

  /// `value` with the lowest bit of byte `index` flipped.
  public static Bytes flipped(Bytes value, int index) {
    return flipped(value, index, 1);
  }

  /// `value` with the bits of `mask` flipped in byte `index`.
  public static Bytes flipped(Bytes value, int index, int mask) {
    var bytes = value.toArray();
    bytes[index] ^= (byte) mask;
    return Bytes.copyOf(bytes);
  }
}
