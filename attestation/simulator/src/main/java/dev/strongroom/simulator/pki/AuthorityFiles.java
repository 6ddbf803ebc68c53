package dev.strongroom.simulator.pki;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;

/// Authorities in a directory: `<name>.pem`, and `<name>.key` in PKCS #8. Directory and files are
/// for their owner only. Thread-safe.
public final class AuthorityFiles {
  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  private AuthorityFiles() {}

  /// Writes all, over what is there, to `directory`, which is made if absent.
  ///
  /// @throws IOException if that fails
  public static void save(Path directory, Map<String, Authority> authorities) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    for (var entry : authorities.entrySet()) {
      var authority = entry.getValue();
      write(directory.resolve(entry.getKey() + ".pem"), authority.certificate().toPem());
      write(directory.resolve(entry.getKey() + ".key"), pem(authority.key()));
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  private static String pem(PrivateKey key) {
    var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return KEY_BEGIN + "\n" + body + "\n" + KEY_END + "\n";
  }

  /// Reads one.
  ///
  /// @param keyType `EC` or `RSA`
  /// @throws IOException if a file cannot be read
  /// @throws MalformedException if a file is no certificate or no key
  public static Authority load(Path directory, String name, String keyType)
      throws IOException, MalformedException {
    var pem = Bytes.copyOf(Files.readAllBytes(directory.resolve(name + ".pem")));
    var certificate = CertificateChain.parse(pem).leaf();
    var text = Files.readString(directory.resolve(name + ".key")).strip();
    if (!text.startsWith(KEY_BEGIN) || !text.endsWith(KEY_END)) {
      throw new MalformedException(name + ".key", -1, "is not a PEM private key");
    }
    var body = text.substring(KEY_BEGIN.length(), text.length() - KEY_END.length());
    var der = Bytes.ofBase64(name + ".key", body.replaceAll("\\s", ""));
    try {
      var key =
          KeyFactory.getInstance(keyType).generatePrivate(new PKCS8EncodedKeySpec(der.toArray()));
      return new Authority(certificate, key);
    } catch (GeneralSecurityException e) {
      throw new MalformedException(name + ".key", -1, "is not a private " + keyType + " key", e);
    }
  }
}
