package dev.strongroom.cli.connection;

import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// How a command reaches the broker.
public final class BrokerOptions {
  @Option(
      names = "--broker",
      required = true,
      description = "Base URL of the broker, such as https://127.0.0.1:8443.")
  private URI broker;

  @Option(
      names = "--ca",
      required = true,
      description = "Certificate authority of the broker's TLS certificate, PEM.")
  private Path authority;

  @Option(
      names = "--identity",
      description = "Own TLS identity: PATH.pem and PATH.key, given as PATH.")
  private Optional<Path> identity = Optional.empty();

  /// A client to it.
  ///
  /// @throws Failure if a file of it is not there, or others may read the key
  public BrokerClient connect() throws IOException, MalformedException, Failure {
    InputFiles.requireFile(authority);
    if (identity.isEmpty()) {
      return new BrokerClient(broker, ClientTls.anonymous(authority));
    }
    var own = identity.get();
    var certificate = own.resolveSibling(own.getFileName() + ".pem");
    var key = own.resolveSibling(own.getFileName() + ".key");
    InputFiles.requireFile(certificate);
    InputFiles.requireSecret(key);
    return new BrokerClient(broker, ClientTls.mutual(authority, certificate, key));
  }
}
