package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.scheme.nvidia.EvidenceDocument;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.release.Transcript;
import dev.strongroom.wire.Bytes;
import java.util.List;

/// What ties accelerators to the CPU's report, as the Relying Party was told by whoever runs the
/// node. It is not believed: what the report must carry is computed here from the reports that were
/// received, byte for byte.
///
/// No hardware binds an accelerator to a confidential VM before TDISP. Software in the guest puts
/// the digest into its report, so a binding is worth as much as the measured guest: the tier is
/// *bound by software*, and the claim `devices_bound_by` says so.
public sealed interface Binding {
  /// What the CPU's report must carry beside these devices.
  ///
  /// @param nonce of the session
  SessionNonce carried(SessionNonce nonce, List<Evidence> devices);

  /// Nothing ties them: the CPU's report carries the session's nonce as it is.
  record None() implements Binding {
    @Override
    public SessionNonce carried(SessionNonce nonce, List<Evidence> devices) {
      return nonce;
    }
  }

  /// The CPU's report carries [Transcript#nodeNonce] of the session's nonce and the devices: for
  /// Relying Parties that release no key.
  record Digest() implements Binding {
    @Override
    public SessionNonce carried(SessionNonce nonce, List<Evidence> devices) {
      return new SessionNonce(Transcript.nodeNonce(nonce.value(), devices));
    }
  }

  /// The CPU's report carries a SHA-256 over parts, one of which is the SHA-256 of a document that
  /// holds the devices' reports. The session's nonce must be among the parts.
  ///
  /// How many parts there are, how long each is and which is the document's, the Relying Party must
  /// know of the software that it measures, never from the node: the parts are joined without
  /// lengths. Where a stranger chooses a part, it can be the digest of another document, and
  /// declared as such.
  ///
  /// @param before parts in front of the document's digest, in order
  /// @param document as its maker hashed it
  /// @param after parts behind it
  record Declared(List<Bytes> before, EvidenceDocument document, List<Bytes> after)
      implements Binding {
    public Declared {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }

    @Override
    public SessionNonce carried(SessionNonce nonce, List<Evidence> devices) {
      var joined = Bytes.empty();
      for (var part : before) {
        joined = joined.concat(part);
      }
      joined = joined.concat(document.bytes().sha256());
      for (var part : after) {
        joined = joined.concat(part);
      }
      return new SessionNonce(joined.sha256());
    }

    /// True if the session's nonce is one of the parts, and the document holds exactly these
    /// devices.
    boolean speaksOf(SessionNonce nonce, List<Evidence> devices) {
      return (before.contains(nonce.value()) || after.contains(nonce.value()))
          && document.devices().equals(devices);
    }
  }
}
