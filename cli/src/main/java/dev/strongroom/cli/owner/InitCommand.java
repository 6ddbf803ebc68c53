package dev.strongroom.cli.owner;

import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.protocol.Names;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `strongroom init`: makes the key that an owner signs everything with.
@Command(
    name = "init",
    description = "Make an owner's signing key.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  strongroom init --owner acme --directory .",
      "",
      "Give acme.pub.pem to the people who run the broker; keep acme.key to yourself.",
    })
public final class InitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--owner", required = true, description = "Name of the owner.")
  private String owner;

  @Option(
      names = "--directory",
      required = true,
      description = "Where to put <owner>.key and <owner>.pub.pem.")
  private Path directory;

  @Override
  public Integer call() throws IOException, Failure {
    try {
      Names.require("--owner", owner);
    } catch (IllegalArgumentException e) {
      throw new Failure(Failure.Kind.USAGE, "usage", e);
    }
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      InputFiles.requireDirectory(directory);
    }
    var key = SigningKey.generate(new SecureRandom());
    var secret = directory.resolve(owner + ".key");
    var shared = directory.resolve(owner + ".pub.pem");
    OwnerOnly.write(secret, key.toPem().getBytes(StandardCharsets.US_ASCII));
    boolean whole = false;
    try {
      OwnerOnly.writeDocument(shared, key.publicKey().toPem().getBytes(StandardCharsets.US_ASCII));
      whole = true;
    } finally {
      if (!whole) {
        Files.deleteIfExists(secret);
      }
    }
    var out = Lines.of(spec);
    out.say("owner " + owner + " signs with " + key.publicKey().keyId());
    out.say("wrote " + secret + " (private: keep it)");
    out.say("wrote " + shared + " (public: give it away)");
    return 0;
  }
}
