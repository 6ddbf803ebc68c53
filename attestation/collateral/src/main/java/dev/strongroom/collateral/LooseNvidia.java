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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// NVIDIA's collateral in single files beside Evidence, told apart by what they hold: manifests as
/// XML or as the RIM service answers them, OCSP answers and revocation lists in DER. Nothing in it
/// is trusted.
///
/// A manifest does not say its id. It is the file's name, less its extension; of a file with
/// another name it is the id that the report needs by version and chip.
final class LooseNvidia {
  private static final String ISSUER = "NVIDIA ";
  private static final int DER_SEQUENCE = 0x30;

  private final List<Rim> rims = new ArrayList<>();
  private final List<Unnamed> unnamed = new ArrayList<>();
  private final List<OcspAnswer> answers = new ArrayList<>();
  private final List<RevocationList> lists = new ArrayList<>();

  /// A manifest of which the file does not say the id.
  private record Unnamed(String file, Bytes xml) {}

  /// Takes `content` if it is collateral of NVIDIA's.
  ///
  /// @param file name without its folder
  /// @return false if it is something else
  /// @throws MalformedException if it calls itself a manifest and has another form
  boolean takes(String file, Bytes content) throws MalformedException {
    if (content.length() == 0) {
      return false;
    }
    return switch (content.at(0)) {
      case '<' -> takesManifest(file, content);
      case '{' -> takesAnswer(content);
      case DER_SEQUENCE -> takesOcsp(content) || takesList(content);
      default -> false;
    };
  }

  private boolean takesManifest(String file, Bytes xml) throws MalformedException {
    var id = id(file);
    if (id.isPresent()) {
      rims.add(Rim.parse(id.get(), xml));
    } else {
      unnamed.add(new Unnamed(file, xml));
    }
    return true;
  }

  private static Optional<RimId> id(String file) {
    try {
      return Optional.of(RimId.parse(file.replaceFirst("\\.(xml|swidtag|rim)$", "")));
    } catch (MalformedException _) {
      return Optional.empty();
    }
  }

  private boolean takesAnswer(Bytes content) throws MalformedException {
    JsonNode json;
    try {
      json = StrictJson.read(content, JsonNode.class);
    } catch (MalformedException _) {
      return false;
    }
    if (!json.has("rim") || !json.has("id")) {
      return false;
    }
    rims.add(RimAnswer.read("manifest", content));
    return true;
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
  /// @throws MalformedException if a manifest is none that this Evidence needs
  NvidiaCollateral and(NvidiaCollateral bundle, Evidence evidence) throws MalformedException {
    var given = new ArrayList<>(rims);
    for (var one : unnamed) {
      given.add(named(one, evidence));
    }
    var allRims = new ArrayList<>(bundle.rims());
    for (var rim : given) {
      if (allRims.stream().noneMatch(known -> known.id().equals(rim.id()))) {
        allRims.add(rim);
      }
    }
    var allAnswers = new ArrayList<>(bundle.answers());
    allAnswers.addAll(answers);
    var allLists = new ArrayList<>(bundle.lists());
    allLists.addAll(lists);
    return new NvidiaCollateral(allRims, allAnswers, allLists);
  }

  private static Rim named(Unnamed one, Evidence evidence) throws MalformedException {
    if (evidence.scheme() == Scheme.NVIDIA_GPU) {
      var report = NvidiaReport.parse(evidence.report());
      var architecture = NvidiaArchitecture.ofLeaf(CertificateChain.parse(evidence.chain()).leaf());
      for (var id : NvidiaManifests.needed(architecture, report.opaque())) {
        var rim = Rim.parse(id, one.xml());
        if (rim.product().equals(NvidiaManifests.product(architecture))
            && rim.version().equalsIgnoreCase(version(id.kind(), report.opaque()))) {
          return rim;
        }
      }
    }
    throw new MalformedException(
        one.file(), -1, "is a manifest that the report does not need, or name it by its id");
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
