package dev.strongroom.agent.collect.nvidia;

import dev.strongroom.agent.collect.EvidenceException;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Has every device of a machine make its report, or fails.
///
/// All GPUs at once, though the driver may take them one after another: it holds its locks. The
/// switches beside them, one after another, since their session is for one thread.
///
/// @param nonce for every report, 32 bytes
/// @param progress who is waited for, and whether anybody waits
/// @param threads starts one for each task
record Asking(Node node, Bytes nonce, Progress progress, Executor threads) {
  /// Returns when no call is under way any more, whatever became of it.
  ///
  /// @throws EvidenceException if any device gave no report; the message names each
  NodeEvidence all() throws EvidenceException {
    progress.await(node.cards().stream().map(Node.Card::name).toList());
    var started = new ArrayList<CompletableFuture<?>>();
    try {
      var gpus = new ArrayList<CompletableFuture<Optional<GpuEvidence>>>();
      for (var card : node.cards()) {
        gpus.add(start(started, () -> one(card)));
      }
      var switches = start(started, this::switches);
      var given =
          new NodeEvidence(
              gpus.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList(),
              switches.join());
      if (given.all().size() != node.cards().size() + node.links().size()) {
        throw new EvidenceException(String.join("; ", progress.failures()));
      }
      return given;
    } finally {
      // Whatever became of any: no library is shut down while a call is under way.
      CompletableFuture.allOf(started.toArray(CompletableFuture<?>[]::new))
          .handle((_, _) -> true)
          .join();
      progress.await(List.of(NvidiaDevices.DRIVER));
    }
  }

  private <T> CompletableFuture<T> start(List<CompletableFuture<?>> started, Supplier<T> work) {
    var begun = CompletableFuture.supplyAsync(work, threads);
    started.add(begun);
    return begun;
  }

  private Optional<GpuEvidence> one(Node.Card card) {
    try {
      var report = node.nvml().report(card.device(), nonce);
      var chain = node.nvml().chain(card.device());
      progress.answered(card.name());
      return Optional.of(
          new GpuEvidence(card.gpu(), new Evidence(Scheme.NVIDIA_GPU, report, chain)));
    } catch (NvmlException e) {
      progress.failed(card.name(), card.name() + ": " + Advice.with(e));
      return Optional.empty();
    }
  }

  private List<SwitchEvidence> switches() {
    return node.fabric().stream()
        .flatMap(fabric -> fabric.links().stream().map(link -> one(fabric.nscq(), link)))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<SwitchEvidence> one(Nscq nscq, Node.Link link) {
    if (progress.isOver()) {
      return Optional.empty();
    }
    progress.awaitAlso(link.name());
    try {
      var report = nscq.report(link.device(), nonce);
      var chain = nscq.chain(link.device());
      progress.answered(link.name());
      // Of the same form as a GPU's; the verifier tells them apart by what they state.
      return Optional.of(
          new SwitchEvidence(link.nvSwitch(), new Evidence(Scheme.NVIDIA_GPU, report, chain)));
    } catch (NscqException e) {
      progress.failed(link.name(), link.name() + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
