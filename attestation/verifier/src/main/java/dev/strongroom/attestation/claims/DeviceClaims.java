package dev.strongroom.attestation.claims;

import dev.strongroom.attestation.scheme.nvidia.NvidiaDevice;
import dev.strongroom.attestation.scheme.nvidia.OpaqueData;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// What authentic Evidence says of one accelerator or switch. Text that it does not say is empty.
///
/// @param id device id of the verified leaf certificate, lower-case hexadecimal
/// @param architecture as the verified leaf certificate names it: `GH100`, `GB100`, `LS_10`
/// @param driverVersion as the signed report names it
/// @param vbiosVersion as the signed report names it, in NVIDIA's notation: `96.00.9F.00.01`
/// @param ueid serial number of the leaf in decimal, as NVIDIA's own results name the device
/// @param pdi what its neighbours know it by, 16 lower-case hexadecimal digits
/// @param mode `spt`, `mpt` or `ppcie`
/// @param fspUcodeSvn security version of the FSP's microcode, decimal
public record DeviceClaims(
    String id,
    String architecture,
    String driverVersion,
    String vbiosVersion,
    String ueid,
    String pdi,
    String mode,
    String fspUcodeSvn) {
  /// Of a verified NVIDIA device.
  public static DeviceClaims of(NvidiaDevice device) {
    return new DeviceClaims(
        device.id(),
        device.architecture().text(),
        device.driverVersion().orElse(""),
        device.vbiosVersion(),
        device.ueid(),
        device.pdi().orElse(""),
        device.mode().map(mode -> mode.name().toLowerCase(Locale.ROOT)).orElse(""),
        switch (device.opaque()) {
          case OpaqueData.Gpu gpu -> gpu.fspUcodeSvn().map(svn -> "" + svn).orElse("");
          case OpaqueData.Switch _ -> "";
        });
  }

  /// What a fleet knows the device by: its PDI, which NVIDIA certified. A device issues its leaf
  /// itself, so whoever has the key of one could give it any `id`. Where its BROM certificate
  /// states no PDI it is the `id`.
  public String certifiedId() {
    return pdi.isEmpty() ? id : pdi;
  }

  /// Names and values as policies see them, without those that are empty.
  SortedMap<String, String> members() {
    var members = new TreeMap<String, String>();
    members.put("id", id);
    members.put("architecture", architecture);
    members.put("driver_version", driverVersion);
    members.put("vbios_version", vbiosVersion);
    members.put("ueid", ueid);
    members.put("pdi", pdi);
    members.put("mode", mode);
    members.put("fsp_ucode_svn", fspUcodeSvn);
    members.values().removeIf(String::isEmpty);
    return Collections.unmodifiableSortedMap(members);
  }
}
