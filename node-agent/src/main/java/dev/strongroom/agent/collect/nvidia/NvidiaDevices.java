package dev.strongroom.agent.collect.nvidia;

import dev.strongroom.agent.collect.DeviceSource;
import dev.strongroom.agent.collect.EvidenceException;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

  /// Who is waited for where no device is.
  static final String DRIVER = "the driver";

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
            var node = Node.of(gpus);
            if (!node.settings().isProtectedPcie()) {
              return work.with(node);
            }
            progress.await(List.of(SWITCHES));
            try (var switches = Nscq.open(nscq.load())) {
              var whole = node.with(switches);
              progress.await(List.of(DRIVER));
              return work.with(whole);
            }
          }
        });
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
}
