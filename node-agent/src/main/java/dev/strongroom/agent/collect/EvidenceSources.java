package dev.strongroom.agent.collect;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/// Finds Evidence sources by name among the registered providers.
public final class EvidenceSources {
  private EvidenceSources() {}

  /// Every provider on the class path.
  public static List<EvidenceProvider> registered() {
    return ServiceLoader.load(EvidenceProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /// Opens the source `name`.
  ///
  /// @throws AgentException [Fault#USAGE] if there is no such name, or more than one;
  ///   [Fault#NO_TEE] if it does not open
  public static EvidenceSource open(
      List<EvidenceProvider> providers, String name, Map<String, String> options)
      throws AgentException {
    var named = new ArrayList<>(providers);
    named.removeIf(provider -> !provider.name().equals(name));
    if (named.size() != 1) {
      var names = providers.stream().map(EvidenceProvider::name).sorted().toList();
      throw new AgentException(
          Fault.USAGE,
          "--evidence: got " + name + ", want one name that occurs once among " + names);
    }
    try {
      return named.getFirst().open(options);
    } catch (EvidenceException e) {
      throw new AgentException(Fault.NO_TEE, "--evidence " + name + ": " + e.getMessage(), e);
    }
  }
}
