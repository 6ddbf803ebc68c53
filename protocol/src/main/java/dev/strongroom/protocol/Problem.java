package dev.strongroom.protocol;

import java.util.List;

/// An error answer (RFC 9457, `application/problem+json`).
///
/// @param type `urn:strongroom:problem:` and the code
/// @param title what happened, for people, the same for every occurrence
/// @param status HTTP status
/// @param detail this occurrence, for people: got, wanted, what to do
/// @param code stable code, for programs, such as `release.refused`
/// @param findings stable codes of the findings behind a refusal
public record Problem(
    String type, String title, int status, String detail, String code, List<String> findings) {
  /// Media type.
  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    findings = List.copyOf(findings);
  }

  /// A problem whose type follows from its code.
  public static Problem of(
      int status, String code, String title, String detail, List<String> findings) {
    return new Problem("urn:strongroom:problem:" + code, title, status, detail, code, findings);
  }
}
