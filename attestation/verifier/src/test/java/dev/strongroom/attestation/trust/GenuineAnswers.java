package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// NVIDIA's answers about the certificates of one H100 and of those who signed its manifests.
enum GenuineAnswers {
  BROM("device-brom-l4", Of.DEVICE, 1),
  PROVISIONER("device-provisioner-l3", Of.DEVICE, 2),
  IDENTITY("device-identity-l2", Of.DEVICE, 3),
  DRIVER_SIGNER("driver-rim-signer-l4", Of.DRIVER, 0),
  VBIOS_SIGNER("vbios-rim-signer-l4", Of.VBIOS, 0),
  RIM_L3("rim-l3", Of.DRIVER, 1),
  RIM_CA("rim-gh100-ca-l2", Of.DRIVER, 2);

  /// Whose chain.
  enum Of {
    DEVICE,
    DRIVER,
    VBIOS
  }

  static final String FOLDER = "gpu/hopper/h100-550.90.07/";

  private static final Pattern EMBEDDED = Pattern.compile("<(?:\\w+:)?X509Certificate>([^<]*)</");

  final String file;
  final Of of;
  final int place;

  GenuineAnswers(String file, Of of, int place) {
    this.file = file;
    this.of = of;
    this.place = place;
  }

  Bytes der() {
    return Vectors.read(FOLDER + "ocsp/" + file + ".der");
  }

  OcspAnswer answer() {
    return answer(der());
  }

  static OcspAnswer answer(Bytes der) {
    try {
      return new OcspAnswer(OcspResponse.ofDer("ocsp", der), Optional.empty());
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The answer with what must be answered.
  OcspAnswer asked(Bytes nonce) {
    return new OcspAnswer(answer().response(), Optional.of(nonce));
  }

  OcspResponse.Single single() {
    return answer().response().singles().getFirst();
  }

  CertificateChain chain() {
    return chain(of);
  }

  static CertificateChain chain(Of of) {
    try {
      return switch (of) {
        case DEVICE -> CertificateChain.parse(Vectors.read(FOLDER + "cert-chain.pem"));
        case DRIVER -> embedded("NV_GPU_DRIVER_GH100_550.90.07.xml");
        case VBIOS -> embedded("NV_GPU_VBIOS_1010_0200_882_96009F0001.xml");
      };
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CertificateChain embedded(String file) throws MalformedException {
    var certificates = new ArrayList<Certificate>();
    var found = EMBEDDED.matcher(Vectors.read(FOLDER + file).utf8());
    while (found.find()) {
      var base64 = found.group(1).replaceAll("\\s|&#13;", "");
      certificates.add(Certificate.ofDer("signer", Bytes.ofBase64("signer", base64)));
    }
    return new CertificateChain(certificates);
  }

  /// NVIDIA answers for no leaf of a device.
  static ChainRules rules(Of of) {
    return of == Of.DEVICE
        ? new ChainRules(5, KeyAlgorithm.ECDSA_P384_SHA384, 1)
        : new ChainRules(4, KeyAlgorithm.ECDSA_P384_SHA384);
  }

  /// Anchors that trust the chain's root, whether it is among the vendors' or not.
  static TrustAnchors anchors(CertificateChain chain) {
    var root = chain.root().fingerprint();
    return TrustAnchors.vendorRoot(root).isPresent()
        ? TrustAnchors.production()
        : TrustAnchors.simulation(List.of(root));
  }

  /// Verifies this answer's chain with these answers.
  Verification<CertificateChain> verify(Instant now, OcspAnswer... answers) {
    return verify(of, now, List.of(answers));
  }

  static Verification<CertificateChain> verify(Of of, Instant now, List<OcspAnswer> answers) {
    var chain = chain(of);
    return ChainVerifier.verify(
        chain, rules(of), anchors(chain), new Revocation.Answers(answers, List.of()), now);
  }

  /// The answers about one chain.
  static List<OcspAnswer> about(Of of) {
    return Arrays.stream(values())
        .filter(answer -> answer.of == of || (of == Of.VBIOS && answer.isOfBothManifests()))
        .map(GenuineAnswers::answer)
        .toList();
  }

  private boolean isOfBothManifests() {
    return this == RIM_L3 || this == RIM_CA;
  }

  /// Half a day after the answer was given.
  Instant within() {
    return single().thisUpdate().plusSeconds(12 * 3600);
  }
}
