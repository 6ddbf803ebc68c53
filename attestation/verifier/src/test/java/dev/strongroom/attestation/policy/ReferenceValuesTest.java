package dev.strongroom.attestation.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReferenceValuesTest {
  private static final Instant AT = Instant.parse("2026-11-23T12:00:00Z");
  private static final Instant END = AT.plus(Duration.ofDays(30));
  private static final String MEASUREMENT = "ab".repeat(48);

  private final SigningKey owner = SigningKey.generate(new SecureRandom());
  private final List<PolicyDocument.Reference> wanted =
      List.of(new PolicyDocument.Reference("guest", owner.publicKey(), 2));

  private static Envelope manifest(SigningKey by, long version, String type) {
    var manifest =
        new ReferenceManifest(
            "guest", version, AT, END, Map.of("measurements", List.of(MEASUREMENT)), Map.of());
    return by.sign(type, manifest.toJson());
  }

  private Envelope manifest(long version) {
    return manifest(owner, version, ReferenceManifest.PAYLOAD_TYPE);
  }

  private String refused(Instant now, Envelope... sent) {
    var values = ReferenceValues.of(wanted, List.of(sent), now);
    assertThat(values.values()).isEmpty();
    assertThat(values.listed("guest/measurements")).isEmpty();
    return values.findings().stream().map(Finding::rule).toList().toString();
  }

  @Test
  void takesTheManifestThatThePolicyNames() {
    var values = ReferenceValues.of(wanted, List.of(manifest(2)), AT);
    assertThat(values.findings()).isEmpty();
    assertThat(values.listed("guest/measurements")).containsExactly(MEASUREMENT);
  }

  // spec: RFC 9334 8.3
  @Test
  void refusesAnotherAuthorityAndAnotherPurpose() {
    var stranger = SigningKey.generate(new SecureRandom());
    assertThat(refused(AT, manifest(stranger, 2, ReferenceManifest.PAYLOAD_TYPE)))
        .isEqualTo("[REFERENCE_UNTRUSTED]");
    assertThat(refused(AT, manifest(owner, 2, "application/json")))
        .isEqualTo("[REFERENCE_UNTRUSTED]");
    assertThat(refused(AT)).isEqualTo("[REFERENCE_ABSENT]");
  }

  // spec: RFC 9334 10 Freshness
  @Test
  void refusesWhatIsPastItsEndNotYetBegunOrTooOld() {
    assertThat(refused(END, manifest(2))).isEqualTo("[REFERENCE_STALE]");
    assertThat(refused(AT.minusSeconds(1), manifest(2))).isEqualTo("[REFERENCE_STALE]");
    assertThat(refused(AT, manifest(1))).isEqualTo("[REFERENCE_STALE]");
    assertThat(ReferenceValues.of(wanted, List.of(manifest(2)), END.minusSeconds(1)).findings())
        .isEmpty();
  }
}
