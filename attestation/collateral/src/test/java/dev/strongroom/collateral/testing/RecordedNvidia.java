package dev.strongroom.collateral.testing;

import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.collateral.fetch.Transport.Answer;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.item.NvidiaItem;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// NVIDIA's genuine manifests and answers of one H100. The answer of the RIM service around a
/// manifest is of our own making: the folder of genuine evidence has the manifests alone.
public final class RecordedNvidia {
  public static final String H100 = "gpu/hopper/h100-550.90.07/";

  /// When the answers about the device hold, and when those about the manifests' signers do.
  public static final Instant OF_DEVICES = Instant.parse("2025-08-21T12:00:00Z");

  public static final Instant OF_SIGNERS = Instant.parse("2025-10-24T20:00:00Z");

  private static final List<String> IDS =
      List.of("NV_GPU_DRIVER_GH100_550.90.07", "NV_GPU_VBIOS_1010_0200_882_96009F0001");
  private static final List<String> DEVICE =
      List.of("device-brom-l4", "device-provisioner-l3", "device-identity-l2");
  private static final List<String> SIGNERS =
      List.of("driver-rim-signer-l4", "vbios-rim-signer-l4", "rim-l3", "rim-gh100-ca-l2");

  private RecordedNvidia() {}

  /// The JSON in which the service answers with `xml`.
  public static Bytes json(String id, Bytes xml) {
    return StrictJson.write(
        Map.of(
            "id",
            id,
            "rim",
            Base64.getEncoder().encodeToString(xml.toArray()),
            "sha256",
            xml.sha256().hex(),
            "rim_format",
            "TCG"));
  }

  public static Bytes xml(String id) {
    return Vectors.read(H100 + id + ".xml");
  }

  public static List<Material> manifests() {
    var all = new ArrayList<Material>();
    for (var id : IDS) {
      all.add(material(manifest(id), json(id, xml(id)), OF_DEVICES));
    }
    return all;
  }

  public static NvidiaItem.Rim manifest(String id) {
    try {
      return new NvidiaItem.Rim(RimId.parse(id));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  public static List<Material> deviceAnswers() {
    return answers(DEVICE, OF_DEVICES);
  }

  public static List<Material> signerAnswers() {
    return answers(SIGNERS, OF_SIGNERS);
  }

  private static List<Material> answers(List<String> names, Instant at) {
    var all = new ArrayList<Material>();
    for (var name : names) {
      var der = Vectors.read(H100 + "ocsp/" + name + ".der");
      all.add(material(ocsp(der), der, at));
    }
    return all;
  }

  private static NvidiaItem.Ocsp ocsp(Bytes der) {
    try {
      var single = OcspResponse.ofDer("ocsp", der).singles().getFirst();
      return new NvidiaItem.Ocsp(single.certificate());
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Material material(NvidiaItem item, Bytes body, Instant at) {
    try {
      return Material.parse(item, body, Bytes.empty(), at);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What the services answer; 404 to anything else.
  static Answer answer(NvidiaItem item) {
    var all = new ArrayList<>(manifests());
    all.addAll(deviceAnswers());
    all.addAll(signerAnswers());
    return all.stream()
        .filter(material -> material.item().equals(item))
        .findFirst()
        .map(material -> new Answer(200, Map.of(), material.body()))
        .orElse(new Answer(404, Map.of(), Bytes.empty()));
  }
}
