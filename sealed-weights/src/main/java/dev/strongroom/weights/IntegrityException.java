package dev.strongroom.weights;

/// Sealed weights, or a source to be sealed, that are not what they should be. The message is one
/// line: the code, what was got and wanted, what to do. It carries no plaintext and no file name
/// from inside the ciphertext. A retry with the same bytes cannot help.
public final class IntegrityException extends Exception {
  private static final long serialVersionUID = 1L;

  /// What is wrong; the code is stable.
  public enum Fault {
    /// The directory has no manifest: sealing never finished, or it is no sealed model.
    MANIFEST_MISSING("weights.manifest.missing", "seal the model again, or fetch all of it"),
    /// None of the trusted owners signed the manifest.
    MANIFEST_SIGNATURE("weights.manifest.signature", "check whose model this is, and its copy"),
    /// An object that the manifest names is not there.
    OBJECT_MISSING("weights.object.missing", "fetch the object again"),
    /// An object is shorter than the manifest says.
    TRUNCATED("weights.truncated", "fetch the object again"),
    /// An object is longer than the manifest says.
    OVERLONG("weights.overlong", "fetch the object again"),
    /// An object begins with another header than the manifest pins.
    HEADER_MISMATCH("weights.header.mismatch", "fetch the object again: it is another file's"),
    /// A segment does not authenticate under its key at its place.
    SEGMENT_FORGED(
        "weights.segment.forged", "fetch the object again; if it recurs, tell its owner"),
    /// The owner signed other bytes: the object is damaged, or a key holder resealed it.
    DIGEST_MISMATCH(
        "weights.digest.mismatch", "fetch the object again; if it recurs, tell its owner"),
    /// The keyring was wrapped in another epoch than the key is of.
    KEY_EPOCH("weights.key.epoch", "ask for the model key of the keyring's epoch"),
    /// A wrapped key does not open under this model key.
    KEY_WRONG("weights.key.wrong", "check model, version and key, and fetch the keyring again"),
    /// The keyring does not hold exactly the manifest's keys.
    KEY_MISSING("weights.key.missing", "fetch the keyring again"),
    /// The sealed index does not name exactly the manifest's objects.
    INDEX_MISMATCH("weights.index.mismatch", "ask the owner to seal the model again"),
    /// A link leads out of the source directory.
    SOURCE_LINK("weights.source.link", "copy the file in place of the link"),
    /// Something in the source is no regular file, or has a name that cannot be carried.
    SOURCE_UNSUPPORTED("weights.source.unsupported", "remove or rename it"),
    /// Nothing to seal, or more files than a manifest holds.
    SOURCE_COUNT("weights.source.count", "check the source directory"),
    /// A source file changed while it was sealed.
    SOURCE_CHANGED("weights.source.changed", "stop whatever writes to it and seal again"),
    /// The target directory already holds something.
    TARGET_OCCUPIED("weights.target.occupied", "choose a new directory, or empty this one");

    private final String code;
    private final String advice;

    Fault(String code, String advice) {
      this.code = code;
      this.advice = advice;
    }

    /// Stable identifier.
    public String code() {
      return code;
    }
  }

  private final Fault fault;

  /// @param detail what was got and wanted, and where
  public IntegrityException(Fault fault, String detail) {
    super(fault.code + ": " + detail + "; " + fault.advice);
    this.fault = fault;
  }

  /// As above, keeping the failure underneath.
  public IntegrityException(Fault fault, String detail, Throwable cause) {
    super(fault.code + ": " + detail + "; " + fault.advice, cause);
    this.fault = fault;
  }

  /// What is wrong.
  public Fault fault() {
    return fault;
  }

  /// Stable identifier of the fault.
  public String code() {
    return fault.code;
  }
}
