package dev.strongroom.simulator.vendor;

import static dev.strongroom.simulator.vendor.Simulation.ANCHORS;
import static dev.strongroom.simulator.vendor.Simulation.HOST_DATA;
import static dev.strongroom.simulator.vendor.Simulation.MEASUREMENT;
import static dev.strongroom.simulator.vendor.Simulation.NOW;
import static dev.strongroom.simulator.vendor.Simulation.RANDOM;
import static dev.strongroom.simulator.vendor.Simulation.VENDORS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.AppraisalPolicy;
import dev.strongroom.attestation.appraisal.Expected;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.release.KeyWrap;
import dev.strongroom.protocol.release.Transcript;
import dev.strongroom.simulator.nvidia.Board;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// CPU of one node with accelerators of another, reports of one session in another: every
/// combination, and the finding that names the link that broke.
class SplicingTest {
  private static final Named A = new Named("A", node("splice-a"));
  private static final Named B = new Named("B", node("splice-b"));

  private record Named(String name, SimulatedNode node) {
    Evidence cpu(Bytes reportData) {
      return node.cpu(reportData);
    }

    List<Evidence> devices(Bytes nonce) {
      return node.devices(nonce);
    }
  }

  /// A session as a broker keeps it.
  private record Session(Bytes nonce, Bytes sessionKeys) {
    static Session of(String name) {
      return new Session(
          Bytes.utf8("nonce of " + name).sha256(), Bytes.utf8("keys of " + name).sha384());
    }

    Bytes deviceNonce() {
      return Transcript.deviceNonce(nonce, sessionKeys);
    }

    Bytes reportData(List<Evidence> devices) {
      return new Transcript(
              nonce,
              sessionKeys,
              Transcript.deviceDigest(devices),
              Bytes.utf8("ticket").sha384(),
              "llama",
              1,
              Bytes.utf8("policy").sha384(),
              "broker-1",
              KeyWrap.SUITE)
          .snpReportData();
    }
  }

  private static final Session MINE = Session.of("mine");
  private static final Session OTHER = Session.of("other");

  private static SimulatedNode node(String machine) {
    return SimulatedNode.create(
        VENDORS, machine, Board.hgxH100(), MEASUREMENT, HOST_DATA, RANDOM, NOW);
  }

  private static AppraisalPolicy policy() {
    return new AppraisalPolicy(
        Set.of(MEASUREMENT),
        Set.of(),
        SimulatedNode.tcb(),
        List.of(
            ReleasePolicy.Accelerators.ofAnyVersion("GH100", 8),
            ReleasePolicy.Accelerators.ofAnyVersion("LS_10", 4)));
  }

  /// What the broker of session MINE finds.
  private static Set<String> found(Evidence cpu, List<Evidence> shown) throws Exception {
    var expected = new Expected(MINE.reportData(shown), MINE.deviceNonce(), HOST_DATA);
    var codes =
        new TreeSet<>(
            Simulation.codes(Simulation.appraise(cpu, shown, expected, policy(), ANCHORS, NOW)));
    codes.remove("nvidia.fwid.absent"); // LS10 has none
    return codes;
  }

  @TestFactory
  Stream<DynamicTest> everySpliceIsNamed() {
    var nodes = List.of(A, B);
    var sessions = List.of(MINE, OTHER);
    var all = new ArrayList<DynamicTest>();
    for (var reporter : nodes) {
      for (var reportedSession : sessions) {
        for (var committed : nodes) {
          for (var shown : nodes) {
            for (var madeIn : sessions) {
              all.add(splice(reporter, reportedSession, committed, shown, madeIn));
            }
          }
        }
      }
    }
    return all.stream();
  }

  /// The CPU of `reporter` reports over `reportedSession` and the devices of `committed`; those of
  /// `shown`, made in `madeIn`, are sent.
  private static DynamicTest splice(
      Named reporter, Session reportedSession, Named committed, Named shown, Session madeIn) {
    var name =
        "CPU of %s over session %s and devices of %s; devices of %s made in session %s"
            .formatted(
                reporter.name(),
                reportedSession.equals(MINE) ? "mine" : "other",
                committed.name(),
                shown.name(),
                madeIn.equals(MINE) ? "mine" : "other");
    return DynamicTest.dynamicTest(
        name,
        () -> {
          var devices = shown.devices(madeIn.deviceNonce());
          // The very reports that are shown, or others of the node that the CPU commits to.
          var over =
              committed.equals(shown) ? devices : committed.devices(reportedSession.deviceNonce());
          var cpu = reporter.cpu(reportedSession.reportData(over));

          var wanted = new TreeSet<String>();
          if (!reportedSession.equals(MINE) || !committed.equals(shown)) {
            wanted.addAll(List.of("snp.report-data", "node.device-binding"));
          }
          if (!madeIn.equals(MINE)) {
            wanted.add("nvidia.nonce");
          }
          assertThat(found(cpu, devices)).isEqualTo(wanted);
        });
  }

  @Test
  void aReportMadeBeforeTheNonceIsNamed() throws Exception {
    var before = A.devices(Bytes.utf8("a guess").sha256());
    assertThat(found(A.cpu(MINE.reportData(before)), before)).containsExactly("nvidia.nonce");
  }

  @Test
  void oneDeviceOfTheOtherBoardIsNamed() throws Exception {
    for (int i : new int[] {0, 7, 8, 11}) {
      var mixed = new ArrayList<>(A.devices(MINE.deviceNonce()));
      mixed.set(i, B.devices(MINE.deviceNonce()).get(i));
      assertThat(found(A.cpu(MINE.reportData(mixed)), mixed))
          .as("device %d", i)
          .containsExactly("nvidia.fabric.neighbours");
    }
  }

  @Test
  void aDeviceLeftOutOrShownTwiceIsNamed() throws Exception {
    var less = new ArrayList<>(A.devices(MINE.deviceNonce()));
    less.removeLast();
    assertThat(found(A.cpu(MINE.reportData(less)), less))
        .containsExactly("node.devices", "nvidia.fabric.count", "nvidia.fabric.neighbours");
    var again = new ArrayList<>(A.devices(MINE.deviceNonce()));
    again.set(3, A.devices(MINE.deviceNonce()).get(2));
    assertThat(found(A.cpu(MINE.reportData(again)), again))
        .containsExactly("node.device-twice", "nvidia.fabric.neighbours");
    assertThat(found(A.cpu(MINE.reportData(A.devices(MINE.deviceNonce()))), less))
        .contains("node.device-binding");
  }

  @Test
  void fourTimesOneDeviceIsNamed() throws Exception {
    var four = new ArrayList<>(A.devices(MINE.deviceNonce()).subList(0, 8));
    for (int i = 0; i < 4; i++) {
      four.add(A.devices(MINE.deviceNonce()).get(8));
    }
    assertThat(found(A.cpu(MINE.reportData(four)), four))
        .containsExactly("node.device-twice", "nvidia.fabric.neighbours");
  }

  /// Evidence alone cannot tell: the measured guest is what makes T, and the ledger knows whose the
  /// devices are.
  @Test
  void aGuestThatBorrowsAWholeBoardIsForTheLedger() throws Exception {
    var borrowed = B.devices(MINE.deviceNonce());
    assertThat(found(A.cpu(MINE.reportData(borrowed)), borrowed)).isEmpty();
  }
}
