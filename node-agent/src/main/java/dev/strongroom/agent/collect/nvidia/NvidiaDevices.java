package dev.strongroom.agent.collect.nvidia;

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
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Every NVIDIA accelerator of this machine, by its drivers' libraries: the GPUs by NVML, and in
/// Protected PCIe mode the NVSwitches by NSCQ. All of them give a report, or none counts: a device
/// that fails, or is late, fails the set.
///
/// A call into a library cannot be interrupted. So it is made by a thread that does not keep the
/// process alive and is waited for with a limit; when that runs out the thread is left alone, asks
/// for nothing more, and neither library is shut down until the call that hangs has returned. Until
/// then nothing else is asked.
///
/// A driver that fails to make a GPU's report ends confidential computing of that GPU until the
/// guest starts anew (NVIDIA/open-gpu-kernel-modules,
/// `confComputeApiCtrlCmdGetGpuAttestationReport`): asking again cannot help, and is not tried.
public final class NvidiaDevices implements DeviceSource {
  /// The GPUs' library, by the name under which the driver's installation has the loader find it.
  public static final String NVML = "libnvidia-ml.so.1";

  /// The switches'.
  public static final String NSCQ = "libnvidia-nscq.so.2";

  private static final String DRIVER = "the driver";
  private static final String SWITCHES = "the switches' driver";

  /// A library that is loaded where it is needed, and stays so.
  public interface Library {
    /// The functions.
    ///
    /// @throws EvidenceException if the library is not on this machine; the message says what to do
    SymbolLookup load() throws EvidenceException;
  }

  private final SymbolLookup nvml;
  private final Library nscq;
  private final Duration patience;
  private final Executor threads;
  private final Semaphore one = new Semaphore(1);

  /// @param nvml where NVML's functions are; they must stay loaded
  /// @param nscq where NSCQ's are; loaded in Protected PCIe mode alone
  /// @param patience how long all answers together may take
  public NvidiaDevices(SymbolLookup nvml, Library nscq, Duration patience) {
    this(nvml, nscq, patience, task -> Thread.ofPlatform().daemon().name("nvidia").start(task));
  }

  /// @param threads starts one for each task
  NvidiaDevices(SymbolLookup nvml, Library nscq, Duration patience, Executor threads) {
    this.nvml = nvml;
    this.nscq = nscq;
    this.patience = patience;
    this.threads = threads;
  }

  /// By the libraries of this machine's drivers, which are loaded and stay so.
  ///
  /// @throws EvidenceException if there is none for GPUs
  public static NvidiaDevices ofThisMachine(Duration patience) throws EvidenceException {
    var nvml =
        load(
            NVML,
            "no NVIDIA driver is installed here, or this container does not see its library; there"
                + " is no GPU to speak for; run this in a confidential VM that has a GPU and"
                + " NVIDIA's driver");
    return new NvidiaDevices(
        nvml,
        () ->
            load(
                NSCQ,
                "the GPUs are in Protected PCIe mode, where every NVSwitch must be proved too;"
                    + " install libnvidia-nscq of the driver's release, or give this container the"
                    + " library and every /dev/nvidia-nvswitch*"),
        patience);
  }

  // Loading a library is a restricted method.
  @SuppressWarnings("restricted")
  static SymbolLookup load(String name, String meaning) throws EvidenceException {
    try {
      // Never unloaded: a call that hangs may still be inside.
      return SymbolLookup.libraryLookup(name, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new EvidenceException(name + " cannot be loaded: " + meaning, e);
    }
  }

  /// Which GPUs and switches there are, and their state, whatever it is.
  ///
  /// @throws EvidenceException if a driver does not say, or knows none
  public Platform platform() throws EvidenceException {
    return open(new Progress(DRIVER), Node::platform);
  }

  /// One report of every device, each made with `nonce`.
  ///
  /// @param nonce 32 bytes
  /// @throws EvidenceException if the devices are in a state that proves nothing, or any of them
  ///   gives no report, or not in time; the message names each
  public NodeEvidence collect(Bytes nonce) throws EvidenceException {
    if (nonce.length() != NvmlStructs.NONCE_BYTES) {
      throw new IllegalArgumentException("nonce: got " + nonce.length() + " bytes, want 32");
    }
    var progress = new Progress(DRIVER);
    return open(
        progress,
        node -> {
          node.platform().requireConfidential();
          return new Asking(node, nonce, progress, threads).all();
        });
  }

  @Override
  public List<Evidence> devices(Bytes nonce) throws EvidenceException {
    return collect(nonce).all();
  }

  /// A GPU, by its handle and as its driver describes it.
  private record Card(Nvml.Device device, Gpu gpu) {
    String name() {
      return "GPU " + gpu.index() + " (" + gpu.uuid() + ")";
    }
  }

  /// A switch, by its id and as its driver describes it.
  private record Link(Nscq.Device device, NvSwitch nvSwitch) {
    String name() {
      return nvSwitch.name();
    }
  }

  /// The switches of a machine and the session in which they are asked.
  private record Fabric(Nscq nscq, List<Link> links) {}

  /// A machine while its libraries are open.
  ///
  /// @param fabric in Protected PCIe mode
  private record Node(
      Nvml nvml, ConfComputeSettings settings, List<Card> cards, Optional<Fabric> fabric) {
    Platform platform() throws NvmlException {
      return new Platform(
          nvml.driverVersion(),
          settings,
          readiness(nvml),
          cards.stream().map(Card::gpu).toList(),
          links().stream().map(Link::nvSwitch).toList());
    }

    List<Link> links() {
      return fabric.map(Fabric::links).orElse(List.of());
    }
  }

  /// What is done with an open machine.
  private interface Work<T> {
    T with(Node node) throws NvmlException, EvidenceException;
  }

  /// Opens the libraries, does `work`, and closes them.
  private <T> T open(Progress progress, Work<T> work) throws EvidenceException {
    return within(
        progress,
        () -> {
          try (var gpus = Nvml.open(nvml)) {
            var cards = cards(gpus);
            var settings = gpus.settings();
            if (!settings.isProtectedPcie()) {
              return work.with(new Node(gpus, settings, cards, Optional.empty()));
            }
            progress.await(List.of(SWITCHES));
            try (var switches = Nscq.open(nscq.load())) {
              var fabric = new Fabric(switches, links(switches, cards.size()));
              progress.await(List.of(DRIVER));
              return work.with(new Node(gpus, settings, cards, Optional.of(fabric)));
            }
          }
        });
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

  private static List<Link> links(Nscq nscq, int cards) throws NscqException, EvidenceException {
    var devices = nscq.devices();
    if (devices.isEmpty()) {
      throw new EvidenceException(
          "the GPUs are in Protected PCIe mode and NVIDIA's driver knows no NVSwitch; pass every"
              + " switch of the board through to this guest");
    }
    if (cards + devices.size() > EvidenceSet.MAX_DEVICES) {
      throw new EvidenceException(
          "NVML counts %d GPUs and NSCQ %d switches, and a machine's Evidence has room for %d"
              .formatted(cards, devices.size(), EvidenceSet.MAX_DEVICES));
    }
    var links = new ArrayList<Link>();
    for (var device : devices) {
      try {
        links.add(new Link(device, new NvSwitch(links.size(), device.uuid(), nscq.mode(device))));
      } catch (NscqException e) {
        throw new EvidenceException(
            "NVSwitch %d (%s): %s".formatted(links.size(), device.uuid(), e.getMessage()), e);
      }
    }
    return links;
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
    if (!one.tryAcquire()) {
      throw new EvidenceException(
          "an earlier call into NVIDIA's libraries has not returned; look at the lines of NVRM and"
              + " nvswitch in dmesg");
    }
    var task =
        new FutureTask<>(
            () -> {
              try {
                return work.call();
              } finally {
                one.release();
              }
            });
    try {
      threads.execute(task);
    } catch (RuntimeException | Error e) {
      one.release();
      throw e;
    }
    try {
      return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new EvidenceException(progress.late(patience), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      progress.giveUp();
      throw new EvidenceException("interrupted while the devices were asked", e);
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private static EvidenceException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case NvmlException failure -> new EvidenceException(Advice.with(failure), e);
      case NscqException failure -> new EvidenceException(message(failure), e);
      case EvidenceException refusal -> new EvidenceException(message(refusal), e);
      case null, default -> throw new IllegalStateException("asking the devices", e);
    };
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }

  /// All GPUs at once, though the driver may take them one after another: it holds its locks. The
  /// switches beside them, one after another, since their session is for one thread.
  ///
  /// @param nonce for every report
  private record Asking(Node node, Bytes nonce, Progress progress, Executor threads) {
    NodeEvidence all() throws EvidenceException {
      progress.await(node.cards().stream().map(Card::name).toList());
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
        progress.await(List.of(DRIVER));
      }
    }

    private <T> CompletableFuture<T> start(List<CompletableFuture<?>> started, Supplier<T> work) {
      var begun = CompletableFuture.supplyAsync(work, threads);
      started.add(begun);
      return begun;
    }

    private Optional<GpuEvidence> one(Card card) {
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

    private Optional<SwitchEvidence> one(Nscq nscq, Link link) {
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
}
