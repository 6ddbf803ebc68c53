package dev.strongroom.benchmarks;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.scheme.nvidia.NvidiaCollateral;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.attestation.trust.OcspAnswer;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// NVIDIA's manifests and answers as they lie in files.
///
/// @param manifests XML, by id
/// @param answers OCSP responses, DER; they answer no nonce of ours
public record NvidiaFiles(Map<RimId, Bytes> manifests, List<Bytes> answers) {
  private static final String XML = ".xml";

  public NvidiaFiles {
    manifests = Map.copyOf(manifests);
    answers = List.copyOf(answers);
  }

  /// Reads files; a manifest's name is its id.
  public static NvidiaFiles read(List<String> manifests, List<String> answers)
      throws MalformedException {
    var byId = new LinkedHashMap<RimId, Bytes>();
    for (var path : manifests) {
      var name = Path.of(path).getFileName().toString();
      byId.put(RimId.parse(name.substring(0, name.length() - XML.length())), bytes(path));
    }
    return new NvidiaFiles(byId, answers.stream().map(NvidiaFiles::bytes).toList());
  }

  private static Bytes bytes(String path) {
    try {
      return Bytes.copyOf(Files.readAllBytes(Path.of(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What they say, nothing verified.
  public Collateral parse() throws MalformedException {
    var rims = new ArrayList<Rim>();
    for (var manifest : manifests.entrySet()) {
      rims.add(Rim.parse(manifest.getKey(), manifest.getValue()));
    }
    var parsed = new ArrayList<OcspAnswer>();
    for (var answer : answers) {
      parsed.add(new OcspAnswer(OcspResponse.ofDer("answer", answer), Optional.empty()));
    }
    return Collateral.none().withNvidia(new NvidiaCollateral(rims, parsed, List.of()));
  }
}
