package dev.strongroom.simulator.vendor;

import static dev.strongroom.simulator.vendor.Simulation.ANCHORS;
import static dev.strongroom.simulator.vendor.Simulation.MEASUREMENT;
import static dev.strongroom.simulator.vendor.Simulation.NONCE;
import static dev.strongroom.simulator.vendor.Simulation.NOW;
import static dev.strongroom.simulator.vendor.Simulation.RANDOM;
import static dev.strongroom.simulator.vendor.Simulation.REPORT_DATA;
import static dev.strongroom.simulator.vendor.Simulation.VENDORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Binding;
import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.Comparison;
import dev.strongroom.attestation.appraisal.EvidenceAppraisal;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Session;
import dev.strongroom.attestation.appraisal.SessionNonce;
import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.policy.Allowed;
import dev.strongroom.attestation.policy.AppliedPolicy;
import dev.strongroom.attestation.policy.Pin;
import dev.strongroom.attestation.policy.Policy;
import dev.strongroom.attestation.policy.PolicyDocument;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.protocol.release.Transcript;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A whole node on SEV-SNP, with two accelerators and a ticket that its measured init-data names,
/// appraised by a policy.
class WholeNodeTest {
  private static final SigningKey OWNER = SigningKey.generate(RANDOM);
  private static final Bytes WORKLOAD = Bytes.utf8("workload").sha384();
  private static final SessionNonce SESSION = new SessionNonce(REPORT_DATA.slice(0, 48));
  private static final List<String> NOT_LOOKED_AT =
      List.of(
          "snp.crl.absent",
          "nvidia.rim.absent",
          "nvidia.ocsp.absent",
          "nvidia.fabric.unprotected",
          "node.device-unbound");

  private final Envelope ticket = ticket(WORKLOAD);
  private final Bytes initData = new InitData(Ticket.digest(ticket)).document();
  private final SimulatedNode node = node(initData);

  private static Envelope ticket(Bytes workload) {
    try {
      var ticket =
          new Ticket(
              Profile.SIMULATION,
              "acme",
              "llama",
              1,
              3,
              new Ticket.Broker("broker-1", OWNER.publicKey(), "log", "key"),
              Bytes.zeros(48),
              workload,
              List.of(Bytes.utf8("authority")),
              List.of(IpNetwork.parse("networks", "10.0.0.0/8")),
              NOW);
      return OWNER.sign(Ticket.PAYLOAD_TYPE, StrictJson.write(ticket));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SimulatedNode node(Bytes initData) {
    var hostData = InitData.hostData(initData);
    return SimulatedNode.create(VENDORS, "whole", 2, MEASUREMENT, hostData, RANDOM, NOW);
  }

  private AppliedPolicy policy(Bytes workload) throws MalformedException {
    var document =
        new PolicyDocument(
            "fleet",
            1,
            NOW.plusSeconds(1),
            Profile.SIMULATION,
            List.of("snp"),
            List.of("Genoa"),
            Allowed.values(node.platformId()),
            0,
            Map.of("GH100", 2),
            List.of(
                new Pin(
                    Pin.Subject.LAUNCH, "cpu.snp.measurement", Allowed.values(MEASUREMENT.hex())),
                new Pin(
                    Pin.Subject.INIT_DATA,
                    "cpu.snp.host_data",
                    Allowed.values(InitData.hostData(initData).hex())),
                new Pin(Pin.Subject.WORKLOAD, "workload.digest", Allowed.values(workload.hex()))),
            NOT_LOOKED_AT,
            List.of(),
            List.of());
    return new AppliedPolicy(Policy.compile(document), List.of());
  }

  private AttestationResult<ClaimsTree> appraise(EvidenceSet evidence, Envelope shown)
      throws MalformedException {
    return EvidenceAppraisal.appraise(
        evidence,
        new Session(SESSION, Optional.of(NONCE), Optional.of(shown), new Binding.None()),
        Optional.of(policy(WORKLOAD)),
        Collateral.none(),
        ANCHORS,
        NOW);
  }

  private EvidenceSet shown(List<Evidence> devices) {
    return new EvidenceSet(node.cpu(REPORT_DATA), initData, devices);
  }

  /// Codes besides those of what nobody looked at.
  private List<String> findings(List<Evidence> devices) throws MalformedException {
    return codes(appraise(shown(devices), ticket));
  }

  private static List<String> codes(AttestationResult<ClaimsTree> result) {
    return result.findings().stream()
        .map(finding -> finding.rule().code())
        .filter(code -> !NOT_LOOKED_AT.contains(code))
        .toList();
  }

  @Test
  void aNodeThatIsAllThePolicyWantsIsAWarningOfWhatNobodyLookedAt() throws Exception {
    var result = appraise(shown(node.devices(NONCE)), ticket);

    if (!(result instanceof AttestationResult.Warning<ClaimsTree>(var claims, _, var at))) {
      throw new AssertionError(result);
    }
    assertThat(codes(result)).isEmpty();
    assertThat(at).isEqualTo(NOW);
    assertThat(claims.text("workload.digest")).contains(WORKLOAD.hex());
    assertThat(claims.text("cpu.chip_id")).contains(node.platformId());
    assertThat(claims.text("devices_bound_by")).contains("nothing");
    assertThat(claims.ofEachDevice("architecture")).containsExactly("GH100", "GH100");
    assertThat(claims.ofEachDevice("id")).doesNotHaveDuplicates();
    assertThat(claims.findings()).containsExactlyInAnyOrderElementsOf(NOT_LOOKED_AT);
  }

  @Test
  void devicesAreBoundBySoftwareWhereTheCpuCarriesTheirDigest() throws Exception {
    var devices = node.devices(NONCE);
    var carried = new SessionNonce(Transcript.nodeNonce(SESSION.value(), devices));
    var cpu = node.cpu(carried.value().concat(Bytes.zeros(16)));

    var bound = appraiseBound(new EvidenceSet(cpu, initData, devices));
    if (!(bound instanceof AttestationResult.Warning<ClaimsTree>(var claims, _, _))) {
      throw new AssertionError(bound);
    }
    assertThat(claims.text("devices_bound_by")).contains("software");
    assertThat(claims.findings()).doesNotContain("node.device-unbound");

    var others = node.devices(NONCE);
    assertThat(codes(appraiseBound(new EvidenceSet(cpu, initData, others))))
        .as("other reports of the same devices")
        .containsExactly("snp.report-data", "node.device-binding");
    assertThat(codes(appraiseBound(shown(devices))))
        .as("a CPU's report over the nonce alone")
        .containsExactly("snp.report-data", "node.device-binding");
  }

  private AttestationResult<ClaimsTree> appraiseBound(EvidenceSet evidence)
      throws MalformedException {
    return EvidenceAppraisal.appraise(
        evidence,
        new Session(SESSION, Optional.of(NONCE), Optional.of(ticket), new Binding.Digest()),
        Optional.of(policy(WORKLOAD)),
        Collateral.none(),
        ANCHORS,
        NOW);
  }

  @Test
  void whatIsFoundOfADeviceNamesIt() throws Exception {
    var devices = new ArrayList<>(node.devices(NONCE));
    devices.set(1, node.devices(NONCE.sha256()).get(1));

    var result = appraise(shown(devices), ticket);

    assertThat(codes(result)).containsExactly("nvidia.nonce");
    assertThat(result.findings())
        .filteredOn(finding -> finding.rule().code().equals("nvidia.nonce"))
        .allMatch(finding -> finding.actual().startsWith("devices[1]: "));
  }

  @Test
  void missingRepeatedAndForeignDevicesAreFound() throws Exception {
    var devices = node.devices(NONCE);

    assertThat(findings(devices.subList(0, 1))).containsExactly("policy.accelerators");
    assertThat(findings(List.of(devices.get(0), devices.get(0))))
        .containsExactly("node.device-twice", "policy.accelerators");
    assertThat(findings(List.of(devices.get(0), node.cpu(REPORT_DATA))))
        .containsExactly("node.device-scheme", "policy.accelerators");
  }

  @Test
  void anotherSessionsReportIsFound() throws Exception {
    var other = Bytes.utf8("other").sha384().concat(Bytes.zeros(16));
    var evidence = new EvidenceSet(node.cpu(other), initData, node.devices(NONCE));

    assertThat(codes(appraise(evidence, ticket))).containsExactly("snp.report-data");
  }

  @Test
  void theWorkloadIsThatOfTheTicketThatTheInitDataNames() throws Exception {
    var other = ticket(Bytes.utf8("another").sha384());

    assertThat(codes(appraise(shown(node.devices(NONCE)), other)))
        .as("a ticket that was not measured")
        .containsExactly("node.ticket", "policy.pin");
    var swapped = new InitData(Ticket.digest(other)).document();
    assertThat(
            codes(
                appraise(
                    new EvidenceSet(node.cpu(REPORT_DATA), swapped, node.devices(NONCE)), other)))
        .as("init-data that was not measured")
        .containsExactly("node.init-data", "policy.pin");
    assertThat(
            codes(
                EvidenceAppraisal.appraise(
                    shown(node.devices(NONCE)),
                    new Session(SESSION, Optional.of(NONCE), Optional.empty(), new Binding.None()),
                    Optional.of(policy(WORKLOAD)),
                    Collateral.none(),
                    ANCHORS,
                    NOW)))
        .as("no ticket at hand")
        .containsExactly("policy.pin");
  }

  @Test
  void aRefusedCpuClaimsNothingWhateverItsDevices() throws Exception {
    var cpu = node.cpu(REPORT_DATA);
    var report = cpu.report().toArray();
    // The guest's own SVN, which is signed.
    report[4] ^= 1;
    var changed = new Evidence(cpu.scheme(), Bytes.copyOf(report), cpu.chain());
    var result = appraise(new EvidenceSet(changed, initData, node.devices(NONCE)), ticket);

    assertThat(result).isInstanceOf(AttestationResult.Contraindicated.class);
    assertThat(codes(result)).containsExactly("report.signature");
  }

  @Test
  void aDeviceByItselfHasNoClaimsOfACpu() throws Exception {
    var gpu = node.devices(NONCE).getFirst();
    var seen =
        EvidenceInspection.inspect(
            gpu,
            Comparison.of(Optional.of(new SessionNonce(NONCE)), Optional.of(policy(WORKLOAD))),
            Collateral.none(),
            ANCHORS,
            NOW);

    assertThat(seen.authentic()).isTrue();
    assertThat(seen.claims()).isEmpty();
    assertThat(seen.verdict())
        .isEqualTo(
            "authentic, contraindicated: nvidia.rim.absent nvidia.ocsp.absent policy.not-compared"
                + " policy.product");
    assertThat(seen.fields()).extracting("name").contains("architecture", "device id", "ueid");
    var other =
        EvidenceInspection.inspect(
            gpu,
            Comparison.of(Optional.of(new SessionNonce(NONCE.sha256())), Optional.empty()),
            Collateral.none(),
            ANCHORS,
            NOW);
    assertThat(other.verdict()).contains("nvidia.nonce").doesNotContain("session.not-compared");
  }

  @Test
  void noncesHave8To64Bytes() {
    for (int length : new int[] {8, 64}) {
      assertThat(new SessionNonce(Bytes.utf8("a".repeat(length))).value().length())
          .isEqualTo(length);
    }
    for (int length : new int[] {7, 65}) {
      assertThatThrownBy(() -> new SessionNonce(Bytes.utf8("a".repeat(length))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("want 8 to 64");
    }
    for (int length : new int[] {31, 33}) {
      var nonce = Optional.of(Bytes.utf8("a".repeat(length)));
      assertThatThrownBy(() -> new Session(SESSION, nonce, Optional.empty(), new Binding.None()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
