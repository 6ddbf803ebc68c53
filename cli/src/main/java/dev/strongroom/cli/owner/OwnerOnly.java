package dev.strongroom.cli.owner;

import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Files that hold keys and signed documents. Secrets are readable by their owner only and never
/// overwritten.
public final class OwnerOnly {
  private static final int MODEL_KEY_BYTES = 32;
  private static final String PRIVATE = "PRIVATE KEY-----";
  private static final String PUBLIC = "PUBLIC KEY-----";

  private OwnerOnly() {}

  /// Writes a document that everybody may read to a new file.
  ///
  /// @throws Failure if the file exists; what was signed or kept is never overwritten
  public static void writeDocument(Path file, byte[] content) throws IOException, Failure {
    InputFiles.requireDirectory(Optional.ofNullable(file.getParent()).orElse(Path.of(".")));
    try {
      Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new Failure(
          Failure.Kind.USAGE,
          "file.exists",
          file + " exists; nothing is overwritten, name a new file or move it away",
          e);
    }
  }

  /// Writes a secret to a new file.
  ///
  /// @throws Failure if the file exists
  public static void write(Path file, byte[] secret) throws IOException, Failure {
    var parent = Optional.ofNullable(file.getParent()).orElse(Path.of("."));
    // Not for a link to a directory: that would be refused.
    if (!Files.isDirectory(parent)) {
      Files.createDirectories(parent);
    }
    var permissions = PosixFilePermissions.fromString("rw-------");
    try {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(permissions));
    } catch (FileAlreadyExistsException e) {
      throw new Failure(
          Failure.Kind.USAGE,
          "key.exists",
          file + " exists; a key is never overwritten, move it away first",
          e);
    }
    Files.write(file, secret);
  }

  /// Writes a secret to a new file.
  ///
  /// @throws Failure if the file exists
  public static void writeSecret(Path file, SecretBytes secret) throws IOException, Failure {
    var copy = secret.expose(byte[]::clone);
    try {
      write(file, copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  /// Reads a signing key that `strongroom init` wrote.
  ///
  /// @throws Failure if it is not there, is no such key, or others may read it
  public static SigningKey signingKey(Path file) throws IOException, Failure {
    InputFiles.requireFile(file);
    var text = text(file);
    if (!text.contains(PRIVATE)) {
      throw malformed(
          file,
          (text.contains(PUBLIC) ? " is a public key" : " is not a private key")
              + "; want the private key (PEM) that strongroom init wrote, such as acme.key",
          null);
    }
    InputFiles.requireSecret(file);
    try {
      return SigningKey.ofPem(text);
    } catch (MalformedException e) {
      throw malformed(file, " is not a key that strongroom init wrote: " + e.getMessage(), e);
    }
  }

  /// Reads a PEM public key.
  ///
  /// @throws Failure if it is not there, or is something else
  public static PublicKey publicKey(Path file) throws IOException, Failure {
    InputFiles.requireFile(file);
    var text = text(file);
    try {
      return PublicKey.ofPem(text);
    } catch (MalformedException e) {
      throw malformed(
          file,
          (text.contains(PRIVATE) ? " is a private key" : " is not a public key")
              + "; want the owner's public key (PEM), such as acme.pub.pem",
          e);
    }
  }

  /// Reads a signed document.
  ///
  /// @throws Failure if it is not there, or is something else
  public static Envelope envelope(Path file) throws IOException, Failure {
    InputFiles.requireFile(file);
    try {
      return Envelope.parse(Bytes.copyOf(Files.readAllBytes(file)));
    } catch (MalformedException e) {
      throw malformed(file, " is not a signed document (DSSE envelope in JSON): " + e.reason(), e);
    }
  }

  /// Keys are ASCII; what holds other bytes is to be named, not to fail here.
  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  private static Failure malformed(Path file, String words, @Nullable MalformedException cause) {
    var message = file + words;
    return cause == null
        ? new Failure(Failure.Kind.USAGE, "malformed", message)
        : new Failure(Failure.Kind.USAGE, "malformed", message, cause);
  }

  /// Reads the key of a sealed model, 32 raw bytes.
  ///
  /// @throws Failure if it is not there, or others may read it
  public static SecretBytes modelKey(Path file) throws IOException, MalformedException, Failure {
    InputFiles.requireSecret(file);
    var raw = Files.readAllBytes(file);
    if (raw.length != MODEL_KEY_BYTES) {
      Arrays.fill(raw, (byte) 0);
      throw new MalformedException(
          file.toString(), -1, "holds " + raw.length + " bytes, a model key has 32");
    }
    return SecretBytes.takeFrom(raw);
  }
}
