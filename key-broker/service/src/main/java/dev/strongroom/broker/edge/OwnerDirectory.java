package dev.strongroom.broker.edge;

import dev.strongroom.broker.Owners;
import dev.strongroom.protocol.Names;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Owners' keys in a directory, read at every use: putting a file in lets an owner in, taking it
/// out ends every further release. Thread-safe.
record OwnerDirectory(Path directory) implements Owners {
  @Override
  public Optional<PublicKey> key(String owner) throws UnavailableException {
    var file = directory.resolve(Names.require("owner", owner) + ".pub.pem");
    try {
      return Optional.of(PublicKey.ofPem(Files.readString(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | MalformedException e) {
      throw new UnavailableException("the key of owner " + owner + " cannot be read", e);
    }
  }
}
