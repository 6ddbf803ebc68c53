package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.finding.PolicyRule;
import dev.strongroom.attestation.policy.AppliedPolicy;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.json.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Verifies and appraises what one node shows, of any scheme, by its owner's appraisal policy: for
/// Relying Parties (RFC 9334, section 5). Every finding is gathered. Thread-safe, pure.
///
/// What a node is before it gets a key, [NodeAppraisal] decides.
public final class EvidenceAppraisal {
  private static final int MR_CONFIG_ID_BYTES = 48;

  private final Session session;
  private final Conditions conditions;
  private final List<Finding> findings = new ArrayList<>();

  private EvidenceAppraisal(Session session, Conditions conditions) {
    this.session = session;
    this.conditions = conditions;
  }

  /// Parses, verifies and appraises.
  ///
  /// @param evidence as received; its init-data may be empty
  /// @param session what it must be bound to
  /// @param policy what is accepted; empty refuses
  /// @param collateral fetched beforehand
  /// @param anchors which roots are trusted
  /// @param now the time to verify at
  /// @return the verdict, with every finding; findings about devices name `devices[i]`
  /// @throws MalformedException if a report, chain, init-data or ticket has another form than it
  ///   must have, or devices are shown without a device nonce
  public static AttestationResult<ClaimsTree> appraise(
      EvidenceSet evidence,
      Session session,
      Optional<AppliedPolicy> policy,
      Collateral collateral,
      TrustAnchors anchors,
      Instant now)
      throws MalformedException {
    var conditions = Conditions.of(policy, collateral, anchors, now);
    return new EvidenceAppraisal(session, conditions).run(evidence, policy);
  }

  /// The same, with chains of accelerators that were verified before at hand. The verdict is the
  /// same.
  ///
  /// @param cache kept between nodes
  public static AttestationResult<ClaimsTree> appraise(
      EvidenceSet evidence,
      Session session,
      Optional<AppliedPolicy> policy,
      Collateral collateral,
      TrustAnchors anchors,
      Instant now,
      VerificationCache cache)
      throws MalformedException {
    var conditions = Conditions.of(policy, collateral, anchors, now, cache);
    return new EvidenceAppraisal(session, conditions).run(evidence, policy);
  }

  private AttestationResult<ClaimsTree> run(EvidenceSet evidence, Optional<AppliedPolicy> policy)
      throws MalformedException {
    var cpu = cpu(evidence);
    var devices = devices(evidence.devices());
    if (policy.isEmpty()) {
      // spec: RFC 9334 8.5: Evidence is appraised by a policy; without one nothing is accepted
      findings.add(new Finding(PolicyRule.ABSENT, "a policy", "none"));
    }
    if (cpu.isEmpty() || policy.isEmpty()) {
      return new AttestationResult.Contraindicated<>(findings, conditions.now());
    }
    var shown = cpu.get().withDevices(devices.claims());
    if (!evidence.devices().isEmpty()) {
      shown = shown.withDevicesBoundBy(boundBy());
    }
    var claims = workload(shown, evidence.initData());
    var profile = conditions.anchors().profile();
    var all = policy.get().findings(claims, findings, profile, conditions.now());
    return AttestationResult.of(Optional.of(claims.withFindings(findings)), all, conditions.now());
  }

  private Optional<ClaimsTree> cpu(EvidenceSet evidence) throws MalformedException {
    if (evidence.cpu().scheme() == Scheme.NVIDIA_GPU) {
      findings.add(new Finding(NodeRule.CPU_SCHEME, "a CPU's", evidence.cpu().scheme().text()));
      return Optional.empty();
    }
    var carried = session.binding().carried(session.nonce(), evidence.devices());
    var seen = EvidenceInspection.look(evidence.cpu(), Optional.of(carried), conditions);
    findings.addAll(seen.findings());
    boolean bound = !(session.binding() instanceof Binding.None) && !evidence.devices().isEmpty();
    if (bound && Seen.isOfAnotherSession(seen.findings())) {
      findings.add(notOfTheseDevices(evidence.devices().size()));
    }
    return seen.claims();
  }

  /// The link between CPU and accelerators is broken.
  static Finding notOfTheseDevices(int count) {
    return new Finding(
        NodeRule.DEVICE_BINDING,
        "a CPU's report over this session and exactly the %d device reports that are shown"
            .formatted(count),
        "one over something else");
  }

  private NodeDevices devices(List<Evidence> devices) throws MalformedException {
    if (devices.isEmpty()) {
      return NodeDevices.none();
    }
    var nonce =
        session
            .deviceNonce()
            .orElseThrow(
                () ->
                    new MalformedException("deviceNonce", -1, "is needed where devices are shown"));
    var seen = NodeDevices.appraise(devices, Optional.of(nonce), conditions);
    findings.addAll(seen.findings());
    switch (session.binding()) {
      case Binding.None _ -> {
        for (var subject : seen.verified().keySet()) {
          findings.add(
              new Finding(
                      NodeRule.DEVICE_UNBOUND,
                      "a digest of its report in the CPU's",
                      "a nonce alone, which any machine's accelerator answers")
                  .about(subject));
        }
      }
      case Binding.Digest _ -> {}
      case Binding.Declared declared -> {
        if (!declared.speaksOf(session.nonce(), devices)) {
          findings.add(
              new Finding(
                  NodeRule.DEVICE_BINDING,
                  "a document of exactly these devices, hashed with the session's nonce",
                  "another document, or no nonce beside it"));
        }
      }
    }
    return seen;
  }

  private String boundBy() {
    return switch (session.binding()) {
      case Binding.None _ -> "nothing";
      case Binding.Digest _, Binding.Declared _ -> "software";
    };
  }

  /// The same claims with the workload, if the CPU measured the init-data and that names the
  /// ticket.
  private ClaimsTree workload(ClaimsTree claims, Bytes initData) throws MalformedException {
    if (initData.length() == 0) {
      session.ticket().ifPresent(this::ticketWithoutInitData);
      return claims;
    }
    var digest = InitData.hostData(initData);
    boolean azure = claims.text("azure.pcrs.8").isPresent();
    var want = azure ? firstExtension(digest) : digest.hex();
    var seen = azure ? claims.text("azure.pcrs.8") : bound(claims);
    if (!seen.equals(Optional.of(want))) {
      findings.add(
          new Finding(
              NodeRule.INIT_DATA,
              (azure ? "PCR8 " : "a digest of ") + want,
              seen.orElse("none in this scheme")));
      return claims;
    }
    if (session.ticket().isEmpty()) {
      return claims;
    }
    var ticket = session.ticket().get();
    var named = InitData.parse(initData).ticketDigest();
    if (!named.equals(Ticket.digest(ticket))) {
      findings.add(
          new Finding(NodeRule.TICKET, "ticket " + named.hex(), Ticket.digest(ticket).hex()));
      return claims;
    }
    // No signature is asked for: the measured init-data vouches for these very bytes.
    return claims.withWorkload(StrictJson.read(ticket.payload(), Ticket.class).workload());
  }

  private void ticketWithoutInitData(Envelope ticket) {
    findings.add(
        new Finding(NodeRule.TICKET, "init-data that names it", Ticket.digest(ticket).hex()));
  }

  /// A guest of Azure's extends PCR 8 with the digest before anything else does. What the host
  /// bound at launch there says nothing: the paravisor hands it to nobody.
  // spec: TPM 2.0 Part 1, 17.4: PCR.new = H(PCR.old || digest)
  private static String firstExtension(Bytes digest) {
    return Bytes.zeros(digest.length()).concat(digest).sha256().hex();
  }

  /// What the host bound at launch. A field longer than the digest ends in zeros (Confidential
  /// Containers init-data 0.1.0, "Integrity").
  private static Optional<String> bound(ClaimsTree claims) {
    return claims
        .text("cpu.snp.host_data")
        .or(
            () ->
                claims
                    .text("cpu.tdx.mr_config_id")
                    .filter(
                        id -> id.length() == 2 * MR_CONFIG_ID_BYTES && id.endsWith("0".repeat(32)))
                    .map(id -> id.substring(0, id.length() - 32)));
  }
}
