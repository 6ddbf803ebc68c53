package dev.strongroom.collateral;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.scheme.nvidia.NvidiaCollateral;
import dev.strongroom.attestation.scheme.nvidia.NvidiaManifests;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.OpaqueData;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.attestation.scheme.nvidia.rim.RimKind;
import dev.strongroom.attestation.trust.OcspAnswer;
import dev.strongroom.collateral.item.RimAnswer;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// NVIDIA's collateral in single files beside Evidence, told apart by what they hold: manifests as
/// XML or as the RIM service answers them, OCSP answers and revocation lists in DER. Nothing in it
/// is trusted.
///
/// A manifest does not say its id. It is the file's name, less its extension, if that is an id
/// which the report needs; else the one that the report needs by version and chip.
final class LooseNvidia {
  private static final String ISSUER = "NVIDIA ";
  private static final int DER_SEQUENCE = 0x30;

  private final List<Manifest> manifests = new ArrayList<>();
  private final List<OcspAnswer> answers = new ArrayList<>();
  private final List<RevocationList> lists = new ArrayList<>();

  /// @param id what the file calls it, empty if that is no id
  private record Manifest(Path file, Optional<RimId> id, Bytes xml) {
    Rim as(RimId known) throws MalformedException {
      try {
        return Rim.parse(known, xml);
      } catch (MalformedException e) {
        throw new MalformedException(file.toString(), -1, String.valueOf(e.getMessage()), e);
      }
    }
  }

  /// Takes `content` if it is collateral of NVIDIA's.
  ///
  /// @return false if it is something else
  /// @throws MalformedException if it calls itself a manifest and has another form
  boolean takes(Path file, Bytes content) throws MalformedException {
    if (content.length() == 0) {
      return false;
    }
    return switch (content.at(0)) {
      case '<' -> takesManifest(file, content);
      case '{' -> takesAnswer(file, content);
      case DER_SEQUENCE -> takesOcsp(content) || takesList(content);
      default -> false;
    };
  }

  private boolean takesManifest(Path file, Bytes xml) {
    return manifests.add(new Manifest(file, id(file), xml));
  }

  private static Optional<RimId> id(Path file) {
    try {
      return Optional.of(
          RimId.parse(
              String.valueOf(file.getFileName()).replaceFirst("\\.(xml|swidtag|rim)$", "")));
    } catch (MalformedException _) {
      return Optional.empty();
    }
  }

  private boolean takesAnswer(Path file, Bytes content) throws MalformedException {
    JsonNode json;
    try {
      json = StrictJson.read(content, JsonNode.class);
    } catch (MalformedException _) {
      return false;
    }
    if (!json.has("rim") || !json.has("id")) {
      return false;
    }
    var rim = RimAnswer.read(file.toString(), content);
    return manifests.add(new Manifest(file, Optional.of(rim.id()), rim.xml()));
  }

  private boolean takesOcsp(Bytes content) {
    try {
      return answers.add(
          new OcspAnswer(OcspResponse.ofDer("OCSP answer", content), Optional.empty()));
    } catch (MalformedException _) {
      return false;
    }
  }

  private boolean takesList(Bytes content) {
    try {
      var list = RevocationList.ofDer("revocation list", content);
      return list.issuer().utf8().contains(ISSUER) && lists.add(list);
    } catch (MalformedException _) {
      return false;
    }
  }

  /// What `bundle` has, then what was taken. What lies beside Evidence may come from its sender: a
  /// manifest of it displaces none of the bundle. Answers and lists all count, for any of them that
  /// says that a certificate is revoked refuses it.
  ///
  /// @param evidence beside which it lay
  /// @throws MalformedException if a manifest is none that this Evidence needs, or two differ that
  ///   it needs under one id
  NvidiaCollateral and(NvidiaCollateral bundle, Evidence evidence) throws MalformedException {
    var given = new LinkedHashMap<RimId, Rim>();
    for (var one : manifests) {
      var rim = needed(one, evidence);
      var other = given.putIfAbsent(rim.id(), rim);
      if (other != null && !other.equals(rim)) {
        throw new MalformedException(
            one.file().toString(), -1, "is another " + rim.title() + " than one beside it");
      }
    }
    bundle.rims().forEach(rim -> given.put(rim.id(), rim));
    var allAnswers = new ArrayList<>(bundle.answers());
    allAnswers.addAll(answers);
    var allLists = new ArrayList<>(bundle.lists());
    allLists.addAll(lists);
    return new NvidiaCollateral(List.copyOf(given.values()), allAnswers, allLists);
  }

  private static Rim needed(Manifest one, Evidence evidence) throws MalformedException {
    if (evidence.scheme() != Scheme.NVIDIA_GPU) {
      throw new MalformedException(
          one.file().toString(), -1, "is a manifest of NVIDIA's, beside Evidence that is not");
    }
    var opaque = NvidiaReport.parse(evidence.report()).opaque();
    var architecture = NvidiaArchitecture.ofLeaf(CertificateChain.parse(evidence.chain()).leaf());
    var needed = NvidiaManifests.needed(architecture, opaque);
    if (one.id().isPresent() && needed.contains(one.id().get())) {
      return one.as(one.id().get());
    }
    for (var id : needed) {
      var rim = one.as(id);
      if (rim.product().equals(NvidiaManifests.product(architecture))
          && rim.version().equalsIgnoreCase(version(id.kind(), opaque))) {
        return rim;
      }
    }
    throw new MalformedException(
        one.file().toString(),
        -1,
        "is a manifest that the report does not need: it needs "
            + needed.stream().map(RimId::text).collect(Collectors.joining(" and ")));
  }

  private static String version(RimKind kind, OpaqueData opaque) {
    return switch (opaque) {
      case OpaqueData.Switch one -> one.vbiosVersion();
      case OpaqueData.Gpu gpu ->
          switch (kind) {
            case DRIVER -> gpu.driverVersion();
            case VBIOS, SWITCH_BIOS -> gpu.vbiosVersion();
          };
    };
  }
}
