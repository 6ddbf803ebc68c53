package dev.strongroom.protocol.release;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.regex.Pattern;

/// The document that the host hands to the guest at launch and the CPU TEE measures: for SEV-SNP
/// its SHA-256 is HOST_DATA. It names the ticket, so the ticket's broker, floor and workload are
/// part of what is attested. Form of the Confidential Containers init-data, version 0.1.0, of which
/// exactly this spelling is accepted:
///
/// ```
/// algorithm = "sha256"
/// version = "0.1.0"
///
/// [data]
/// "strongroom.ticket" = "<SHA-384 of the ticket, 96 hexadecimal digits>"
/// ```
///
/// @param ticketDigest [Ticket#digest], 48 bytes
public record InitData(Bytes ticketDigest) {
  private static final String FORM =
      """
      algorithm = "sha256"
      version = "0.1.0"

      [data]
      "strongroom.ticket" = "%s"
      """;

  private static final Pattern DOCUMENT =
      Pattern.compile(
          FORM.replace(".", "\\.")
              .replace("[", "\\[")
              .replace("]", "\\]")
              .formatted("([0-9a-f]{96})"));

  public InitData {
    Sizes.requireDigest("ticketDigest", ticketDigest);
  }

  /// Reads the document.
  ///
  /// @throws MalformedException if it is spelled in any other way
  public static InitData parse(Bytes document) throws MalformedException {
    var match = DOCUMENT.matcher(document.utf8());
    if (!match.matches()) {
      throw new MalformedException("initData", -1, "is not the one accepted form of init-data");
    }
    return new InitData(Bytes.ofHex("strongroom.ticket", match.group(1)));
  }

  /// The document.
  public Bytes document() {
    return Bytes.utf8(FORM.formatted(ticketDigest.hex()));
  }

  /// What SEV-SNP's HOST_DATA must hold for `document`: its SHA-256, 32 bytes.
  public static Bytes hostData(Bytes document) {
    return document.sha256();
  }
}
