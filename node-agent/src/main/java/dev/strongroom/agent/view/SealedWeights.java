package dev.strongroom.agent.view;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.engine.Progress;
import dev.strongroom.weights.manifest.ModelKey;
import dev.strongroom.weights.manifest.OpenedModel;
import dev.strongroom.weights.manifest.SealedModel;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.PublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A sealed model of one file, and the way from there into memory. Used by one thread.
public final class SealedWeights {
  /// What the kernel shows of the memory file.
  private static final String NAME = "weights";

  private final SealedModel sealed;
  private final ModelVersion model;

  private SealedWeights(SealedModel sealed, ModelVersion model) {
    this.sealed = sealed;
    this.model = model;
  }

  /// Reads the manifest; no key is needed, nothing is opened.
  ///
  /// @param owner must have signed it
  /// @param profile must be the manifest's
  /// @throws AgentException [Fault#MODEL] if it is not the owner's, of another profile, or of more
  ///   than one file
  public static SealedWeights open(Path directory, PublicKey owner, Profile profile)
      throws AgentException {
    try {
      var sealed = SealedModel.open(directory, List.of(owner));
      var manifest = sealed.manifest();
      if (!manifest.profile().equals(profile.text())) {
        throw new AgentException(
            Fault.MODEL,
            "the model was sealed for profile %s, the ticket is for %s"
                .formatted(manifest.profile(), profile.text()));
      }
      if (manifest.files().size() != 1) {
        throw new AgentException(
            Fault.MODEL,
            "the model has %d files, want one: a workload is given one path to its weights"
                .formatted(manifest.files().size()));
      }
      var model = new ModelVersion(manifest.owner(), manifest.model(), manifest.version());
      return new SealedWeights(sealed, model);
    } catch (IntegrityException | MalformedException | IllegalArgumentException e) {
      throw new AgentException(Fault.MODEL, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new AgentException(
          Fault.USAGE, "--model-dir " + directory + " cannot be read: " + e.getMessage(), e);
    }
  }

  /// Whose model this is, as the owner signed.
  public ModelVersion model() {
    return model;
  }

  /// Plaintext bytes.
  public long lengthBytes() {
    return sealed.manifest().totalBytes();
  }

  /// Opens the weights into `target` and seals that against change. Wipes the keys derived on the
  /// way, and `key`.
  ///
  /// @throws AgentException [Fault#MODEL] if the key or an object is not the signed one,
  ///   [Fault#VIEW] if there is not enough memory
  public void openInto(MemoryFile target, SecretBytes key, int workers, Progress progress)
      throws AgentException {
    try (var modelKey = ModelKey.of(sealed.epoch(), key);
        var opened = sealed.unlock(modelKey)) {
      copy(opened, target, workers, progress);
      target.seal();
    } catch (IntegrityException | MalformedException | IllegalArgumentException e) {
      throw new AgentException(Fault.MODEL, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new AgentException(
          Fault.VIEW,
          "the weights (%d bytes) could not be opened in memory: %s"
              .formatted(lengthBytes(), e.getMessage()),
          e);
    }
  }

  private static void copy(OpenedModel opened, MemoryFile target, int workers, Progress progress)
      throws IOException, IntegrityException {
    try (var channel = target.channel()) {
      opened.copyTo(opened.files().getFirst(), channel, workers, progress);
    }
  }

  /// A memory file of the name that says nothing.
  ///
  /// @throws AgentException [Fault#VIEW] where there is no such thing
  public static MemoryFile memory() throws AgentException {
    return MemoryFile.create(NAME);
  }
}
