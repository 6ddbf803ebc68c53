package dev.strongroom.attestation.nras;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a submodule token says of one device. Nothing is judged.
public sealed interface NrasClaims {
  /// Claims version 2.0.
  record V2(NrasDevice device, Statement statement) implements NrasClaims {}

  /// Claims version 3.0.
  ///
  /// @param chains state of each certificate chain, by its claim
  record V3(NrasDevice device, Statement statement, SortedMap<String, CertificateState> chains)
      implements NrasClaims {
    public V3 {
      chains = Collections.unmodifiableSortedMap(new TreeMap<>(chains));
    }
  }

  /// The service could not judge the device. Such a token carries neither nonce nor claims.
  ///
  /// @param code the service's number: 4010
  /// @param message the service's name for it: `NONCE_NOT_MATCHING`
  /// @param description in the service's words
  record Failure(long code, String message, String description) implements NrasClaims {
    /// The Evidence was made with another nonce than the one that was sent.
    static final long NONCE_NOT_MATCHING = 4010;
  }

  /// What both versions say.
  ///
  /// | Claim | Good |
  /// |---|---|
  /// | eat_nonce | the session's |
  /// | each [NrasCheck] | true |
  /// | measres | `success` |
  /// | secboot, dbgstat | true, `disabled`; see [NrasAppraisal] |
  /// | x-nvidia-mismatch-… | null |
  /// | x-nvidia-attestation-warning | null |
  ///
  /// @param nonce empty where it is not said
  /// @param checks those that are told
  /// @param measres `success`, `fail`, `not-run`, `absent`; empty where it is not said
  /// @param secboot as told
  /// @param dbgstat empty where it is not said
  /// @param mismatches measurements and opaque data that are not those of the manifests
  /// @param warnings in the service's words
  /// @param denied claims that this build has no name for and that are false
  record Statement(
      Bytes nonce,
      Map<NrasCheck, Boolean> checks,
      String measres,
      Optional<Boolean> secboot,
      String dbgstat,
      List<Mismatch> mismatches,
      List<String> warnings,
      List<String> denied) {
    public Statement {
      var copy = new EnumMap<NrasCheck, Boolean>(NrasCheck.class);
      copy.putAll(checks);
      checks = Collections.unmodifiableMap(copy);
      mismatches = List.copyOf(mismatches);
      warnings = List.copyOf(warnings);
      denied = List.copyOf(denied);
    }
  }

  /// A measurement, or a number of the opaque data, that is not the manifest's.
  ///
  /// @param claim that lists it
  /// @param index of the measurement, or id of the opaque data
  /// @param source which manifest, in the service's words; empty where it is not said
  record Mismatch(String claim, long index, String source) {}

  /// Reads the claims of a submodule.
  ///
  /// @param name of the submodule
  /// @throws MalformedException if a claim that is known has another form
  static NrasClaims of(String name, Members claims, ClaimsVersion version)
      throws MalformedException {
    return new ClaimsReader(name, claims, version).read();
  }
}
