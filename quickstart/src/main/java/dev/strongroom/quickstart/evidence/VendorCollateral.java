package dev.strongroom.quickstart.evidence;

import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.trust.OcspAnswer;
import dev.strongroom.collateral.bundle.BundleWriter;
import dev.strongroom.collateral.bundle.Manifest;
import dev.strongroom.collateral.item.AmdItem;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.item.NvidiaItem;
import dev.strongroom.simulator.nvidia.NvidiaServices;
import dev.strongroom.simulator.vendor.SimulatedVendors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What the simulated vendors say of a simulated node, as a bundle that a broker takes: AMD's
/// revocation list, NVIDIA's manifests of driver and firmware, and its answers about every issuer.
/// Names and serial numbers of the node follow from its name, so they are known before it starts.
///
/// @param vendors who say it
/// @param devices accelerators of the node
/// @param node its name
public record VendorCollateral(SimulatedVendors vendors, Devices devices, String node) {
  /// How long it holds: NVIDIA's answers are good for a day.
  public static final Duration LIFE = Duration.ofDays(1);

  private static final SecureRandom RANDOM = new SecureRandom();

  /// Puts a bundle to `target`, in the place of the one before: whoever reads finds one of both.
  ///
  /// @param now from when on it holds
  /// @throws IOException if it cannot be written
  public Manifest write(Path target, Instant now) throws IOException {
    var next = target.resolveSibling("next-" + target.getFileName());
    Files.deleteIfExists(next);
    var manifest = BundleWriter.writeUnsigned(next, materials(now), now, now.plus(LIFE));
    Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return manifest;
  }

  private List<Material> materials(Instant now) {
    var accelerators = devices.board().build(vendors.nvidia(), node, RANDOM, now);
    var nvidia = vendors.nvidiaEndorsements(RANDOM).about(accelerators, now);
    var all = new ArrayList<Material>();
    all.add(
        material(
            new AmdItem.Crl(SnpProduct.GENOA, AmdItem.Key.VCEK),
            vendors.amd().revocationList(now, now.plus(LIFE), List.of()),
            now));
    for (var rim : nvidia.rims()) {
      var answer = NvidiaServices.manifestAnswer(rim.id(), rim.xml());
      all.add(material(new NvidiaItem.Rim(rim.id()), answer, now));
    }
    nvidia.answers().forEach(answer -> all.add(material(item(answer), der(answer), now)));
    return all;
  }

  private static Item item(OcspAnswer answer) {
    return new NvidiaItem.Ocsp(answer.response().singles().getFirst().certificate());
  }

  private static Bytes der(OcspAnswer answer) {
    return answer.response().der();
  }

  private static Material material(Item item, Bytes body, Instant now) {
    try {
      return Material.parse(item, body, Bytes.empty(), now);
    } catch (MalformedException e) {
      throw new IllegalStateException("the simulator made other collateral than vendors do", e);
    }
  }
}
