package dev.strongroom.attestation.scheme.dcap;

import dev.strongroom.attestation.demand.Demand;
import dev.strongroom.attestation.demand.Expectation;
import dev.strongroom.attestation.scheme.dcap.quote.TdAttribute;
import dev.strongroom.wire.Bytes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What a TDX guest must be.
///
/// @param attributes a demand for every named bit of TDATTRIBUTES
/// @param allowedXfam features that the guest may use, a bit each
/// @param mrSeam digest of the TDX module
/// @param mrTd digest of the initial guest
/// @param rtmrs RTMR0 to RTMR3
/// @param mrConfigId digest of the init-data
/// @param mrServiceTd digest of the bound service TDs; zero: none. A TDX 1.0 body does not say, and
///   counts as zero
public record TdPolicy(
    Map<TdAttribute, Demand> attributes,
    long allowedXfam,
    Expectation mrSeam,
    Expectation mrTd,
    List<Expectation> rtmrs,
    Expectation mrConfigId,
    Expectation mrOwner,
    Expectation mrOwnerConfig,
    Expectation mrServiceTd) {
  private static final int RTMRS = 4;
  private static final long EVERY_FEATURE = -1L;
  private static final Bytes NO_SERVICE_TD = Bytes.zeros(48);

  public TdPolicy {
    attributes = Map.copyOf(attributes);
    rtmrs = List.copyOf(rtmrs);
    if (attributes.size() != TdAttribute.values().length) {
      throw new IllegalArgumentException("attributes: want a demand for each");
    }
    if (rtmrs.size() != RTMRS) {
      throw new IllegalArgumentException("rtmrs: want " + RTMRS + ", got " + rtmrs.size());
    }
  }

  /// Refuses what lets the host into the guest: debugging, profiling, migration, performance
  /// counters, service TDs, a guest without SEPT_VE_DISABLE. It names no measurement, so it is for
  /// looking at a quote by itself, and to start a policy from.
  public static TdPolicy strict() {
    var attributes = new EnumMap<TdAttribute, Demand>(TdAttribute.class);
    for (var attribute : TdAttribute.values()) {
      attributes.put(
          attribute,
          switch (attribute) {
            case DEBUG, HGS_PLUS_PROF, PERF_PROF, PMT_PROF, MIGRATABLE, TPA, PERFMON ->
                Demand.FORBID;
            case SEPT_VE_DISABLE -> Demand.REQUIRE;
            case LASS, PKS, KL -> Demand.ANY;
          });
    }
    var any = new Expectation.Any();
    return new TdPolicy(
        attributes,
        EVERY_FEATURE,
        any,
        any,
        List.of(any, any, any, any),
        any,
        any,
        any,
        Expectation.exactly(NO_SERVICE_TD));
  }

  /// The same with another demand for one attribute.
  public TdPolicy with(TdAttribute attribute, Demand demand) {
    var changed = new EnumMap<>(attributes);
    changed.put(attribute, demand);
    return new TdPolicy(
        changed, allowedXfam, mrSeam, mrTd, rtmrs, mrConfigId, mrOwner, mrOwnerConfig, mrServiceTd);
  }

  /// The same with what was measured: initial guest, RTMR0 to RTMR3, init-data.
  public TdPolicy withMeasurements(
      Expectation newMrTd, List<Expectation> newRtmrs, Expectation newMrConfigId) {
    return new TdPolicy(
        attributes,
        allowedXfam,
        mrSeam,
        newMrTd,
        newRtmrs,
        newMrConfigId,
        mrOwner,
        mrOwnerConfig,
        mrServiceTd);
  }

  /// The same with other service TDs.
  public TdPolicy withServiceTd(Expectation newMrServiceTd) {
    return new TdPolicy(
        attributes,
        allowedXfam,
        mrSeam,
        mrTd,
        rtmrs,
        mrConfigId,
        mrOwner,
        mrOwnerConfig,
        newMrServiceTd);
  }
}
