package dev.strongroom.collateral;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.dcap.tcb.QeIdentity;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbInfo;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Collateral in single files beside Evidence, told apart by what they hold: Intel's answers (TCB
/// info, quoting enclave identity), both with their lists in one JSON object as dcap-qvl writes it,
/// TCB signing chains, revocation lists in DER. Nothing in it is trusted.
final class LooseCollateral {
  private static final String TCB_SIGNING = "Intel SGX TCB Signing";
  private static final String AMD_ROOT = "ARK-";
  private static final String INTEL_ROOT = "Intel SGX Root CA";
  private static final int DER_SEQUENCE = 0x30;

  private final List<DcapCollateral> whole = new ArrayList<>();
  private final List<TcbInfo> tcbInfos = new ArrayList<>();
  private final List<QeIdentity> identities = new ArrayList<>();
  private final List<CertificateChain> signingChains = new ArrayList<>();
  private final List<RevocationList> lists = new ArrayList<>();

  /// Takes `content` if it is collateral.
  ///
  /// @return false if it is something else, which may be a report or a chain
  /// @throws MalformedException if it calls itself collateral and has another form
  boolean takes(Bytes content) throws MalformedException {
    if (content.length() == 0) {
      return false;
    }
    return switch (content.at(0)) {
      case '{' -> takesJson(content);
      case DER_SEQUENCE -> takesList(content);
      default -> false;
    };
  }

  private boolean takesJson(Bytes content) throws MalformedException {
    JsonNode json;
    try {
      json = StrictJson.read(content, JsonNode.class);
    } catch (MalformedException _) {
      return false;
    }
    if (json.has("tcb_info")) {
      whole.add(DcapCollateral.ofJson(content));
    } else if (json.has("tcbInfo")) {
      tcbInfos.add(TcbInfo.ofResponse(content));
    } else if (json.has("enclaveIdentity")) {
      identities.add(QeIdentity.ofResponse(content));
    } else {
      return false;
    }
    return true;
  }

  private boolean takesList(Bytes content) {
    try {
      lists.add(RevocationList.ofDer("revocation list", content));
      return true;
    } catch (MalformedException _) {
      return false;
    }
  }

  /// Takes a chain that signs Intel's answers, and no other.
  boolean takes(List<Certificate> chain) {
    if (!chain.getFirst().commonName().equals(TCB_SIGNING)) {
      return false;
    }
    signingChains.add(new CertificateChain(chain));
    return true;
  }

  /// What `bundle` has, then what was taken: what lies beside Evidence may come from its sender, so
  /// it counts only for platforms of which the operator's bundle has nothing, of whatever set, and
  /// an older list of theirs displaces none of the bundle. Of several sets of one platform the
  /// newest decides, or the one whose number was asked for, and the others say what would change by
  /// them.
  ///
  /// @param set a number asks for that very set; which of these files is the early or the standard
  ///   set, nobody can tell
  /// @throws MalformedException if some of Intel's collateral is there, and the rest is missing
  Collateral and(Collateral bundle, EvaluationSet set) throws MalformedException {
    var dcap = new ArrayList<>(bundle.dcap());
    var others = new ArrayList<>(bundle.otherSets());
    var known =
        Stream.concat(
                bundle.dcap().stream(),
                bundle.otherSets().stream().map(Collateral.OtherSet::collateral))
            .map(Platform::of)
            .collect(Collectors.toSet());
    var beside =
        Stream.concat(whole.stream(), assembled().stream())
            .sorted(Comparator.comparingInt(LooseCollateral::evaluation).reversed())
            .filter(loose -> !known.contains(Platform.of(loose)))
            .toList();
    var taken = new HashSet<Platform>();
    for (var loose : beside) {
      if (isWanted(loose, set) && taken.add(Platform.of(loose))) {
        dcap.add(withNewestLists(loose, bundle.dcap()));
      } else {
        others.add(new Collateral.OtherSet("" + evaluation(loose), loose));
      }
    }
    return new Collateral(
        revocation(bundle.amdRevocation()), dcap, bundle.issuers(), bundle.nvidia(), others);
  }

  private static boolean isWanted(DcapCollateral loose, EvaluationSet set) {
    return switch (set) {
      case EvaluationSet.Pinned(int number) -> number == evaluation(loose);
      case EvaluationSet.Update _ -> true;
    };
  }

  private static int evaluation(DcapCollateral loose) {
    return loose.tcbInfo().tcbEvaluationDataNumber();
  }

  /// What collateral is about.
  private record Platform(Tee tee, Bytes fmspc, Bytes ca) {
    static Platform of(DcapCollateral collateral) {
      var info = collateral.tcbInfo();
      return new Platform(info.tee(), info.fmspc(), collateral.pckCrl().issuer());
    }
  }

  private static DcapCollateral withNewestLists(DcapCollateral loose, List<DcapCollateral> bundle) {
    return new DcapCollateral(
        loose.tcbInfo(),
        loose.tcbInfoChain(),
        loose.qeIdentity(),
        loose.qeIdentityChain(),
        newest(loose.rootCrl(), bundle.stream().map(DcapCollateral::rootCrl)),
        newest(loose.pckCrl(), bundle.stream().map(DcapCollateral::pckCrl)));
  }

  private static RevocationList newest(RevocationList loose, Stream<RevocationList> bundled) {
    return Stream.concat(bundled, Stream.of(loose))
        .filter(list -> list.issuer().equals(loose.issuer()))
        .reduce(loose, (one, two) -> two.thisUpdate().isAfter(one.thisUpdate()) ? two : one);
  }

  /// All lists of both: a serial number that any of an issuer's lists names is revoked.
  private Revocation revocation(Revocation bundled) {
    var amd = new ArrayList<RevocationList>();
    if (bundled instanceof Revocation.Given(var given)) {
      amd.addAll(given);
    }
    lists.stream().filter(list -> isOf(list, AMD_ROOT)).forEach(amd::add);
    return amd.isEmpty() ? new Revocation.NotGiven() : new Revocation.Given(amd);
  }

  private static boolean isOf(RevocationList list, String issuer) {
    return list.issuer().utf8().contains(issuer);
  }

  private List<DcapCollateral> assembled() throws MalformedException {
    if (tcbInfos.isEmpty() && identities.isEmpty()) {
      return List.of();
    }
    var info = one("TCB info (tcbInfo)", tcbInfos);
    var identity = one("quoting enclave identity (enclaveIdentity)", identities);
    var chain = one("TCB signing chain (PEM)", signingChains);
    var intel = lists.stream().filter(list -> !isOf(list, AMD_ROOT)).toList();
    var rootList =
        one(
            "revocation list of Intel's root (DER)",
            intel.stream().filter(list -> isOf(list, INTEL_ROOT)).toList());
    var pckList =
        one(
            "revocation list of the PCK's CA (DER)",
            intel.stream().filter(list -> !isOf(list, INTEL_ROOT)).toList());
    return List.of(new DcapCollateral(info, chain, identity, chain, rootList, pckList));
  }

  private static <T> T one(String what, List<T> found) throws MalformedException {
    var only = found.size() == 1 ? Optional.of(found.getFirst()) : Optional.<T>empty();
    return only.orElseThrow(
        () ->
            new MalformedException(
                "collateral beside the quote",
                -1,
                "got " + found.size() + " of " + what + ", want 1"));
  }
}
