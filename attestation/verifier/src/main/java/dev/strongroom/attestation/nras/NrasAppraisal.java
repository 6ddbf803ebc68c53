package dev.strongroom.attestation.nras;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NrasRule;
import dev.strongroom.attestation.nras.NrasClaims.Failure;
import dev.strongroom.attestation.nras.NrasClaims.Statement;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Whether an authentic result is favourable, of this session, and about the devices whose Evidence
/// came with it. Pure; one instance an appraisal.
///
/// `secboot` and `dbgstat` are compared, since a result that denies them is not favourable, and
/// prove nothing more: NVIDIA's verifiers derive both from measurements that matched (`measres`),
/// whatever state the device is in. No policy should count them as checks of their own, and nothing
/// hands them on.
public final class NrasAppraisal {
  private static final int NONCE_BYTES = 32;

  private final NrasTokens tokens;
  private final Bytes nonce;
  private final Instant at;
  private final Gathered gathered = new Gathered();
  private final List<NrasDevice> devices;
  private boolean complete = true;

  private NrasAppraisal(Verified<NrasResult> verified, Bytes nonce) {
    this.tokens = verified.evidence().tokens();
    this.devices = verified.evidence().devices();
    this.nonce = nonce;
    this.at = verified.verifiedAt();
  }

  /// Appraises. The finding [NrasRule#NOT_LOCAL] is always there.
  ///
  /// @param nonce of this session, 32 bytes, which the devices' reports were made with
  /// @param sent every device whose Evidence came with the result
  /// @throws IllegalArgumentException for a nonce of another length, or of zeros
  public static List<Finding> appraise(
      Verified<NrasResult> verified, Bytes nonce, List<SentDevice> sent) {
    if (nonce.length() != NONCE_BYTES || nonce.isZero()) {
      throw new IllegalArgumentException("nonce: want 32 bytes, not all zero");
    }
    return new NrasAppraisal(verified, nonce).run(sent);
  }

  private List<Finding> run(List<SentDevice> sent) {
    if (!tokens.claims().passed()) {
      gathered.add("overall", NrasRule.RESULT, "x-nvidia-overall-att-result true", "false");
    }
    nonce("overall", tokens.claims().nonce());
    tokens
        .submodules()
        .forEach(
            (name, submodule) -> {
              switch (submodule.claims()) {
                case NrasClaims.V2(var device, var said) -> said(device, said, ClaimsVersion.V2);
                case NrasClaims.V3(var device, var said, var chains) -> {
                  said(device, said, ClaimsVersion.V3);
                  chains.forEach((claim, state) -> certificates(name, claim, state));
                }
                case Failure failure -> failed(name, failure);
              }
            });
    var findings = new ArrayList<>(gathered.findings());
    identities(sent).ifPresent(findings::add);
    findings.addAll(states(sent));
    findings.add(
        new Finding(
            NrasRule.NOT_LOCAL,
            "measurements, manifests and revocation looked at here",
            "the verdict of NVIDIA's service"));
    return findings;
  }

  // spec: RFC 9711 4.1: eat_nonce shows that the token was made for this session
  private void nonce(String token, Bytes seen) {
    if (!seen.equals(nonce)) {
      var shown = seen.length() == 0 ? "none" : seen.hex();
      gathered.add(token, NrasRule.NONCE, "eat_nonce " + nonce.hex(), shown);
    }
  }

  private void failed(String name, Failure failure) {
    complete = false;
    var rule = failure.code() == Failure.NONCE_NOT_MATCHING ? NrasRule.NONCE : NrasRule.RESULT;
    gathered.add(
        name,
        rule,
        "claims about the device",
        "error %d %s: %s".formatted(failure.code(), failure.message(), failure.description()));
  }

  private void said(NrasDevice device, Statement said, ClaimsVersion version) {
    var name = device.submodule();
    nonce(name, said.nonce());
    for (var check : NrasCheck.values()) {
      var value = Optional.ofNullable(said.checks().get(check));
      boolean needed = check.isOf(device.kind()) && check.isNeededIn(version);
      if (value.isPresent() ? !value.get() : needed) {
        claim(name, check.claim(device.kind()) + " true", value.map(v -> "" + v).orElse(""));
      }
    }
    if (!said.measres().equals("success")) {
      var shown = said.measres().isEmpty() ? "not said" : said.measres();
      gathered.add(name, NrasRule.MEASUREMENTS, "measres success", shown);
    }
    for (var mismatch : said.mismatches()) {
      var shown = (mismatch.index() + " " + mismatch.source()).strip();
      gathered.add(name, NrasRule.MEASUREMENTS, "no " + mismatch.claim(), shown);
    }
    restated(name, said);
    for (var warning : said.warnings()) {
      gathered.add(name, NrasRule.WARNED, "no x-nvidia-attestation-warning", warning);
    }
    for (var claim : said.denied()) {
      gathered.add(name, NrasRule.CLAIM_UNKNOWN, "no unknown claim that is false", claim);
    }
  }

  /// See the class comment: they restate `measres`.
  private void restated(String name, Statement said) {
    if (!said.secboot().orElse(false)) {
      claim(name, "secboot true", said.secboot().map(v -> "" + v).orElse(""));
    }
    if (!said.dbgstat().equals("disabled")) {
      claim(name, "dbgstat disabled", said.dbgstat());
    }
  }

  private void claim(String name, String wanted, String seen) {
    gathered.add(name, NrasRule.CLAIMS, wanted, seen.isEmpty() ? "not said" : seen);
  }

  private void certificates(String name, String claim, CertificateState state) {
    if (!state.isGoodAt(at)) {
      gathered.add(
          name, NrasRule.CERTIFICATES, claim + " valid, OCSP good, at " + at, state.text());
    }
  }

  // spec: RFC 9711 4.2.1: a ueid is one device's
  private Optional<Finding> identities(List<SentDevice> sent) {
    var named = new HashMap<String, String>();
    for (var device : devices) {
      var other = named.putIfAbsent(device.ueid(), device.submodule());
      if (other != null) {
        return Optional.of(
            new Finding(
                NrasRule.UEID,
                "distinct devices",
                "ueid '%s' in %s and %s".formatted(device.ueid(), other, device.submodule())));
      }
    }
    var wanted = new TreeSet<String>();
    sent.forEach(device -> wanted.add(device.ueid()));
    var seen = new TreeSet<>(named.keySet());
    // Of a device that the service could not judge no ueid is said.
    boolean fits = complete ? seen.equals(wanted) : wanted.containsAll(seen);
    return fits && wanted.size() == sent.size()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                NrasRule.UEID,
                "ueids of the Evidence sent: "
                    + sent.stream().map(SentDevice::ueid).sorted().toList(),
                seen.toString()));
  }

  private List<Finding> states(List<SentDevice> sent) {
    var byUeid = new HashMap<String, SentDevice>();
    sent.forEach(device -> byUeid.put(device.ueid(), device));
    var findings = new Gathered();
    for (var device : devices) {
      var shown = Optional.ofNullable(byUeid.get(device.ueid()));
      if (shown.isPresent()) {
        state(device, "hwmodel", shown.get().architecture(), device.architecture(), findings);
        state(device, "driver", shown.get().driverVersion(), device.driverVersion(), findings);
        state(device, "VBIOS", shown.get().vbiosVersion(), device.vbiosVersion(), findings);
      }
    }
    return findings.findings();
  }

  private static void state(
      NrasDevice device, String what, Optional<String> wanted, String seen, Gathered out) {
    if (wanted.isPresent() && !wanted.get().equals(seen)) {
      var shown = what + " " + (seen.isEmpty() ? "not said" : seen);
      out.add(device.submodule(), NrasRule.DEVICE, what + " " + wanted.get(), shown);
    }
  }
}
