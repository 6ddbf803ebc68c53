package dev.strongroom.attestation.fuzz;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.policy.Allowed;
import dev.strongroom.attestation.policy.Pin;
import dev.strongroom.attestation.policy.Policy;
import dev.strongroom.attestation.policy.PolicyDocument;
import dev.strongroom.attestation.policy.PolicyTests;
import dev.strongroom.attestation.policy.ReferenceManifest;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.token.EarResult;
import dev.strongroom.attestation.token.EarToken;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What owners, verifiers and Relying Parties write to one another, made from the report of a node.
final class Documents {
  private static final Instant AT = Instant.parse("2026-11-23T12:00:00Z");
  private static final Instant END = Instant.parse("2026-12-23T12:00:00Z");
  private static final SigningKey KEY = SigningKey.generate(new SecureRandom());
  private static final Bytes NONCE = Bytes.utf8("session").sha256();
  private static final String ISSUER = "broker";

  private Documents() {}

  /// Compiled once.
  private static final class Fleet {
    static final Policy POLICY = policy();

    private static Policy policy() {
      try {
        return compiled(Documents.policy(Vectors.read("cpu/snp/genoa-v3-azure-aci/report.bin")));
      } catch (MalformedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static Bytes claims(Bytes report) {
    var parsed = parsed(report);
    return StrictJson.write(
        Map.of(
            "simulated",
            true,
            "findings",
            List.of("snp.policy-bit"),
            "devices",
            List.of(Map.of("id", "gpu-0", "architecture", "HOPPER")),
            "azure",
            Map.of("pcrs", Map.of("0", "00".repeat(32))),
            "cpu",
            Map.of(
                "scheme",
                "snp",
                "chip_id",
                parsed.chipId().hex(),
                "snp",
                Map.of(
                    "product",
                    "Genoa",
                    "version",
                    parsed.version(),
                    "measurement",
                    parsed.measurement().hex(),
                    "policy",
                    Map.of("debug", false)))));
  }

  static Bytes policy(Bytes report) {
    return policyOf(report).toJson();
  }

  private static PolicyDocument policyOf(Bytes report) {
    var parsed = parsed(report);
    return new PolicyDocument(
        "fleet",
        3,
        END,
        Profile.SIMULATION,
        List.of("snp"),
        List.of("Genoa"),
        Allowed.values(parsed.chipId().hex()),
        30,
        Map.of("HOPPER", 1),
        List.of(
            new Pin(
                Pin.Subject.LAUNCH,
                "cpu.snp.measurement",
                new Allowed(
                    List.of(parsed.measurement().hex()), List.of("guest/measurements"), false)),
            new Pin(Pin.Subject.WORKLOAD, "workload.digest", Allowed.anything())),
        List.of("snp.version-unknown"),
        List.of(new PolicyDocument.Reference("guest", KEY.publicKey(), 1)),
        List.of(
            rule("policy.no-debug", "!cpu.snp.policy.debug"),
            rule("policy.floor", "has(cpu.snp.vmpl) && cpu.snp.version >= floor['guest/version']"),
            rule("policy.devices", "devices.all(d, d.architecture in ['HOPPER', 'BLACKWELL'])")));
  }

  private static PolicyDocument.Expression rule(String code, String cel) {
    return new PolicyDocument.Expression(code, cel, "what the owner wants", "Ask the owner.");
  }

  static Bytes manifest(Bytes report) {
    return new ReferenceManifest(
            "guest",
            2,
            AT,
            END,
            Map.of("measurements", List.of(parsed(report).measurement().hex())),
            Map.of("version", 3L))
        .toJson();
  }

  static Bytes envelope(Bytes report) {
    return KEY.sign(ReferenceManifest.PAYLOAD_TYPE, manifest(report)).toJson();
  }

  /// A case of [PolicyTests].
  static Bytes policyCase(Bytes report) {
    try {
      return StrictJson.write(
          Map.of(
              "at",
              AT,
              "claims",
              StrictJson.read(claims(report), Map.class),
              "manifests",
              List.of(StrictJson.read(envelope(report), Map.class)),
              "expected",
              Map.of("verdict", "contraindicated", "findings", List.of("policy.pin"))));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Runs such a case: its claims and manifests go through the expressions of a policy.
  static Object runCase(Bytes policyCase) throws MalformedException {
    var cases = new TreeMap<>(Map.of("case", policyCase));
    var outcome = PolicyTests.run(Fleet.POLICY, cases).getFirst();
    if (outcome.expected().equals("a case")) {
      throw new MalformedException("case", -1, outcome.seen());
    }
    return outcome;
  }

  /// A policy with its expressions.
  static Policy compiled(Bytes policy) throws MalformedException {
    return Policy.compile(PolicyDocument.parse(policy));
  }

  static Bytes token(Bytes report) {
    var finding = new Finding(SnpRule.POLICY_BIT, "no DEBUG", parsed(report).policy().hex());
    var verdict = new AttestationResult.Contraindicated<>(List.of(finding), AT);
    var life = Duration.ofMinutes(5);
    var result = EarResult.of(verdict, true, ISSUER, "fleet 3", NONCE, Profile.SIMULATION, life);
    return Bytes.utf8(EarToken.sign(result, KEY));
  }

  /// Verifies a token. That nobody trusted signed it is a refusal like another.
  static EarResult verify(Bytes token) throws MalformedException {
    try {
      return EarToken.verify(token.utf8(), ISSUER, KEY.publicKey(), NONCE, AT);
    } catch (UntrustedException e) {
      throw new MalformedException("token", -1, "is not trusted", e);
    }
  }

  /// The claims set of a token.
  static Bytes tokenClaims(Bytes report) {
    try {
      return Bytes.copyOf(JWSObject.parse(token(report).utf8()).getPayload().toBytes());
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Reads a claims set that the issuer signed, whatever it is.
  static EarResult verifyClaims(Bytes claims) throws MalformedException {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.ES384)
            .type(new JOSEObjectType("eat-result+jwt"))
            .build();
    var token = new JWSObject(header, new Payload(claims.toArray()));
    try {
      token.sign(new ECDSASigner(KEY.platformKey()));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return verify(Bytes.utf8(token.serialize()));
  }

  private static SnpReport parsed(Bytes report) {
    try {
      return SnpReport.parse(report);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }
}
