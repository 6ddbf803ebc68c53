package dev.strongroom.gateway.edge;

import dev.strongroom.gateway.Settings;
import dev.strongroom.tenancy.tenant.TenantDocument;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/// Reads the files that the settings name. A failure says which option names the file.
final class GatewayFiles {
  private static final int MIN_SECRET_BYTES = 32;

  private GatewayFiles() {}

  /// A file of raw secret bytes.
  static SecretBytes secret(String option, Path file) {
    try {
      var bytes = Files.readAllBytes(file);
      if (bytes.length < MIN_SECRET_BYTES) {
        throw new IllegalStateException(
            option + ": " + file + " has " + bytes.length + " bytes, want at least 32 random ones");
      }
      return SecretBytes.takeFrom(bytes);
    } catch (IOException e) {
      throw unreadable(option, file, e);
    }
  }

  static TenantDocument tenants(Settings settings) {
    var option = "strongroom.gateway.tenants";
    try {
      return TenantDocument.parse(Bytes.copyOf(Files.readAllBytes(settings.tenants())));
    } catch (IOException e) {
      throw unreadable(option, settings.tenants(), e);
    } catch (MalformedException e) {
      throw new IllegalStateException(
          option + ": " + settings.tenants() + " is no tenants' document: " + e.getMessage(), e);
    }
  }

  /// The key that signs egress reports. On the first start it is made, readable by its owner only,
  /// with the public half beside it for the detector (`.pub.pem`).
  static SigningKey signingKey(Path file, SecureRandom random) {
    var option = "strongroom.gateway.signing-key";
    try {
      if (Files.exists(file)) {
        return SigningKey.ofPem(Files.readString(file));
      }
      var key = SigningKey.generate(random);
      var ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Files.createFile(file, ownerOnly);
      Files.writeString(file, key.toPem());
      Files.writeString(publicHalf(file), key.publicKey().toPem());
      return key;
    } catch (IOException e) {
      throw unreadable(option, file, e);
    } catch (MalformedException e) {
      throw new IllegalStateException(option + ": " + file + ": " + e.getMessage(), e);
    }
  }

  static Path publicHalf(Path signingKey) {
    return signingKey.resolveSibling(signingKey.getFileName() + ".pub.pem");
  }

  private static IllegalStateException unreadable(String option, Path file, IOException e) {
    return new IllegalStateException(
        option + ": cannot read or write " + file + ": " + e.getClass().getSimpleName(), e);
  }
}
