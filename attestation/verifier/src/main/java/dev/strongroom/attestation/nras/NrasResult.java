package dev.strongroom.attestation.nras;

import dev.strongroom.attestation.trust.EcdsaSignature;
import dev.strongroom.attestation.trust.SignedReport;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What the service says of a session's devices. Verified, it is the service's word; whether that
/// is favourable, and of these devices, [NrasAppraisal] says.
///
/// @param tokens that say it
public record NrasResult(NrasTokens tokens) implements SignedReport {
  /// The devices that it says something of, in order of their names; none that it could not judge.
  public List<NrasDevice> devices() {
    var devices = new ArrayList<NrasDevice>();
    for (var submodule : tokens.submodules().values()) {
      switch (submodule.claims()) {
        case NrasClaims.V2 claims -> devices.add(claims.device());
        case NrasClaims.V3 claims -> devices.add(claims.device());
        case NrasClaims.Failure _ -> {}
      }
    }
    return devices;
  }

  /// First time at which one of its tokens holds no longer.
  public Instant expiresAt() {
    return tokens.submodules().values().stream()
        .map(submodule -> submodule.token().expiresAt())
        .reduce(tokens.overall().expiresAt(), (a, b) -> a.isBefore(b) ? a : b);
  }

  @Override
  public Bytes signedBytes() {
    return tokens.overall().signedBytes();
  }

  @Override
  public EcdsaSignature signature() {
    return tokens.overall().signature();
  }

  @Override
  public String title() {
    return "overall token";
  }
}
