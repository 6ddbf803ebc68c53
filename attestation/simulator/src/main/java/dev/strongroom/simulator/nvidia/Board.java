package dev.strongroom.simulator.nvidia;

import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.scheme.nvidia.OpaqueData;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Which devices a machine has, and their mode.
///
/// @param gpu architecture of its GPUs
/// @param gpus how many
/// @param switches how many LS10
/// @param mode of every GPU
public record Board(NvidiaArchitecture gpu, int gpus, int switches, OpaqueData.Mode mode) {
  private static final int ID_BYTES = 8;

  /// H100s, each passed through by itself.
  public static Board h100(int gpus) {
    return new Board(NvidiaArchitecture.GH100, gpus, 0, OpaqueData.Mode.SPT);
  }

  /// B200s with encrypted links.
  public static Board b200(int gpus) {
    return new Board(NvidiaArchitecture.GB100, gpus, 0, OpaqueData.Mode.MPT);
  }

  /// A whole HGX H100 in PPCIE: eight GPUs and four switches.
  public static Board hgxH100() {
    return new Board(NvidiaArchitecture.GH100, 8, 4, OpaqueData.Mode.PPCIE);
  }

  /// Makes the devices, GPUs first. Ids and PDIs follow from the machine's name, so that the same
  /// machine can be made again; keys are fresh.
  public List<SimulatedDevice> build(
      NvidiaHierarchy nvidia, String machine, SecureRandom random, Instant notBefore) {
    var gpuPdis = pdis(machine, "gpu", gpus);
    var switchPdis = pdis(machine, "switch", switches);
    var devices = new ArrayList<SimulatedDevice>();
    for (int i = 0; i < gpus; i++) {
      devices.add(gpu(nvidia, machine, i, gpuPdis.get(i), switchPdis, random, notBefore));
    }
    for (int i = 0; i < switches; i++) {
      devices.add(ls10(nvidia, machine, i, switchPdis.get(i), gpuPdis, random, notBefore));
    }
    return devices;
  }

  private SimulatedDevice gpu(
      NvidiaHierarchy nvidia,
      String machine,
      int i,
      Bytes pdi,
      List<Bytes> switchPdis,
      SecureRandom random,
      Instant notBefore) {
    var fwid = fwid(gpu);
    return device(
        nvidia,
        gpu,
        machine,
        "gpu " + i,
        pdi,
        random,
        notBefore,
        (nonce, responderNonce) -> {
          var fields =
              switch (gpu) {
                case GH100 -> DeviceReportFields.hopper(nonce, responderNonce, fwid);
                case GB100 -> DeviceReportFields.blackwell(nonce, responderNonce, fwid);
                case LS_10 -> throw new IllegalStateException("a switch is no GPU");
              };
          if (mode == OpaqueData.Mode.PPCIE) {
            fields.mode(mode).switches(switchPdis);
          }
          return fields;
        });
  }

  private static SimulatedDevice ls10(
      NvidiaHierarchy nvidia,
      String machine,
      int i,
      Bytes pdi,
      List<Bytes> gpuPdis,
      SecureRandom random,
      Instant notBefore) {
    return device(
        nvidia,
        NvidiaArchitecture.LS_10,
        machine,
        "switch " + i,
        pdi,
        random,
        notBefore,
        (nonce, responderNonce) -> DeviceReportFields.ls10(nonce, responderNonce, pdi, gpuPdis, i));
  }

  private static SimulatedDevice device(
      NvidiaHierarchy nvidia,
      NvidiaArchitecture architecture,
      String machine,
      String part,
      Bytes pdi,
      SecureRandom random,
      Instant notBefore,
      SimulatedDevice.Layout layout) {
    var key = SigningKey.generate(random);
    var id = derive(machine, part).hex().toUpperCase(Locale.ROOT);
    var issued = nvidia.device(architecture, key, id, pdi, fwid(architecture), random, notBefore);
    return new SimulatedDevice(architecture, key, issued, layout, random);
  }

  /// Digest of the firmware of every simulated device of an architecture, 48 bytes.
  public static Bytes fwid(NvidiaArchitecture architecture) {
    return Bytes.utf8("strongroom simulated FMC of " + architecture.text()).sha384();
  }

  private static List<Bytes> pdis(String machine, String part, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> derive(machine, "pdi of " + part + " " + i))
        .toList();
  }

  private static Bytes derive(String machine, String part) {
    return new BinaryWriter()
        .field("strongroom simulated machine")
        .field(machine)
        .field(part)
        .toBytes()
        .sha384()
        .slice(0, ID_BYTES);
  }
}
