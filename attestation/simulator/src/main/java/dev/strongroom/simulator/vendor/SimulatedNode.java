package dev.strongroom.simulator.vendor;

import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.simulator.nvidia.Board;
import dev.strongroom.simulator.nvidia.DeviceReportFields;
import dev.strongroom.simulator.nvidia.SimulatedDevice;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A guest on a simulated Genoa machine with GPUs and switches. Chip and device ids follow from the
/// machine's name, so the same machine can be made again; keys and REPORT_ID are fresh each time.
/// Thread-safe if its [SecureRandom] is.
public final class SimulatedNode {
  private final AmdProcessor processor;
  private final List<SimulatedDevice> devices;
  private final Bytes measurement;
  private final Bytes hostData;
  private final Bytes reportId;
  private final SecureRandom random;

  private SimulatedNode(
      AmdProcessor processor,
      List<SimulatedDevice> devices,
      Bytes measurement,
      Bytes hostData,
      Bytes reportId,
      SecureRandom random) {
    this.processor = processor;
    this.devices = List.copyOf(devices);
    this.measurement = measurement;
    this.hostData = hostData;
    this.random = random;
    this.reportId = reportId;
  }

  /// A guest just launched on a machine with H100s, each by itself.
  ///
  /// @see #create(SimulatedVendors, String, Board, Bytes, Bytes, SecureRandom, Instant)
  public static SimulatedNode create(
      SimulatedVendors vendors,
      String machine,
      int gpus,
      Bytes measurement,
      Bytes hostData,
      SecureRandom random,
      Instant now) {
    return create(vendors, machine, Board.h100(gpus), measurement, hostData, random, now);
  }

  /// A guest just launched.
  ///
  /// @param machine name that chip and device ids follow from
  /// @param board its GPUs and switches
  /// @param measurement launch measurement, 48 bytes
  /// @param hostData HOST_DATA, 32 bytes
  /// @param now start of the validity of VCEK and device certificates
  public static SimulatedNode create(
      SimulatedVendors vendors,
      String machine,
      Board board,
      Bytes measurement,
      Bytes hostData,
      SecureRandom random,
      Instant now) {
    var chipId = derive(machine, "chip").concat(derive(machine, "chip, second half").slice(0, 16));
    var tcb = SnpProduct.GENOA.tcb(SnpReportFields.TCB);
    var processor = AmdProcessor.withVcek(vendors.amd(), chipId, tcb, random, now);
    var devices = board.build(vendors.nvidia(), machine, random, now);
    return new SimulatedNode(processor, devices, measurement, hostData, fresh(random), random);
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
    return new SimulatedNode(processor, devices, measurement, hostData, fresh(random), random);
  }

  /// The same guest with the devices of `other`: GPUs that moved, or are borrowed.
  public SimulatedNode withDevicesOf(SimulatedNode other) {
    return new SimulatedNode(processor, other.devices, measurement, hostData, reportId, random);
  }

  /// The same guest on a host that signs with a provider's VLEK and masks CHIP_ID. Takes a second
  /// or several.
  public SimulatedNode masked(SimulatedVendors vendors, Instant now) {
    var tcb = SnpProduct.GENOA.tcb(SnpReportFields.TCB);
    var asvk = vendors.amd().asvk(random, now);
    var loaded = AmdProcessor.withVlek(vendors.amd(), asvk, "CN=cloud.example", tcb, random, now);
    return new SimulatedNode(loaded, devices, measurement, hostData, reportId, random);
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
    for (int i = 0; i < devices.size(); i++) {
      evidence.add(device(i, nonce, _ -> {}));
    }
    return evidence;
  }

  /// A report of accelerator `index` whose fields `change` altered before it was signed.
  public Evidence device(int index, Bytes nonce, Consumer<DeviceReportFields> change) {
    return devices.get(index).report(nonce, change);
  }

  /// Its accelerators, GPUs first.
  public List<SimulatedDevice> accelerators() {
    return devices;
  }
}
