package dev.strongroom.attestation.eventlog;

import dev.strongroom.wire.Bytes;
import java.util.Map;
import java.util.Optional;

/// One entry of an event log. Registers vouch for digests and their order only: type and data are
/// the log's own word, unless [#dataIsMeasured] holds.
///
/// @param register as written: PCR number in a TPM log, measurement register index in a CCEL
/// @param type EV_ number, unsigned 32 bits
/// @param digests one of each bank whose algorithm is known here
/// @param data what the log says was measured, or a description of it
public record MeasuredEvent(
    int register, long type, Map<DigestAlgorithm, Bytes> digests, Bytes data) {
  public MeasuredEvent {
    digests = Map.copyOf(digests);
  }

  /// Name of the type as the PFP spells it, `0x` and eight digits for others.
  public String typeName() {
    return EventText.typeName(type);
  }

  /// False for EV_NO_ACTION, which informs and measures nothing.
  // spec: TCG PFP 10.4.5: EV_NO_ACTION events are not extended into any register
  public boolean extendsRegister() {
    return type != EventText.EV_NO_ACTION;
  }

  /// True if the data is exactly what was hashed into `bank`. Most types hash something else, such
  /// as a file.
  public boolean dataIsMeasured(DigestAlgorithm bank) {
    return Optional.ofNullable(digests.get(bank)).filter(bank.digest(data)::equals).isPresent();
  }

  /// What the data says, for people: printable ASCII, at most 512 characters; nothing where the
  /// data is not text.
  public Optional<String> text() {
    return EventText.of(type, data);
  }
}
