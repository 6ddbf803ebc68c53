package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import java.util.List;

/// Verifies a statement that a verified report carries the digest of. Pure, thread-safe.
public final class BindingVerifier {
  private BindingVerifier() {}

  /// Compares all 64 bytes, the filling included.
  ///
  /// @param statement as parsed
  /// @param by proof of the report; the result carries its chain, profile and time
  /// @param rule what a report of anything else breaks
  public static <S extends BoundStatement> Verification<S> verify(
      S statement, Verified<? extends ReportDataCarrier> by, Rule rule) {
    var wanted = statement.boundReportData();
    var seen = by.evidence().reportData();
    return wanted.equals(seen)
        ? by.vouchingFor(statement)
        : new Rejected<>(
            List.of(new Finding(rule, "REPORT_DATA " + wanted, "REPORT_DATA " + seen)));
  }
}
