package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.attestation.demand.Demand;
import dev.strongroom.attestation.demand.Expectation;
import dev.strongroom.wire.Bytes;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// What an SEV-SNP report must show to be acceptable, whatever the session and the measurement. One
/// that nothing can satisfy cannot be built. Immutable, thread-safe; each `with` makes another.
///
/// Start from [#strict()] and change what differs:
///
/// ```java
/// var policy =
///     SnpPolicy.strict().with(GuestPolicyBit.SMT, Demand.FORBID).withChips(Expectation.oneOf(chip));
/// ```
///
/// Milan is acceptable only with listed chips: software alone extracts the seed of its VCEKs
/// (MilanLaunchy and BadFuse, arXiv 2605.12990), which forges every TCB, so no floor helps and only
/// the owner of a chip can say that it was not attacked.
///
/// @param products accepted products, each with its floors
/// @param chips accepted CHIP_IDs, 64 bytes
/// @param signers keys that may sign
/// @param guestPolicy demand for every bit of POLICY
/// @param platformInfo demand for every bit of PLATFORM_INFO
/// @param minimumAbi lowest accepted ABI_MAJOR and ABI_MINOR of POLICY
/// @param vmpls accepted VMPLs, 0 to 3
/// @param guest demands of the ID block
public record SnpPolicy(
    Map<SnpProduct, SnpFloors> products,
    Expectation chips,
    SnpSigners signers,
    Map<GuestPolicyBit, Demand> guestPolicy,
    Map<PlatformBit, Demand> platformInfo,
    GuestPolicy.Abi minimumAbi,
    Set<Integer> vmpls,
    SnpGuest guest) {
  private static final int CHIP_ID_BYTES = 64;
  private static final int LOWEST_PRIVILEGE = 3;

  public SnpPolicy {
    products = Map.copyOf(products);
    guestPolicy = Map.copyOf(guestPolicy);
    platformInfo = Map.copyOf(platformInfo);
    vmpls = Set.copyOf(vmpls);
    requireThat(!products.isEmpty(), "products: want at least one");
    products.forEach(SnpPolicy::requireLayout);
    chips.requireLength("chips", CHIP_ID_BYTES);
    requireThat(
        !products.containsKey(SnpProduct.MILAN) || chips instanceof Expectation.OneOf,
        "Milan wants a list of chips: its VCEK seed can be extracted (arXiv 2605.12990)");
    requireThat(
        guestPolicy.size() == GuestPolicyBit.values().length, "guestPolicy: want every bit");
    requireThat(platformInfo.size() == PlatformBit.values().length, "platformInfo: want every bit");
    requireThat(
        !vmpls.isEmpty() && vmpls.stream().allMatch(v -> v >= 0 && v <= LOWEST_PRIVILEGE),
        "vmpls: want at least one of 0 to 3");
    requireSatisfiable(guestPolicy, platformInfo);
  }

  private static void requireLayout(SnpProduct product, SnpFloors floors) {
    boolean fmc = floors.reported().fmc() + floors.committed().fmc() + floors.launch().fmc() > 0;
    requireThat(
        !fmc || product == SnpProduct.TURIN, product.text() + " has no FMC: its floor must be 0");
    for (var cpuid : floors.microcode().keySet()) {
      requireThat(
          SnpProduct.ofCpuid(cpuid).filter(product::equals).isPresent(),
          product.text() + " has no processor " + cpuid);
    }
  }

  // spec: AMD 56860 4.3 POLICY SMT, RAPL_DIS, CIPHERTEXT_HIDING: are enforced: no guest runs on a
  // platform that does not meet them
  private static void requireSatisfiable(
      Map<GuestPolicyBit, Demand> guest, Map<PlatformBit, Demand> platform) {
    requireThat(
        guest.get(GuestPolicyBit.SMT) != Demand.FORBID
            || platform.get(PlatformBit.SMT_EN) != Demand.REQUIRE,
        "a guest that forbids SMT never runs where SMT is on");
    requireThat(
        guest.get(GuestPolicyBit.RAPL_DIS) != Demand.REQUIRE
            || platform.get(PlatformBit.RAPL_DIS) != Demand.FORBID,
        "a guest that demands RAPL_DIS never runs without it");
    requireThat(
        guest.get(GuestPolicyBit.CIPHERTEXT_HIDING) != Demand.REQUIRE
            || platform.get(PlatformBit.CIPHERTEXT_HIDING_DRAM_EN) != Demand.FORBID,
        "a guest that demands CIPHERTEXT_HIDING never runs without it");
  }

  private static void requireThat(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /// What is advisable as of November 2026: Genoa and Turin at the floors of [StrictFloors], signed
  /// by a VCEK, at VMPL 0, with DEBUG, MIGRATE_MA and CXL_ALLOW clear and the alias check complete
  /// (AMD-SB-3015). Ciphertext hiding and the ban on page swaps (Heracles, AMD-SB-3021) are `ANY`,
  /// for few hosts offer them yet: require them where yours does.
  public static SnpPolicy strict() {
    var guest = new EnumMap<GuestPolicyBit, Demand>(GuestPolicyBit.class);
    for (var bit : GuestPolicyBit.values()) {
      guest.put(
          bit,
          switch (bit) {
            case MIGRATE_MA, DEBUG, CXL_ALLOW -> Demand.FORBID;
            case SMT,
                SINGLE_SOCKET,
                MEM_AES_256_XTS,
                RAPL_DIS,
                CIPHERTEXT_HIDING,
                PAGE_SWAP_DISABLE ->
                Demand.ANY;
          });
    }
    var platform = new EnumMap<PlatformBit, Demand>(PlatformBit.class);
    for (var bit : PlatformBit.values()) {
      platform.put(
          bit,
          switch (bit) {
            case ALIAS_CHECK_COMPLETE -> Demand.REQUIRE;
            case SMT_EN, TSME_EN, ECC_EN, RAPL_DIS, CIPHERTEXT_HIDING_DRAM_EN, TIO_EN -> Demand.ANY;
          });
    }
    return new SnpPolicy(
        Map.of(
            SnpProduct.GENOA, StrictFloors.of(SnpProduct.GENOA),
            SnpProduct.TURIN, StrictFloors.of(SnpProduct.TURIN)),
        Expectation.any(),
        SnpSigners.vcekOnly(),
        guest,
        platform,
        new GuestPolicy.Abi(0, 0),
        Set.of(0),
        SnpGuest.any());
  }

  /// With another demand for one bit of POLICY.
  public SnpPolicy with(GuestPolicyBit bit, Demand demand) {
    var changed = new EnumMap<>(guestPolicy);
    changed.put(bit, demand);
    return new SnpPolicy(products, chips, signers, changed, platformInfo, minimumAbi, vmpls, guest);
  }

  /// With another demand for one bit of PLATFORM_INFO.
  public SnpPolicy with(PlatformBit bit, Demand demand) {
    var changed = new EnumMap<>(platformInfo);
    changed.put(bit, demand);
    return new SnpPolicy(products, chips, signers, guestPolicy, changed, minimumAbi, vmpls, guest);
  }

  /// With one product more, or other floors for it.
  public SnpPolicy with(SnpProduct product, SnpFloors floors) {
    var changed = new EnumMap<>(products);
    changed.put(product, floors);
    return new SnpPolicy(
        changed, chips, signers, guestPolicy, platformInfo, minimumAbi, vmpls, guest);
  }

  /// With one product less.
  public SnpPolicy without(SnpProduct product) {
    var changed = new EnumMap<>(products);
    changed.remove(product);
    return new SnpPolicy(
        changed, chips, signers, guestPolicy, platformInfo, minimumAbi, vmpls, guest);
  }

  /// Milan too, on these chips alone and at the floors of [StrictFloors].
  public SnpPolicy withMilan(Set<Bytes> owned) {
    var changed = new EnumMap<>(products);
    changed.put(SnpProduct.MILAN, StrictFloors.of(SnpProduct.MILAN));
    return new SnpPolicy(
        changed,
        new Expectation.OneOf(owned),
        signers,
        guestPolicy,
        platformInfo,
        minimumAbi,
        vmpls,
        guest);
  }

  /// With another list of chips.
  public SnpPolicy withChips(Expectation accepted) {
    return new SnpPolicy(
        products, accepted, signers, guestPolicy, platformInfo, minimumAbi, vmpls, guest);
  }

  /// With other signers.
  public SnpPolicy withSigners(SnpSigners accepted) {
    return new SnpPolicy(
        products, chips, accepted, guestPolicy, platformInfo, minimumAbi, vmpls, guest);
  }

  /// With another lowest ABI.
  public SnpPolicy withMinimumAbi(GuestPolicy.Abi lowest) {
    return new SnpPolicy(products, chips, signers, guestPolicy, platformInfo, lowest, vmpls, guest);
  }

  /// With other VMPLs.
  public SnpPolicy withVmpls(Set<Integer> accepted) {
    return new SnpPolicy(
        products, chips, signers, guestPolicy, platformInfo, minimumAbi, accepted, guest);
  }

  /// With other demands of the ID block.
  public SnpPolicy withGuest(SnpGuest demands) {
    return new SnpPolicy(
        products, chips, signers, guestPolicy, platformInfo, minimumAbi, vmpls, demands);
  }
}
