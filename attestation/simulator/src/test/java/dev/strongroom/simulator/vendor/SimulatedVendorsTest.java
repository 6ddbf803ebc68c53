package dev.strongroom.simulator.vendor;

import static dev.strongroom.simulator.vendor.Simulation.NODE;
import static dev.strongroom.simulator.vendor.Simulation.NONCE;
import static dev.strongroom.simulator.vendor.Simulation.REPORT_DATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedVendorsTest {
  @TempDir Path directory;

  @Test
  void whatIsSavedIsLoadedAndKeptFromOthers() throws Exception {
    var folder = directory.resolve("vendors");
    Simulation.VENDORS.save(folder);
    var loaded = SimulatedVendors.load(folder);
    assertThat(loaded.rootFingerprints()).isEqualTo(Simulation.VENDORS.rootFingerprints());
    var node =
        SimulatedNode.create(
            loaded,
            "node-1",
            2,
            Simulation.MEASUREMENT,
            Simulation.HOST_DATA,
            Simulation.RANDOM,
            Simulation.NOW);
    assertThat(Simulation.appraise(node.cpu(REPORT_DATA), node.devices(NONCE)))
        .isInstanceOf(AttestationResult.Warning.class);
    assertThat(node.platformId()).isEqualTo(NODE.platformId());
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    Simulation.VENDORS.save(folder);
    Files.writeString(folder.resolve("amd-ask.key"), "garbage");
    assertThatThrownBy(() -> SimulatedVendors.load(folder))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("amd-ask.key");
  }

  private static List<X509Certificate> certificates(Bytes pem) throws Exception {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem.toArray()))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  private static Set<String> extensions(X509Certificate certificate) {
    var all = new TreeSet<String>();
    var critical = certificate.getCriticalExtensionOIDs();
    var other = certificate.getNonCriticalExtensionOIDs();
    if (critical != null) {
      critical.forEach(oid -> all.add("critical " + oid));
    }
    if (other != null) {
      all.addAll(other);
    }
    return all;
  }

  @Test
  void theSimulatedVcekHasTheExtensionsOfAGenuineOne() throws Exception {
    var genuine = certificates(Vectors.read("cpu/snp/genoa-v3-azure-aci/vcek.pem")).getFirst();
    var simulated = certificates(NODE.cpu(REPORT_DATA).chain()).getFirst();
    assertThat(extensions(simulated)).isEqualTo(extensions(genuine));
    assertThat(simulated.getSigAlgOID()).isEqualTo(genuine.getSigAlgOID());
    assertThat(simulated.getSigAlgParams()).isNotNull();
  }

  @Test
  void theSimulatedGpuReportHasTheFrameOfAGenuineOne() {
    var genuine = Vectors.read("gpu/hopper/h100-550.90.07/report.bin");
    var simulated = NODE.devices(NONCE).getFirst().report();
    assertThat(simulated.length()).isEqualTo(genuine.length());
    assertThat(simulated.slice(0, 4)).isEqualTo(genuine.slice(0, 4));
    assertThat(simulated.slice(36, 52)).isEqualTo(genuine.slice(36, 52));
    int opaque = 45 + 3520 + 32;
    // OpaqueLength, then VBIOS, board, SKUs, project, driver and GPU info: equal to the genuine
    // one.
    int equal = 2 + 12 + 8 + 13 + 9 + 9 + 9 + 6 + 14 + 12;
    assertThat(simulated.slice(opaque, opaque + equal))
        .isEqualTo(genuine.slice(opaque, opaque + equal));
  }

  @Test
  void theSimulatedCpuReportHasTheFrameOfAGenuineOne() {
    var genuine = Vectors.read("cpu/snp/genoa-v3-azure-aci/report.bin");
    var simulated = NODE.cpu(REPORT_DATA).report();
    assertThat(simulated.length()).isEqualTo(genuine.length());
    assertThat(simulated.slice(0, 4)).isEqualTo(genuine.slice(0, 4));
    assertThat(simulated.slice(0x30, 0x40)).isEqualTo(genuine.slice(0x30, 0x40));
    assertThat(simulated.slice(0x160, 0x1a0)).isEqualTo(genuine.slice(0x160, 0x1a0));
  }
}
