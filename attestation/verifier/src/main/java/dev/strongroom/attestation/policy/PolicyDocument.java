package dev.strongroom.attestation.policy;

import dev.strongroom.attestation.finding.OwnRule;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.json.StrictJson;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/// An appraisal policy as its owner writes it, strict JSON. Every member is required; there are no
/// defaults. [Policy#compile] makes it usable.
///
/// @param name of lower-case letters, digits and dashes
/// @param version counts up with every change, from 1
/// @param notAfter the policy accepts nothing from then on
/// @param profile trust profile that it is for
/// @param schemes accepted schemes, of `snp`, `tdx`, `sgx`, or else of `azure-snp`, `azure-tdx`
/// @param products accepted SEV-SNP products, `Milan`, `Genoa`, `Turin`; empty without `snp`
/// @param platforms accepted machines, by `cpu.chip_id` or `cpu.ppid`
/// @param tcbGraceDays days after the tcbDate of its level during which an Intel platform that is
///   out of date gets the warning `dcap.tcb.out-of-date-grace` instead of a refusal, 0 to 365; the
///   warning still wants to be accepted by name
/// @param accelerators exactly the devices to be shown: count by architecture
/// @param pins claims that must have one of the accepted values
/// @param acceptedWarnings codes of warnings, see [Rule#isAcceptable]
/// @param references manifests of reference values that are needed
/// @param rules expressions that must hold
public record PolicyDocument(
    String name,
    long version,
    Instant notAfter,
    Profile profile,
    List<String> schemes,
    List<String> products,
    Allowed platforms,
    int tcbGraceDays,
    Map<String, Integer> accelerators,
    List<Pin> pins,
    List<String> acceptedWarnings,
    List<Reference> references,
    List<Expression> rules) {
  /// Most bytes of a policy's JSON.
  public static final int MAX_BYTES = 1 << 20;

  private static final List<String> SCHEMES =
      List.of("snp", "tdx", "sgx", "azure-snp", "azure-tdx");
  private static final List<String> PRODUCTS = List.of("Milan", "Genoa", "Turin");
  private static final int MAX_RULES = 64;
  private static final int MAX_GRACE_DAYS = 365;
  static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");

  /// A manifest that must be shown.
  ///
  /// @param name of the manifest
  /// @param issuer the key that must have signed it
  /// @param minimumVersion lowest accepted version
  public record Reference(String name, PublicKey issuer, long minimumVersion) {
    public Reference {
      requireName("references", name);
    }
  }

  /// An expression that must be true.
  ///
  /// @param code `policy.NAME`, stable
  /// @param cel see the package's page
  /// @param expected what it wants, for people
  /// @param advice what a person can do where it is not true
  public record Expression(String code, String cel, String expected, String advice) {
    public Expression {
      var _ = rule(code, advice);
      if (expected.isBlank() || advice.isBlank()) {
        throw new IllegalArgumentException(code + ": want words for expected and advice");
      }
    }

    /// As findings name it.
    OwnRule rule() {
      return rule(code, advice);
    }

    private static OwnRule rule(String code, String advice) {
      return new OwnRule(
          new Rule.Text(code, Tier.CONTRAINDICATED, "Strongroom appraisal policy: rules", advice));
    }
  }

  public PolicyDocument {
    requireName("name", name);
    schemes = List.copyOf(schemes);
    products = List.copyOf(products);
    accelerators = Map.copyOf(new TreeMap<>(accelerators));
    pins = List.copyOf(pins);
    acceptedWarnings = List.copyOf(acceptedWarnings);
    references = List.copyOf(references);
    rules = List.copyOf(rules);
    require(version >= 1, "version: want 1 or more");
    require(!schemes.isEmpty() && SCHEMES.containsAll(schemes), "schemes: want some of " + SCHEMES);
    require(PRODUCTS.containsAll(products), "products: want some of " + PRODUCTS);
    require(
        schemes.stream().anyMatch(s -> s.endsWith("snp")) != products.isEmpty(),
        "products: want some with snp, none without");
    // The same report means another thing behind Azure's virtual TPM: what it is over there
    // somebody may choose here as a nonce.
    require(
        schemes.stream().map(s -> s.startsWith("azure-")).distinct().count() == 1,
        "schemes: write one policy for guests of Azure and another for others");
    require(tcbGraceDays >= 0 && tcbGraceDays <= MAX_GRACE_DAYS, "tcbGraceDays: want 0 to 365");
    require(
        accelerators.values().stream().allMatch(n -> n > 0), "accelerators: want counts above 0");
    require(rules.size() <= MAX_RULES, "rules: want at most " + MAX_RULES);
    requireDistinct("rules", rules, Expression::code);
    requireDistinct("references", references, Reference::name);
    acceptedWarnings.forEach(PolicyDocument::requireWarning);
  }

  private static void requireWarning(String code) {
    require(
        Rule.ofCode(code).filter(Rule::isAcceptable).isPresent(),
        "acceptedWarnings: '" + code + "' is no warning that can be accepted");
  }

  private static <T> void requireDistinct(String field, List<T> all, Function<T, String> name) {
    var names = new HashSet<String>();
    for (var one : all) {
      require(names.add(name.apply(one)), field + ": " + name.apply(one) + " comes twice");
    }
  }

  static void requireName(String field, String name) {
    require(NAME.matcher(name).matches(), field + ": '" + name + "' is no name");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /// Reads a policy.
  ///
  /// @throws MalformedException if it is not exactly one policy
  public static PolicyDocument parse(Bytes json) throws MalformedException {
    if (json.length() > MAX_BYTES) {
      throw new MalformedException(
          "policy", 0, "got " + json.length() + " bytes, limit " + MAX_BYTES);
    }
    return StrictJson.read(json, PolicyDocument.class);
  }

  /// As JSON.
  public Bytes toJson() {
    return StrictJson.write(this);
  }

  /// As JSON for people.
  public String pretty() {
    return StrictJson.pretty(this);
  }
}
