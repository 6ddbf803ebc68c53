package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.wire.MalformedException;
import java.util.Arrays;

/// How good a TCB is (Intel PCS API version 4, `tcbStatus`), best first. The last ones come out of
/// an evaluation only and never stand in TCB info.
public enum TcbStatus {
  /// Nothing to mend.
  UP_TO_DATE("UpToDate"),
  /// Software in the TEE must mitigate something itself.
  SW_HARDENING_NEEDED("SWHardeningNeeded"),
  /// The platform's configuration leaves something open.
  CONFIGURATION_NEEDED("ConfigurationNeeded"),
  /// Both of these.
  CONFIGURATION_AND_SW_HARDENING_NEEDED("ConfigurationAndSWHardeningNeeded"),
  /// The TDX module was updated under the running guest: launched anew, it would be up to date.
  TD_RELAUNCH_ADVISED("TDRelaunchAdvised"),
  /// The same, and the platform's configuration leaves something open.
  TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED("TDRelaunchAdvisedConfigurationNeeded"),
  /// Something public is not mitigated.
  OUT_OF_DATE("OutOfDate"),
  /// Something public is not mitigated, and the configuration leaves something open.
  OUT_OF_DATE_CONFIGURATION_NEEDED("OutOfDateConfigurationNeeded"),
  /// Not to be trusted any more.
  REVOKED("Revoked"),
  /// Below every level there is.
  NOT_SUPPORTED("TCB_NOT_SUPPORTED");

  private final String text;

  TcbStatus(String text) {
    this.text = text;
  }

  /// As Intel spells it.
  public String text() {
    return text;
  }

  /// True where something public is not mitigated.
  boolean isOutOfDate() {
    return this == OUT_OF_DATE || this == OUT_OF_DATE_CONFIGURATION_NEEDED;
  }

  /// True where an update of the platform is due.
  boolean needsUpdate() {
    return isOutOfDate() || this == REVOKED || this == NOT_SUPPORTED;
  }

  /// True where the platform's configuration leaves something open.
  boolean needsConfiguration() {
    return this == CONFIGURATION_NEEDED
        || this == CONFIGURATION_AND_SW_HARDENING_NEEDED
        || this == OUT_OF_DATE_CONFIGURATION_NEEDED;
  }

  /// True where software in the TEE must mitigate something itself.
  boolean needsHardening() {
    return this == SW_HARDENING_NEEDED || this == CONFIGURATION_AND_SW_HARDENING_NEEDED;
  }

  /// The status of a whole of which `this` is the platform and `part` another part. A part is good,
  /// out of date, revoked or below every level.
  // spec: TDX DCAP Quoting Library API 4.1.2.4.17: module and QE status are merged into the
  // platform's, never put in its place
  TcbStatus mergedWith(TcbStatus part) {
    if (this == NOT_SUPPORTED || part == NOT_SUPPORTED) {
      return NOT_SUPPORTED;
    }
    if (this == REVOKED || part == REVOKED) {
      return REVOKED;
    }
    if (!part.isOutOfDate()) {
      return this;
    }
    return switch (this) {
      case UP_TO_DATE, SW_HARDENING_NEEDED, TD_RELAUNCH_ADVISED, OUT_OF_DATE -> OUT_OF_DATE;
      case CONFIGURATION_NEEDED,
          CONFIGURATION_AND_SW_HARDENING_NEEDED,
          TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED,
          OUT_OF_DATE_CONFIGURATION_NEEDED ->
          OUT_OF_DATE_CONFIGURATION_NEEDED;
      case REVOKED, NOT_SUPPORTED -> this;
    };
  }

  /// Reads the status of a platform's level.
  static TcbStatus ofPlatform(String field, String text) throws MalformedException {
    return Arrays.stream(values())
        .filter(status -> status.text.equals(text))
        .filter(
            status ->
                status != NOT_SUPPORTED
                    && status != TD_RELAUNCH_ADVISED
                    && status != TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED)
        .findFirst()
        .orElseThrow(() -> new MalformedException(field, -1, "got '" + text + "'"));
  }

  /// Reads the status of a level of a TDX module or a quoting enclave.
  static TcbStatus ofPart(String field, String text) throws MalformedException {
    var status = ofPlatform(field, text);
    if (status != UP_TO_DATE && status != OUT_OF_DATE && status != REVOKED) {
      throw new MalformedException(field, -1, "got '" + text + "'");
    }
    return status;
  }
}
