package dev.strongroom.attestation.nras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.nras.NrasClaims.Mismatch;
import dev.strongroom.attestation.nras.NrasClaims.Statement;
import dev.strongroom.attestation.nras.NrasDevice.Kind;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.Printable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads the claims of one submodule. The service adds claims without a new version, so unknown
/// ones are passed over; one that is false is kept, for it may deny what matters.
final class ClaimsReader {
  private static final String ERROR = "x-nvidia-error-details";
  private static final String SECBOOT = "secboot";
  private static final String MISMATCHED_MEASUREMENTS = "x-nvidia-mismatch-measurement-records";
  private static final String MISMATCHED_OPAQUE = "x-nvidia-mismatch-opaque-data-records";
  private static final String MISMATCHED_INDEXES = "x-nvidia-mismatch-indexes";

  private static final Map<Kind, List<String>> CHAINS =
      Map.of(
          Kind.GPU,
          List.of("attestation-report-cert-chain", "driver-rim-cert-chain", "vbios-rim-cert-chain"),
          Kind.SWITCH,
          List.of("attestation-report-cert-chain", "bios-rim-cert-chain"));

  private final String name;
  private final Members claims;
  private final ClaimsVersion version;
  private final Kind kind;
  private final List<String> denied = new ArrayList<>();

  ClaimsReader(String name, Members claims, ClaimsVersion version) {
    this.name = name;
    this.claims = claims;
    this.version = version;
    this.kind = name.startsWith("SWITCH") ? Kind.SWITCH : Kind.GPU;
  }

  NrasClaims read() throws MalformedException {
    if (claims.has(ERROR)) {
      var error = claims.object(ERROR);
      return new NrasClaims.Failure(
          error.number("code", Integer.MAX_VALUE),
          error.textOrNone("message"),
          error.textOrNone("description"));
    }
    var checks = checks();
    var known = new HashSet<>(Set.of(SECBOOT));
    checks.keySet().forEach(check -> known.add(check.claim(kind)));
    denied(claims, known);
    return switch (version) {
      case V2 -> new NrasClaims.V2(device(), statement(checks));
      case V3 -> {
        var chains = chains();
        yield new NrasClaims.V3(device(), statement(checks), chains);
      }
    };
  }

  private NrasDevice device() throws MalformedException {
    var bios = kind == Kind.GPU ? "x-nvidia-gpu-vbios-version" : "x-nvidia-switch-bios-version";
    return new NrasDevice(
        name,
        kind,
        claims.textOrNone("ueid"),
        claims.textOrNone("hwmodel"),
        claims.textOrNone("x-nvidia-gpu-driver-version"),
        claims.textOrNone(bios),
        claims.textOrNone("x-nvidia-gpu-mode"));
  }

  private Statement statement(Map<NrasCheck, Boolean> checks) throws MalformedException {
    return new Statement(
        claims.nonceOrNone("eat_nonce"),
        checks,
        claims.textOrNone("measres"),
        claims.flagOrNone(SECBOOT),
        claims.textOrNone("dbgstat"),
        mismatches(),
        claims.texts("x-nvidia-attestation-warning"),
        denied);
  }

  private Map<NrasCheck, Boolean> checks() throws MalformedException {
    var checks = new EnumMap<NrasCheck, Boolean>(NrasCheck.class);
    for (var check : NrasCheck.values()) {
      if (check.isOf(kind)) {
        claims.flagOrNone(check.claim(kind)).ifPresent(value -> checks.put(check, value));
      }
    }
    return checks;
  }

  private SortedMap<String, CertificateState> chains() throws MalformedException {
    var chains = new TreeMap<String, CertificateState>();
    for (var suffix : CHAINS.getOrDefault(kind, List.of())) {
      var claim = kind.prefix() + suffix;
      if (claims.has(claim)) {
        var chain = claims.object(claim);
        denied(chain, CertificateState.NAMES);
        chains.put(claim, CertificateState.of(chain));
      } else {
        chains.put(claim, CertificateState.NOT_SAID);
      }
    }
    return chains;
  }

  private List<Mismatch> mismatches() throws MalformedException {
    var mismatches = new ArrayList<Mismatch>();
    for (var element : claims.elements(MISMATCHED_INDEXES)) {
      mismatches.add(mismatch(MISMATCHED_INDEXES, element, ""));
    }
    for (var element : claims.elements(MISMATCHED_MEASUREMENTS)) {
      var record = Members.of(MISMATCHED_MEASUREMENTS, element);
      var source = record.textOrNone("measurementSource");
      mismatches.add(mismatch(MISMATCHED_MEASUREMENTS, record.member("index"), source));
    }
    for (var element : claims.elements(MISMATCHED_OPAQUE)) {
      var record = Members.of(MISMATCHED_OPAQUE, element);
      mismatches.add(mismatch(MISMATCHED_OPAQUE, record.member("id"), record.textOrNone("name")));
    }
    return mismatches;
  }

  private Mismatch mismatch(String claim, JsonNode index, String source) throws MalformedException {
    return new Mismatch(claim, claims.number(claim, index, Integer.MAX_VALUE), source);
  }

  private void denied(Members members, Set<String> known) {
    for (var member : members.object().properties()) {
      boolean denies = member.getValue().isBoolean() && !member.getValue().booleanValue();
      if (denies && !known.contains(member.getKey())) {
        denied.add(Printable.name(member.getKey()));
      }
    }
  }
}
