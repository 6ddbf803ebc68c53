package dev.strongroom.collateral.bundle;

import org.jspecify.annotations.Nullable;

/// A bundle that is not what somebody made, or not any more. Nothing of it may be used.
public final class BundleException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /// What is wrong, for programs.
  public enum Fault {
    /// It is no bundle: no manifest, two, or one that cannot be read.
    FORM("bundle.form"),
    /// It has more or larger files than any bundle.
    LIMIT("bundle.limit"),
    /// A file is there that the manifest does not list.
    UNLISTED("bundle.unlisted"),
    /// A file is not there that the manifest lists.
    MISSING("bundle.missing"),
    /// A file is not the one that the manifest lists.
    CHANGED("bundle.changed"),
    /// None of the trusted keys signed the manifest.
    UNTRUSTED("bundle.untrusted"),
    /// It is used outside its time.
    EXPIRED("bundle.expired");

    private final String code;

    Fault(String code) {
      this.code = code;
    }

    /// Stable name.
    public String code() {
      return code;
    }
  }

  /// @param message what was got, what was wanted
  public BundleException(Fault fault, String message) {
    this(fault, message, null);
  }

  /// As above, keeping the cause.
  public BundleException(Fault fault, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  /// What is wrong.
  public Fault fault() {
    return fault;
  }

  /// Stable code.
  public String code() {
    return fault.code();
  }
}
