package dev.strongroom.broker.ledger;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Who may use a device. Pure.
public final class LedgerRules {
  private static final Pattern KNOWN_ID = Pattern.compile("(?=.*[1-9a-f])[0-9a-f]+");

  private LedgerRules() {}

  /// A boot of a platform.
  ///
  /// @param platformId which machine, lower-case hexadecimal
  /// @param bootInstance which launch on it, lower-case hexadecimal
  public record Holder(String platformId, String bootInstance) {
    /// True if both are stated: hexadecimal and not all zero.
    public boolean isKnown() {
      return KNOWN_ID.matcher(platformId).matches() && KNOWN_ID.matcher(bootInstance).matches();
    }
  }

  /// What the ledger knows of a device.
  ///
  /// @param last who showed it last
  /// @param inUse true while a lease holds it
  /// @param fenced boots that were replaced on it
  public record Device(Optional<Holder> last, boolean inUse, Set<Holder> fenced) {
    public Device {
      fenced = Set.copyOf(fenced);
    }
  }

  /// What follows.
  public enum Verdict {
    /// It is this boot's already.
    KEEP(""),
    /// It was nobody's, or nobody uses it any more.
    TAKE(""),
    /// It was an older boot's of the same platform, which loses it.
    FENCE(""),
    /// Another platform uses it.
    HELD("ledger.device-held"),
    /// This boot has lost it to a newer one.
    FENCED("ledger.boot-fenced"),
    /// Platform or boot is not stated.
    UNKNOWN("ledger.platform-unknown");

    private final String code;

    Verdict(String code) {
      this.code = code;
    }

    /// True if the boot may use the device.
    public boolean admits() {
      return code.isEmpty();
    }

    /// Stable code of a refusal.
    public String code() {
      return code;
    }
  }

  /// Whether `asking` may use `device`.
  public static Verdict admit(Device device, Holder asking) {
    if (!asking.isKnown()) {
      return Verdict.UNKNOWN;
    }
    if (device.fenced().contains(asking)) {
      return Verdict.FENCED;
    }
    if (device.last().isEmpty()) {
      return Verdict.TAKE;
    }
    var last = device.last().get();
    if (last.equals(asking)) {
      return Verdict.KEEP;
    }
    if (last.platformId().equals(asking.platformId())) {
      return Verdict.FENCE;
    }
    return device.inUse() ? Verdict.HELD : Verdict.TAKE;
  }
}
