package dev.strongroom.tenancy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.tenancy.admission.Credential.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class CredentialTest {
  private static Credential read(List<String> authorization, List<String> apiKey) {
    return Credential.read(authorization, apiKey, null);
  }

  private static void assertPresents(String key, Credential credential) {
    assertThat(credential).isInstanceOf(Credential.Presented.class);
    assertThat(((Credential.Presented) credential).value()).isEqualTo(key);
    assertThat(credential.toString()).doesNotContain(key);
  }

  private static void assertRefused(Reason reason, Credential credential) {
    assertThat(credential).isEqualTo(new Credential.Refused(reason));
  }

  @Test
  void oneKeyInEitherHeader() {
    assertPresents("k", read(List.of("Bearer k"), List.of()));
    assertPresents("k", read(List.of("bearer  k "), List.of()));
    assertPresents("k", read(List.of(), List.of("k")));
    assertPresents("k", read(List.of("Bearer k", "Bearer k"), List.of("k")));
  }

  @Test
  void twoDifferentKeysAreNobodys() {
    assertRefused(Reason.AMBIGUOUS, read(List.of("Bearer a"), List.of("b")));
    assertRefused(Reason.AMBIGUOUS, read(List.of("Bearer a", "Bearer b"), List.of()));
    assertRefused(Reason.AMBIGUOUS, read(List.of(), List.of("a", "b")));
  }

  @Test
  void keysInQueryStringsAreRefusedUnderEverySpelling() {
    for (var query :
        List.of(
            "api_key=b",
            "API-KEY=b",
            "x=1&key=b",
            "api%5Fkey=b",
            "a;access_token=b",
            "token",
            "x-api-key=b",
            "%zz=1")) {
      assertRefused(Reason.IN_QUERY, Credential.read(List.of("Bearer a"), List.of(), query));
    }
    assertPresents("k", Credential.read(List.of("Bearer k"), List.of(), "api-version=1"));
  }

  @Test
  void missingAndMalformed() {
    assertRefused(Reason.MISSING, read(List.of(), List.of()));
    assertRefused(Reason.MALFORMED, read(List.of("Basic a"), List.of()));
    assertRefused(Reason.MALFORMED, read(List.of("Bearer "), List.of()));
    assertRefused(Reason.MALFORMED, read(List.of("Bearer " + "k".repeat(257)), List.of()));
  }
}
