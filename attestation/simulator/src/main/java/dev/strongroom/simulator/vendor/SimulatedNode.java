package dev.strongroom.simulator.vendor;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// A guest on a simulated Genoa machine with H100s. Chip and device ids follow from the machine's
/// name, so the same machine can be made again; keys and REPORT_ID are fresh each time. Thread-safe
/// if its [SecureRandom] is.
public final class SimulatedNode {
  private static final int DEVICE_ID_BYTES = 8;

  private final AmdProcessor processor;
  private final List<Gpu> gpus;
  private final Bytes measurement;
  private final Bytes hostData;
  private final Bytes reportId;
  private final SecureRandom random;

  private record Gpu(SigningKey key, Bytes chain, Bytes fwid) {}

  private SimulatedNode(
      AmdProcessor processor,
      List<Gpu> gpus,
      Bytes measurement,
      Bytes hostData,
      Bytes reportId,
      SecureRandom random) {
    this.processor = processor;
    this.gpus = List.copyOf(gpus);
    this.measurement = measurement;
    this.hostData = hostData;
    this.random = random;
    this.reportId = reportId;
  }

  /// A guest just launched.
  ///
  /// @param machine name that chip and device ids follow from
  /// @param gpus how many H100s
  /// @param measurement launch measurement, 48 bytes
  /// @param hostData HOST_DATA, 32 bytes
  /// @param now start of the validity of VCEK and device certificates
  public static SimulatedNode create(
      SimulatedVendors vendors,
      String machine,
      int gpus,
      Bytes measurement,
      Bytes hostData,
      SecureRandom random,
      Instant now) {
    var chipId = derive(machine, "chip").concat(derive(machine, "chip, second half").slice(0, 16));
    var tcb = SnpProduct.GENOA.tcb(SnpReportFields.TCB);
    var processor = AmdProcessor.withVcek(vendors.amd(), chipId, tcb, random, now);
    var devices = new ArrayList<Gpu>();
    for (int i = 0; i < gpus; i++) {
      devices.add(gpu(vendors, machine, i, random, now));
    }
    return new SimulatedNode(processor, devices, measurement, hostData, fresh(random), random);
  }

  private static Gpu gpu(
      SimulatedVendors vendors, String machine, int i, SecureRandom random, Instant now) {
    var key = SigningKey.generate(random);
    var fwid = Bytes.utf8("strongroom simulated FMC").sha384();
    var id = derive(machine, "gpu " + i).slice(0, DEVICE_ID_BYTES).hex().toUpperCase(Locale.ROOT);
    CertificateChain chain = vendors.nvidia().device(key, id, fwid, random, now);
    return new Gpu(key, chain.toPem(), fwid);
  }

  private static Bytes derive(String machine, String part) {
    return new BinaryWriter()
        .field("strongroom simulated machine")
        .field(machine)
        .field(part)
        .toBytes()
        .sha384();
  }

  private static Bytes fresh(SecureRandom random) {
    var value = new byte[32];
    random.nextBytes(value);
    return Bytes.copyOf(value);
  }

  /// Another launch on the same machine: same chip and devices, new REPORT_ID.
  public SimulatedNode relaunched(Bytes measurement, Bytes hostData) {
    return new SimulatedNode(processor, gpus, measurement, hostData, fresh(random), random);
  }

  /// The same guest with the devices of `other`: GPUs that moved, or are borrowed.
  public SimulatedNode withDevicesOf(SimulatedNode other) {
    return new SimulatedNode(processor, other.gpus, measurement, hostData, reportId, random);
  }

  /// The same guest on a host that signs with a provider's VLEK and masks CHIP_ID. Takes a second
  /// or several.
  public SimulatedNode masked(SimulatedVendors vendors, Instant now) {
    var tcb = SnpProduct.GENOA.tcb(SnpReportFields.TCB);
    var asvk = vendors.amd().asvk(random, now);
    var loaded = AmdProcessor.withVlek(vendors.amd(), asvk, "CN=cloud.example", tcb, random, now);
    return new SimulatedNode(loaded, gpus, measurement, hostData, reportId, random);
  }

  /// The TCB that it reports, commits to and runs, as a policy's floor would name it.
  public static ReleasePolicy.Tcb tcb() {
    var tcb = SnpProduct.GENOA.tcb(SnpReportFields.TCB);
    return new ReleasePolicy.Tcb(
        tcb.fmc(), tcb.bootloader(), tcb.tee(), tcb.snp(), tcb.microcode());
  }

  /// CHIP_ID in lower-case hexadecimal.
  public String platformId() {
    return processor.chipId().hex();
  }

  /// A good CPU report over `reportData` (64 bytes), with VCEK, ASK and ARK.
  public Evidence cpu(Bytes reportData) {
    return cpu(reportData, _ -> {});
  }

  /// A CPU report whose fields `change` altered before it was signed.
  public Evidence cpu(Bytes reportData, Consumer<SnpReportFields> change) {
    return processor.report(
        reportData,
        fields -> {
          fields.measurement(measurement).hostData(hostData).reportId(reportId);
          change.accept(fields);
        });
  }

  /// A good report of each accelerator, made with `nonce` (32 bytes).
  public List<Evidence> devices(Bytes nonce) {
    var evidence = new ArrayList<Evidence>();
    for (int i = 0; i < gpus.size(); i++) {
      evidence.add(device(i, nonce, _ -> {}));
    }
    return evidence;
  }

  /// A report of accelerator `index` whose fields `change` altered before it was signed.
  public Evidence device(int index, Bytes nonce, Consumer<HopperReportFields> change) {
    var gpu = gpus.get(index);
    var fields = new HopperReportFields(nonce, fresh(random), gpu.fwid());
    change.accept(fields);
    return new Evidence(Scheme.NVIDIA_GPU, fields.sign(gpu.key()), gpu.chain());
  }
}
