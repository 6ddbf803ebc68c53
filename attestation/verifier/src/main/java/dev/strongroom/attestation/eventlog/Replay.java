package dev.strongroom.attestation.eventlog;

import dev.strongroom.attestation.eventlog.MeasurementRegisters.Kind;
import dev.strongroom.attestation.finding.EventLogRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// A log extended anew, and compared with registers that hardware signed. Every register that was
/// signed is compared, whether the log speaks of it or not: one that was extended and that the log
/// omits is a finding. So is what the log says of any register that was not signed, and nothing
/// vouches for that.
///
/// Registers vouch for digests and their order. Types and data stay the log's word, and whoever can
/// write a log can give an event another type: judge a boot by digests.
///
/// @param registers what the log comes to, by number
/// @param vouched events of the registers that agree
/// @param findings every disagreement; empty if all agree
public record Replay(
    SortedMap<Integer, Bytes> registers, List<MeasuredEvent> vouched, List<Finding> findings) {
  /// PCRs that every firmware extends.
  // spec: TCG PFP 2.3.4: firmware extends PCR 0 to 7, with a separator at least, and logs each
  public static final Set<Integer> FIRMWARE_PCRS = Set.of(0, 1, 2, 3, 4, 5, 6, 7);

  private static final int FIRST_DRTM_PCR = 17;
  private static final int LAST_DRTM_PCR = 22;
  private static final int ONES = 0xff;

  public Replay {
    registers = Collections.unmodifiableSortedMap(new TreeMap<>(registers));
    vouched = List.copyOf(vouched);
    findings = List.copyOf(findings);
  }

  /// Replays `log`, which must explain every register.
  ///
  /// @param quoted registers of a verified report
  public static Replay of(EventLog log, MeasurementRegisters quoted) {
    return of(log, quoted, quoted.values().keySet());
  }

  /// Replays `log` in the bank of `quoted`.
  ///
  /// @param quoted registers of a verified report
  /// @param required registers that this log must explain if they were extended; another that it
  ///   does not speak of is a warning
  public static Replay of(EventLog log, MeasurementRegisters quoted, Set<Integer> required) {
    var bank = quoted.bank();
    var findings = new ArrayList<Finding>();
    var registers = new TreeMap<Integer, Bytes>();
    if (!log.banks().contains(bank)) {
      findings.add(
          new Finding(
              EventLogRule.BANK,
              "digests of the quoted bank, " + bank.text(),
              "a log with " + new TreeSet<>(log.banks())));
      return new Replay(registers, List.of(), findings);
    }
    var spokenOf = new TreeSet<Integer>();
    quoted.values().keySet().forEach(n -> registers.put(n, initial(quoted.kind(), bank, n, log)));
    for (var event : log.events()) {
      int number = quoted.kind().number(event.register());
      var digest = event.digests().get(bank);
      if (!event.extendsRegister() || digest == null) {
        continue;
      }
      spokenOf.add(number);
      // spec: TPM 2.0 Part 1, 17.4: PCR.new = H(PCR.old || digest)
      registers.computeIfPresent(number, (_, old) -> bank.digest(old.concat(digest)));
    }
    var agreeing = compare(registers, spokenOf, quoted, required, findings);
    var vouched =
        log.events().stream()
            .filter(MeasuredEvent::extendsRegister)
            .filter(event -> agreeing.contains(quoted.kind().number(event.register())))
            .toList();
    return new Replay(registers, vouched, findings);
  }

  /// True if nothing disagrees; warnings of registers that others extend may be left.
  public boolean agrees() {
    return findings.stream().noneMatch(f -> f.rule().tier() == Tier.CONTRAINDICATED);
  }

  private static TreeSet<Integer> compare(
      SortedMap<Integer, Bytes> registers,
      TreeSet<Integer> spokenOf,
      MeasurementRegisters quoted,
      Set<Integer> required,
      List<Finding> out) {
    var kind = quoted.kind();
    var agreeing = new TreeSet<Integer>();
    for (var register : quoted.values().entrySet()) {
      int number = register.getKey();
      var value = register.getValue();
      var replayed = registers.getOrDefault(number, Bytes.empty());
      var name = kind.name(number);
      if (replayed.equals(value)) {
        agreeing.add(number);
      } else if (spokenOf.contains(number)) {
        out.add(
            new Finding(
                EventLogRule.MISMATCH,
                name + " " + value + ", as quoted",
                name + " " + replayed + ", as the log replays"));
      } else {
        out.add(
            new Finding(
                required.contains(number)
                    ? EventLogRule.REGISTER_OMITTED
                    : EventLogRule.REGISTER_UNEXPLAINED,
                "the events that made " + name + " " + value,
                "no event of " + name));
      }
    }
    for (int number : spokenOf) {
      if (!quoted.values().containsKey(number)) {
        out.add(
            new Finding(
                EventLogRule.REGISTER_UNQUOTED,
                "events of quoted registers only",
                "events of " + kind.name(number) + ", which is not quoted"));
      }
    }
    return agreeing;
  }

  private static Bytes initial(Kind kind, DigestAlgorithm bank, int number, EventLog log) {
    var value = new byte[bank.lengthBytes()];
    if (kind == Kind.PCR && number == 0) {
      // spec: TCG PFP 3.3.2.1: PCR 0 starts as the locality of TPM2_Startup, in its last byte
      value[value.length - 1] = (byte) log.startupLocality().orElse(0);
    }
    if (kind == Kind.PCR && number >= FIRST_DRTM_PCR && number <= LAST_DRTM_PCR) {
      // spec: TCG PTP 4.6.1, table 6: PCR 17 to 22 are all ones until a dynamic launch
      Arrays.fill(value, (byte) ONES);
    }
    return Bytes.copyOf(value);
  }
}
