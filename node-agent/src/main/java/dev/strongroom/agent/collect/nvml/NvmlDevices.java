package dev.strongroom.agent.collect.nvml;

import dev.strongroom.agent.collect.DeviceSource;
import dev.strongroom.agent.collect.EvidenceException;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Every NVIDIA GPU of this machine, by its driver's library. All of them give a report, or none
/// counts: a GPU that fails, or is late, fails the set.
///
/// A call into the library cannot be interrupted. So it is made by a thread that does not keep the
/// process alive and is waited for with a limit; when that runs out the thread is left alone, and
/// nvmlShutdown is not called until the call that hangs has returned.
///
/// A driver that fails to make a report ends confidential computing of that GPU until the guest
/// starts anew (NVIDIA/open-gpu-kernel-modules, `confComputeApiCtrlCmdGetGpuAttestationReport`):
/// asking again cannot help, and is not tried.
public final class NvmlDevices implements DeviceSource {
  /// The library's name, by which the driver's installation has the loader find it.
  public static final String LIBRARY = "libnvidia-ml.so.1";

  private static final String DRIVER = "the driver";

  private final SymbolLookup library;
  private final Duration patience;

  /// @param library where NVML's functions are; they must stay loaded
  /// @param patience how long all answers together may take
  public NvmlDevices(SymbolLookup library, Duration patience) {
    this.library = library;
    this.patience = patience;
  }

  /// By the library of this machine's driver, which is loaded and stays so.
  ///
  /// @throws EvidenceException if there is none
  public static NvmlDevices ofThisMachine(Duration patience) throws EvidenceException {
    return load(LIBRARY, patience);
  }

  // Loading a library is a restricted method.
  @SuppressWarnings("restricted")
  static NvmlDevices load(String name, Duration patience) throws EvidenceException {
    try {
      // Never unloaded: a call that hangs may still be inside.
      return new NvmlDevices(SymbolLookup.libraryLookup(name, Arena.global()), patience);
    } catch (IllegalArgumentException e) {
      throw new EvidenceException(
          name
              + " cannot be loaded: no NVIDIA driver is installed here, or this container does not"
              + " see its library; there is no GPU to speak for; run this in a confidential VM that"
              + " has a GPU and NVIDIA's driver",
          e);
    }
  }

  /// Which GPUs there are, and their state, whatever it is.
  ///
  /// @throws EvidenceException if the driver does not say, or knows no GPU
  public GpuPlatform platform() throws EvidenceException {
    return within(
        new Progress(DRIVER),
        () -> {
          try (var nvml = Nvml.open(library)) {
            return platform(nvml, cards(nvml));
          }
        });
  }

  /// One report of every GPU, by index, each made with `nonce`.
  ///
  /// @param nonce 32 bytes
  /// @throws EvidenceException if the GPUs are in a state that proves nothing, or any of them gives
  ///   no report, or not in time; the message names each
  public List<GpuEvidence> collect(Bytes nonce) throws EvidenceException {
    if (nonce.length() != NvmlStructs.NONCE_BYTES) {
      throw new IllegalArgumentException("nonce: got " + nonce.length() + " bytes, want 32");
    }
    var progress = new Progress(DRIVER);
    return within(
        progress,
        () -> {
          try (var nvml = Nvml.open(library)) {
            var cards = cards(nvml);
            platform(nvml, cards).requireConfidential();
            return new Asking(nvml, nonce, progress).all(cards);
          }
        });
  }

  @Override
  public List<Evidence> devices(Bytes nonce) throws EvidenceException {
    return collect(nonce).stream().map(GpuEvidence::evidence).toList();
  }

  /// A GPU, by its handle and as its driver describes it.
  private record Card(Nvml.Device device, Gpu gpu) {
    String name() {
      return "GPU " + gpu.index() + " (" + gpu.uuid() + ")";
    }
  }

  private static List<Card> cards(Nvml nvml) throws NvmlException, EvidenceException {
    long count = Integer.toUnsignedLong(nvml.count());
    if (count == 0) {
      throw new EvidenceException(
          "NVIDIA's driver is there and knows no GPU; pass one through to this guest");
    }
    if (count > EvidenceSet.MAX_DEVICES) {
      throw new EvidenceException(
          "NVML counts %d GPUs, and a machine's Evidence has room for %d"
              .formatted(count, EvidenceSet.MAX_DEVICES));
    }
    var cards = new ArrayList<Card>();
    for (int index = 0; index < count; index++) {
      try {
        var device = nvml.device(index);
        cards.add(new Card(device, nvml.describe(device)));
      } catch (NvmlException e) {
        throw new EvidenceException("GPU " + index + ": " + Advice.with(e), e);
      }
    }
    return cards;
  }

  private static GpuPlatform platform(Nvml nvml, List<Card> cards) throws NvmlException {
    var gpus = cards.stream().map(Card::gpu).toList();
    return new GpuPlatform(nvml.driverVersion(), nvml.settings(), readiness(nvml), gpus);
  }

  private static String readiness(Nvml nvml) {
    try {
      int state = nvml.readyState();
      return switch (state) {
        case 0 -> "take no work yet";
        case 1 -> "take work";
        default -> "are in ready state " + state + ", which is not known here";
      };
    } catch (NvmlException e) {
      return "do not say whether they take work: " + e.getMessage();
    }
  }

  /// Does `work` on a thread of its own, for as long as patience lasts.
  private <T> T within(Progress progress, Callable<T> work) throws EvidenceException {
    var task = new FutureTask<>(work);
    start(task);
    try {
      return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new EvidenceException(progress.late(patience), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EvidenceException("interrupted while the GPUs were asked", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NvmlException failure) {
        throw new EvidenceException(Advice.with(failure), e);
      }
      if (e.getCause() instanceof EvidenceException refusal) {
        throw new EvidenceException(String.valueOf(refusal.getMessage()), e);
      }
      throw new IllegalStateException("asking the GPUs", e);
    }
  }

  private static void start(Runnable task) {
    Thread.ofPlatform().daemon().name("nvml").start(task);
  }

  /// All GPUs at once, though the driver may take them one after another: it holds its locks.
  ///
  /// @param nonce for every report
  private record Asking(Nvml nvml, Bytes nonce, Progress progress) {
    List<GpuEvidence> all(List<Card> cards) throws EvidenceException {
      progress.await(cards.stream().map(Card::name).toList());
      var answers = new ArrayList<CompletableFuture<Optional<GpuEvidence>>>();
      for (var card : cards) {
        answers.add(CompletableFuture.supplyAsync(() -> one(card), NvmlDevices::start));
      }
      // Waits for each, so that nvmlShutdown comes when no call is under way any more.
      CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)).join();
      progress.await(List.of(DRIVER));
      var given = answers.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList();
      if (given.size() != cards.size()) {
        throw new EvidenceException(String.join("; ", progress.failures()));
      }
      return given;
    }

    private Optional<GpuEvidence> one(Card card) {
      try {
        var evidence =
            new Evidence(
                Scheme.NVIDIA_GPU, nvml.report(card.device(), nonce), nvml.chain(card.device()));
        progress.answered(card.name());
        return Optional.of(new GpuEvidence(card.gpu(), evidence));
      } catch (NvmlException e) {
        progress.failed(card.name(), card.name() + ": " + Advice.with(e));
        return Optional.empty();
      }
    }
  }
}
