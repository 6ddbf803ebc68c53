package dev.strongroom.attestation.eventlog;

import dev.strongroom.wire.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Registers as a verified report shows them. Take them from nowhere else: values that no signature
/// covers prove nothing of a log.
///
/// @param kind whose registers
/// @param bank algorithm that they are extended with
/// @param values by number, at least one, each as long as the bank's digests
public record MeasurementRegisters(
    Kind kind, DigestAlgorithm bank, SortedMap<Integer, Bytes> values) {
  private static final int RTMRS = 4;

  /// Whose registers.
  public enum Kind {
    /// Platform configuration registers of a TPM; the log writes their number.
    PCR,
    /// Runtime measurement registers of a trust domain; the log writes their number plus one.
    RTMR;

    /// Name of register `number`, for people.
    String name(int number) {
      return number < 0 ? "MRTD" : name() + number;
    }

    /// Number of the register that a log writes as `index`.
    // spec: UEFI 2.10 38.4.1: measurement register index 0 is MRTD, n is RTMR n-1
    int number(int index) {
      return switch (this) {
        case PCR -> index;
        case RTMR -> index - 1;
      };
    }
  }

  public MeasurementRegisters {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    if (values.isEmpty()) {
      throw new IllegalArgumentException("values: want at least one register");
    }
    for (var value : values.values()) {
      if (value.length() != bank.lengthBytes()) {
        throw new IllegalArgumentException(
            "values: got " + value.length() + " bytes, want " + bank.lengthBytes());
      }
    }
  }

  /// RTMR0 to RTMR3 of a verified TD report.
  ///
  /// @param rtmrs four, 48 bytes each
  public static MeasurementRegisters rtmrs(List<Bytes> rtmrs) {
    if (rtmrs.size() != RTMRS) {
      throw new IllegalArgumentException("rtmrs: got " + rtmrs.size() + ", want 4");
    }
    var values = new TreeMap<Integer, Bytes>();
    for (int i = 0; i < RTMRS; i++) {
      values.put(i, rtmrs.get(i));
    }
    return new MeasurementRegisters(Kind.RTMR, DigestAlgorithm.SHA384, values);
  }

  /// PCRs that a verified quote covers.
  public static MeasurementRegisters pcrs(DigestAlgorithm bank, Map<Integer, Bytes> values) {
    return new MeasurementRegisters(Kind.PCR, bank, new TreeMap<>(values));
  }
}
