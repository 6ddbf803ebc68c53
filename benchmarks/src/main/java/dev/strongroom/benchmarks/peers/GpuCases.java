package dev.strongroom.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.scheme.nvidia.EvidenceDocument;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Every set of devices below `gpu` that has a GPU in it, as one node in one session, with the
/// verdict of its page. Unless said otherwise the nonce is the one that the first report was made
/// with.
final class GpuCases {
  private static final String ACCEPT = "accept";
  private static final String REJECT = "reject: ";
  private static final String H100 = "hopper/h100-550.90.07";
  private static final Instant AT = Instant.parse("2026-06-01T00:00:00Z");

  /// The signers of both manifests are valid.
  private static final Instant OF_MANIFESTS = Instant.parse("2025-10-24T12:00:00Z");

  /// The answers about the device are current; those about the signers are two months ahead.
  private static final Instant OF_DEVICE_ANSWERS = Instant.parse("2025-08-21T12:00:00Z");

  private static final int NONCE_AT = 4;
  private static final int NONCE_BYTES = 32;

  private final Path vectors;
  private final Path made;
  private final Map<GpuCase, String> cases = new LinkedHashMap<>();

  private GpuCases(Path vectors, Path made) {
    this.vectors = vectors.toAbsolutePath().normalize();
    this.made = made.toAbsolutePath().normalize();
  }

  /// Every case with what its page says of it.
  ///
  /// @param vectors folder that holds `gpu`
  /// @param made folder for reports and chains that the vectors hold inside of documents
  static Map<GpuCase, String> of(Path vectors, Path made) throws MalformedException {
    var list = new GpuCases(vectors.resolve("gpu"), made);
    list.h100();
    list.hopper();
    list.blackwell();
    list.hosted();
    return list.cases;
  }

  private void h100() throws MalformedException {
    var folder = vectors.resolve(H100);
    var alone = folder(H100, ACCEPT);
    cases.put(
        alone.withNonce(", another nonce", Bytes.zeros(NONCE_BYTES)), REJECT + "another nonce");
    var driver = folder.resolve("NV_GPU_DRIVER_GH100_550.90.07.xml").toString();
    var vbios = folder.resolve("NV_GPU_VBIOS_1010_0200_882_96009F0001.xml").toString();
    cases.put(alone.with(", manifests", driver, vbios, List.of(), OF_MANIFESTS), ACCEPT);
    cases.put(
        alone.with(", manifests, OCSP", driver, vbios, answers(folder), OF_DEVICE_ANSWERS),
        REJECT + "answers of another day");
  }

  private static List<String> answers(Path folder) {
    try (var files = Files.list(folder.resolve("ocsp"))) {
      return files.map(Path::toString).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void hopper() throws MalformedException {
    folder("hopper/h100-535.86.09", ACCEPT);
    folder("hopper/h100-580.159.03", ACCEPT);
    folder("hopper/negative-bad-signature", REJECT + "signature");
    folder("hopper/negative-trailing-byte", REJECT + "one byte more");
    document("hopper/cert-hold-570.86.10.json", ACCEPT);
    document("hopper/ppcie-590.12-4gpu.json", REJECT + "four of eight GPUs");
    var board = "nvswitch/ppcie-hgx-590.12/";
    var devices = devices(board + "gpu_evidence.json", "GH100");
    devices.addAll(devices(board + "switch_evidence.json", "LS_10"));
    put(board + "*.json", devices, ACCEPT);
  }

  private void blackwell() throws MalformedException {
    var folder = "blackwell/b200-575.32";
    put(folder, List.of(device(folder, "GB100")), ACCEPT);
    var document = "blackwell/b200-mpt-590.48.01-gpus0-5.json";
    put(document, devices(document, "GB100"), ACCEPT);
  }

  private void hosted() throws MalformedException {
    var request = "/nras-v3-request.json";
    document("nras/h200-570.172.08-1gpu-ok" + request, ACCEPT);
    document("nras/h200-570.172.08-8gpu-ppcie-ok" + request, REJECT + "no switches");
    document("nras/h200-595.71.05-1gpu-tdx-bound-ok" + request, ACCEPT);
    var mismatch = "nras/h200-595.71.05-8gpu-nonce-mismatch" + request;
    var asked = StrictJson.read(bytes(mismatch), JsonNode.class).path("nonce").asText();
    cases.put(
        GpuCase.ofEvidence(mismatch, Bytes.ofHex("nonce", asked), devices(mismatch, "GH100"), AT),
        REJECT + "another nonce");
  }

  private GpuCase folder(String name, String expected) {
    return put(name, List.of(device(name, "GH100")), expected);
  }

  private void document(String name, String expected) throws MalformedException {
    put(name, devices(name, "GH100"), expected);
  }

  private GpuCase put(String name, List<GpuCase.Device> devices, String expected) {
    var report = PeerCase.read(devices.getFirst().report());
    var nonce = report.slice(NONCE_AT, NONCE_AT + NONCE_BYTES);
    var made = GpuCase.ofEvidence(name, nonce, devices, AT);
    cases.put(made, expected);
    return made;
  }

  private GpuCase.Device device(String folder, String architecture) {
    var path = vectors.resolve(folder);
    return new GpuCase.Device(
        architecture,
        path.resolve("report.bin").toString(),
        path.resolve("cert-chain.pem").toString());
  }

  /// The devices of a document, each written to files of its own.
  private List<GpuCase.Device> devices(String document, String architecture)
      throws MalformedException {
    var devices = new ArrayList<GpuCase.Device>();
    for (Evidence one : EvidenceDocument.parse(bytes(document)).devices()) {
      var name = document.replace('/', '-') + "-" + devices.size();
      devices.add(
          new GpuCase.Device(
              architecture,
              write(name + "-report.bin", one.report()),
              write(name + "-chain.pem", one.chain())));
    }
    return devices;
  }

  private Bytes bytes(String path) {
    return PeerCase.read(vectors.resolve(path).toString());
  }

  private String write(String name, Bytes content) {
    var path = made.resolve(name);
    try {
      Files.createDirectories(made);
      Files.write(path, content.toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return path.toString();
  }
}
