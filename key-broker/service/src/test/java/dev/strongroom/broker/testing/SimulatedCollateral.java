package dev.strongroom.broker.testing;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.scheme.nvidia.NvidiaCollateral;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.collateral.item.AmdItem;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.item.NvidiaItem;
import dev.strongroom.simulator.nvidia.Board;
import dev.strongroom.simulator.nvidia.NvidiaServices;
import dev.strongroom.simulator.nvidia.SimulatedDevice;
import dev.strongroom.simulator.pki.OcspFields;
import dev.strongroom.simulator.pki.OcspResponder;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What the two vendors say of one machine with an H100, as a bundle carries it.
public final class SimulatedCollateral {
  private static final Duration LIFE = Duration.ofDays(1);

  private final SimulatedDevice gpu;
  private final Instant now;

  private SimulatedCollateral(SimulatedDevice gpu, Instant now) {
    this.gpu = gpu;
    this.now = now;
  }

  /// Of the machine of that name, whoever makes it: its serial numbers follow from its name.
  ///
  /// @param now from when on lists and answers hold, for a day
  public static SimulatedCollateral of(String machine, Instant now) {
    var devices = Board.h100(1).build(Site.vendors().nvidia(), machine, Site.RANDOM, now);
    return new SimulatedCollateral(devices.getFirst(), now);
  }

  /// Nothing is revoked.
  public List<Material> good() {
    var all = new ArrayList<>(nvidia());
    all.add(list(List.of()));
    return all;
  }

  /// AMD has revoked the issuer of all VCEKs.
  public List<Material> withoutAsk() {
    var all = new ArrayList<>(nvidia());
    all.add(list(List.of(Site.vendors().amd().ask().certificate())));
    return all;
  }

  /// NVIDIA has revoked the GPU's BROM.
  public List<Material> withoutBrom() {
    var provisioner = Site.vendors().nvidia().provisioner(NvidiaArchitecture.GH100);
    var responder =
        OcspResponder.delegated(provisioner, OcspResponder.NoCheck.KEY_PURPOSE, Site.RANDOM, now);
    var brom = gpu.brom().certificate();
    var revoked =
        answer(
            responder.answer(
                brom, now, f -> f.revoked(now.minusSeconds(60), OcspFields.KEY_COMPROMISE)));
    var all = new ArrayList<>(good());
    all.replaceAll(one -> one.item().equals(revoked.item()) ? revoked : one);
    return all;
  }

  private List<Material> nvidia() {
    NvidiaCollateral said = Site.vendors().nvidiaEndorsements(Site.RANDOM).about(List.of(gpu), now);
    var all = new ArrayList<Material>();
    said.rims()
        .forEach(
            rim ->
                all.add(
                    material(
                        new NvidiaItem.Rim(rim.id()),
                        NvidiaServices.manifestAnswer(rim.id(), rim.xml()))));
    said.answers().forEach(each -> all.add(answer(each.response().der())));
    return all;
  }

  private Material list(List<Certificate> revoked) {
    return material(
        new AmdItem.Crl(SnpProduct.GENOA, AmdItem.Key.VCEK),
        Site.vendors().amd().revocationList(now, now.plus(LIFE), revoked));
  }

  private Material answer(Bytes der) {
    try {
      var single = OcspResponse.ofDer("answer", der).singles().getFirst();
      return material(new NvidiaItem.Ocsp(single.certificate()), der);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Material material(Item item, Bytes body) {
    try {
      return Material.parse(item, body, Bytes.empty(), now);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }
}
