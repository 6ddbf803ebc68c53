package dev.strongroom.agent.collect.nvidia;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.Printable;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// The few calls into NVIDIA's management library (`libnvidia-ml.so.1`) that Evidence needs, from
/// nvmlInit to nvmlShutdown. Each call allocates what it passes and frees it before it returns;
/// what comes back is copied. Nothing is judged here. Thread-safe: "NVML is thread-safe so it is
/// safe to make simultaneous NVML calls from multiple threads" (nvml.h).
///
/// Structures are laid out in [NvmlStructs].
// Reading behind a C string's pointer is a restricted method.
@SuppressWarnings("restricted")
final class Nvml implements AutoCloseable {
  private static final int SUCCESS = 0;

  /// `NVML_SYSTEM_DRIVER_VERSION_BUFFER_SIZE`, `NVML_DEVICE_UUID_V2_BUFFER_SIZE`,
  /// `NVML_DEVICE_NAME_V2_BUFFER_SIZE`, `NVML_DEVICE_VBIOS_VERSION_BUFFER_SIZE`.
  private static final int DRIVER_VERSION_BYTES = 80;

  private static final int UUID_BYTES = 96;
  private static final int NAME_BYTES = 96;
  private static final int VBIOS_VERSION_BYTES = 32;

  /// More than NVML says of any code.
  private static final int MAX_ERROR_BYTES = 512;

  private static final String NO_EXPLANATION = "no explanation";

  /// What must be in the library. `nvmlDevice_t` is a pointer, `nvmlReturn_t` an enum.
  private enum Function implements NativeFunction {
    ERROR_STRING("nvmlErrorString", FunctionDescriptor.of(ADDRESS, JAVA_INT)),
    INIT("nvmlInit_v2", FunctionDescriptor.of(JAVA_INT)),
    SHUTDOWN("nvmlShutdown", FunctionDescriptor.of(JAVA_INT)),
    DRIVER_VERSION("nvmlSystemGetDriverVersion", returns(ADDRESS, JAVA_INT)),
    SETTINGS("nvmlSystemGetConfComputeSettings", returns(ADDRESS)),
    READY_STATE("nvmlSystemGetConfComputeGpusReadyState", returns(ADDRESS)),
    COUNT("nvmlDeviceGetCount_v2", returns(ADDRESS)),
    HANDLE("nvmlDeviceGetHandleByIndex_v2", returns(JAVA_INT, ADDRESS)),
    UUID("nvmlDeviceGetUUID", returns(ADDRESS, ADDRESS, JAVA_INT)),
    NAME("nvmlDeviceGetName", returns(ADDRESS, ADDRESS, JAVA_INT)),
    VBIOS_VERSION("nvmlDeviceGetVbiosVersion", returns(ADDRESS, ADDRESS, JAVA_INT)),
    ARCHITECTURE("nvmlDeviceGetArchitecture", returns(ADDRESS, ADDRESS)),
    CERTIFICATE("nvmlDeviceGetConfComputeGpuCertificate", returns(ADDRESS, ADDRESS)),
    REPORT("nvmlDeviceGetConfComputeGpuAttestationReport", returns(ADDRESS, ADDRESS));

    private final String symbol;

    // Immutable by its own documentation, without the annotation that would say so.
    @SuppressWarnings("ImmutableEnumChecker")
    private final FunctionDescriptor shape;

    Function(String symbol, FunctionDescriptor shape) {
      this.symbol = symbol;
      this.shape = shape;
    }

    private static FunctionDescriptor returns(MemoryLayout... arguments) {
      return FunctionDescriptor.of(JAVA_INT, arguments);
    }

    @Override
    public String symbol() {
      return symbol;
    }

    @Override
    public FunctionDescriptor shape() {
      return shape;
    }
  }

  /// One GPU, as NVML names it between init and shutdown.
  record Device(int index, MemorySegment handle) {}

  private final NativeLibrary<Function> library;

  private Nvml(NativeLibrary<Function> library) {
    this.library = library;
  }

  /// Links every function, then initialises the library.
  ///
  /// @param symbols where the functions are; must outlive this
  static Nvml open(SymbolLookup symbols) throws NvmlException {
    var nvml =
        new Nvml(
            NativeLibrary.link(
                symbols,
                Function.class,
                missing ->
                    NvmlException.formless(
                        "the NVML here",
                        "lacks %s; want a driver of release 550 or later".formatted(missing))));
    nvml.call(Function.INIT);
    return nvml;
  }

  /// Version of the kernel's driver, such as `580.95.05`.
  String driverVersion() throws NvmlException {
    return text(Function.DRIVER_VERSION, DRIVER_VERSION_BYTES);
  }

  /// What is switched on for all GPUs of this machine.
  ConfComputeSettings settings() throws NvmlException {
    try (var arena = Arena.ofConfined()) {
      var settings = arena.allocate(NvmlStructs.SETTINGS);
      put(settings, "version", NvmlStructs.SETTINGS_VERSION);
      call(Function.SETTINGS, settings);
      return new ConfComputeSettings(
          number(settings, NvmlStructs.SETTINGS, "environment"),
          number(settings, NvmlStructs.SETTINGS, "ccFeature"),
          number(settings, NvmlStructs.SETTINGS, "devToolsMode"),
          number(settings, NvmlStructs.SETTINGS, "multiGpuMode"));
    }
  }

  /// Whether the GPUs take work: 1 where the guest said so. No report vouches for it.
  int readyState() throws NvmlException {
    return number(Function.READY_STATE);
  }

  // spec: NVML API nvmlDeviceGetCount_v2: counts devices that NVML may not talk to, too
  /// How many GPUs there are, whether they can be used or not.
  int count() throws NvmlException {
    return number(Function.COUNT);
  }

  /// @param index below [#count]
  Device device(int index) throws NvmlException {
    try (var arena = Arena.ofConfined()) {
      var handle = arena.allocate(ADDRESS);
      call(Function.HANDLE, index, handle);
      return new Device(index, handle.get(ADDRESS, 0));
    }
  }

  /// Which GPU it is, for people.
  Gpu describe(Device device) throws NvmlException {
    return new Gpu(
        device.index(),
        text(Function.UUID, UUID_BYTES, device.handle()),
        text(Function.NAME, NAME_BYTES, device.handle()),
        number(Function.ARCHITECTURE, device.handle()),
        text(Function.VBIOS_VERSION, VBIOS_VERSION_BYTES, device.handle()));
  }

  // spec: NVML API nvmlConfComputeGpuAttestationReport_t nonce: is an input of 32 bytes
  /// The attestation report, made with `nonce`. The driver keeps the log of its SPDM messages and
  /// hands that out: under SPDM 1.1, GET_MEASUREMENTS request and MEASUREMENTS response; under SPDM
  /// 1.2, which drivers from 590 on can speak, the negotiation before them (NVIDIA/
  /// open-gpu-kernel-modules, `spdm_gh100.c`, `spdmGetAttestationReport_GH100`).
  ///
  /// @param nonce 32 bytes
  Bytes report(Device device, Bytes nonce) throws NvmlException {
    try (var arena = Arena.ofConfined()) {
      var report = arena.allocate(NvmlStructs.REPORT);
      long nonceAt = NvmlStructs.at(NvmlStructs.REPORT, "nonce");
      MemorySegment.copy(nonce.toArray(), 0, report, JAVA_BYTE, nonceAt, NvmlStructs.NONCE_BYTES);
      call(Function.REPORT, device.handle(), report);
      return sized(
          Function.REPORT,
          report,
          NvmlStructs.REPORT,
          "attestationReport",
          NvmlStructs.MAX_REPORT_BYTES);
    }
  }

  /// The certificates of the key that signs reports: PEM, leaf first, root last, as the driver put
  /// them together (NVIDIA/open-gpu-kernel-modules, `spdm_certs_gh100.c`, `spdmBuildCertChainPem`).
  Bytes chain(Device device) throws NvmlException {
    try (var arena = Arena.ofConfined()) {
      var certificate = arena.allocate(NvmlStructs.CERTIFICATE);
      call(Function.CERTIFICATE, device.handle(), certificate);
      return sized(
          Function.CERTIFICATE,
          certificate,
          NvmlStructs.CERTIFICATE,
          "attestationCertChain",
          NvmlStructs.MAX_CHAIN_BYTES);
    }
  }

  /// Ends what [#open] began. No other call may be under way.
  @Override
  public void close() throws NvmlException {
    call(Function.SHUTDOWN);
  }

  private static void put(MemorySegment struct, String field, int value) {
    struct.set(JAVA_INT, NvmlStructs.at(NvmlStructs.SETTINGS, field), value);
  }

  private static int number(MemorySegment struct, StructLayout layout, String field) {
    return struct.get(JAVA_INT, NvmlStructs.at(layout, field));
  }

  /// A function that writes one number behind its last argument.
  private int number(Function function, Object... arguments) throws NvmlException {
    try (var arena = Arena.ofConfined()) {
      var value = arena.allocate(JAVA_INT);
      call(function, with(arguments, value));
      return value.get(JAVA_INT, 0);
    }
  }

  /// A function that writes text, with a NUL at its end, into a buffer of a given size.
  private String text(Function function, int capacity, Object... arguments) throws NvmlException {
    try (var arena = Arena.ofConfined()) {
      var buffer = arena.allocate(capacity);
      call(function, with(arguments, buffer, capacity));
      return string(buffer)
          .orElseThrow(
              () ->
                  NvmlException.formless(
                      function.symbol, "text without an end within %d bytes".formatted(capacity)));
    }
  }

  /// Text up to its NUL; nothing if it has none. Byte by byte, since behind the NUL of a C string
  /// there may be no memory.
  private static Optional<String> string(MemorySegment text) {
    var bytes = new ByteArrayOutputStream();
    for (long at = 0; at < text.byteSize(); at++) {
      byte next = text.get(JAVA_BYTE, at);
      if (next == 0) {
        return Optional.of(Printable.of(bytes.toString(StandardCharsets.UTF_8)));
      }
      bytes.write(next);
    }
    return Optional.empty();
  }

  /// Field `name`, of which as many bytes count as `name` + `Size` says.
  private static Bytes sized(
      Function function, MemorySegment struct, StructLayout layout, String name, int capacity)
      throws NvmlException {
    long size = Integer.toUnsignedLong(number(struct, layout, name + "Size"));
    if (size == 0 || size > capacity) {
      throw NvmlException.formless(
          function.symbol, "%sSize: got %d, want 1 to %d".formatted(name, size, capacity));
    }
    return Bytes.copyOf(struct.asSlice(NvmlStructs.at(layout, name), size).toArray(JAVA_BYTE));
  }

  private static Object[] with(Object[] arguments, Object... more) {
    var all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return all;
  }

  private void call(Function function, Object... arguments) throws NvmlException {
    int code = (int) library.call(function, arguments);
    if (code != SUCCESS) {
      throw NvmlException.returned(function.symbol, code, errorString(code));
    }
  }

  private String errorString(int code) {
    var text = (MemorySegment) library.call(Function.ERROR_STRING, code);
    return text.address() == 0
        ? NO_EXPLANATION
        : string(text.reinterpret(MAX_ERROR_BYTES)).orElse(NO_EXPLANATION);
  }
}
