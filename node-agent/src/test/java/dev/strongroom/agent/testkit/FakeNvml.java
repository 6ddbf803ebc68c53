package dev.strongroom.agent.testkit;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.strongroom.wire.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// NVIDIA's management library with GPUs that are made up. Its functions are real function
/// pointers, called as the C library's are, and its structures are read and written by the offsets
/// that a C compiler finds in `nvml.h` of CUDA 13.3:
///
/// ```
/// printf("%zu\n", offsetof(nvmlConfComputeGpuAttestationReport_t, nonce));  // 12, and so on
/// ```
///
/// The fields say what it does; set them before it is asked. Thread-safe from then on.
// Reading behind pointers that are passed in is a restricted method.
@SuppressWarnings("restricted")
public final class FakeNvml extends FakeLibrary {
  private static final int INVALID_ARGUMENT = 2;
  private static final int INSUFFICIENT_SIZE = 7;
  private static final int ARGUMENT_VERSION_MISMATCH = 25;

  private static final int SETTINGS_BYTES = 20;
  private static final int SETTINGS_VERSION = 0x01000014;
  private static final int REPORT_BYTES = 12332;
  private static final int REPORT_SIZE_AT = 4;
  private static final int NONCE_AT = 12;
  private static final int REPORT_AT = 44;
  private static final int CERTIFICATE_BYTES = 9224;
  private static final int CHAIN_SIZE_AT = 4;
  private static final int CHAIN_AT = 4104;
  private static final long FIRST_HANDLE = 0x7000_0000_1000L;
  private static final int HANDLE_STEP = 0x40;
  private static final int NONCE_BYTES = 32;

  /// In every byte that nobody may read.
  private static final byte JUNK = 0x6a;

  /// One GPU.
  public static final class Card extends FakeDevice {
    /// What it is called.
    public String uuid;

    private Card(int index) {
      super("GPU " + index);
      uuid = "GPU-0000000" + index;
    }
  }

  /// What it says of itself.
  public String driverVersion = "580.95.05";

  public int environment = 2;
  public int ccFeature = 1;
  public int devToolsMode;
  public int multiGpuMode;
  public int readyState;
  public int architecture = 9;

  /// How many GPUs it counts, if not as many as it has.
  public Optional<Integer> count = Optional.empty();

  /// True if text has no NUL within its buffer.
  public boolean endlessText;

  /// True if nvmlErrorString gives no text.
  public boolean speechless;

  private final List<Card> cards = new ArrayList<>();
  private final MemorySegment errorText =
      Arena.global().allocateFrom("GPU is\nlost", StandardCharsets.UTF_8);

  private FakeNvml() {}

  /// A library with `count` Hopper GPUs in confidential-computing mode.
  public static FakeNvml withGpus(int count) {
    var fake = new FakeNvml();
    for (int index = 0; index < count; index++) {
      fake.cards.add(new Card(index));
    }
    var device = ADDRESS;
    fake.export("nvmlErrorString", "errorString", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    fake.export("nvmlInit_v2", "init");
    fake.export("nvmlShutdown", "shutdown");
    fake.export("nvmlSystemGetDriverVersion", "driverVersion", ADDRESS, JAVA_INT);
    fake.export("nvmlSystemGetConfComputeSettings", "settings", ADDRESS);
    fake.export("nvmlSystemGetConfComputeGpusReadyState", "ready", ADDRESS);
    fake.export("nvmlDeviceGetCount_v2", "count", ADDRESS);
    fake.export("nvmlDeviceGetHandleByIndex_v2", "handle", JAVA_INT, ADDRESS);
    fake.export("nvmlDeviceGetUUID", "uuid", device, ADDRESS, JAVA_INT);
    fake.export("nvmlDeviceGetName", "name", device, ADDRESS, JAVA_INT);
    fake.export("nvmlDeviceGetVbiosVersion", "vbios", device, ADDRESS, JAVA_INT);
    fake.export("nvmlDeviceGetArchitecture", "architecture", device, ADDRESS);
    fake.export("nvmlDeviceGetConfComputeGpuCertificate", "certificate", device, ADDRESS);
    fake.export("nvmlDeviceGetConfComputeGpuAttestationReport", "report", device, ADDRESS);
    return fake;
  }

  /// The GPU with this index.
  public Card card(int index) {
    return cards.get(index);
  }

  private void export(String symbol, String method, MemoryLayout... arguments) {
    export(symbol, method, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private void export(String symbol, String method, FunctionDescriptor shape) {
    export(MethodHandles.lookup(), symbol, method, shape);
  }

  private int enter(String symbol, MemorySegment handle) {
    int index = index(handle);
    if (index < 0) {
      return INVALID_ARGUMENT;
    }
    int code = enter(symbol);
    return code == SUCCESS ? cards.get(index).failures.getOrDefault(symbol, SUCCESS) : code;
  }

  private int index(MemorySegment handle) {
    long distance = handle.address() - FIRST_HANDLE;
    return distance >= 0 && distance % HANDLE_STEP == 0 && distance / HANDLE_STEP < cards.size()
        ? (int) (distance / HANDLE_STEP)
        : -1;
  }

  private int text(int code, String text, MemorySegment buffer, int capacity) {
    if (code != SUCCESS) {
      return code;
    }
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= capacity) {
      return INSUFFICIENT_SIZE;
    }
    var target = buffer.reinterpret(capacity);
    target.fill((byte) (endlessText ? 'x' : 0));
    MemorySegment.copy(bytes, 0, target, JAVA_BYTE, 0, bytes.length);
    return SUCCESS;
  }

  private static int number(int code, int value, MemorySegment target) {
    if (code == SUCCESS) {
      target.reinterpret(Integer.BYTES).set(JAVA_INT, 0, value);
    }
    return code;
  }

  private static void copy(Bytes from, MemorySegment to, long at) {
    MemorySegment.copy(from.toArray(), 0, to, JAVA_BYTE, at, from.length());
  }

  MemorySegment errorString(int code) {
    return speechless ? MemorySegment.NULL : errorText;
  }

  int init() {
    return enter("nvmlInit_v2");
  }

  int shutdown() {
    return enter("nvmlShutdown");
  }

  int driverVersion(MemorySegment buffer, int capacity) {
    return text(enter("nvmlSystemGetDriverVersion"), driverVersion, buffer, capacity);
  }

  int settings(MemorySegment pointer) {
    int code = enter("nvmlSystemGetConfComputeSettings");
    var settings = pointer.reinterpret(SETTINGS_BYTES);
    if (code == SUCCESS && settings.get(JAVA_INT, 0) != SETTINGS_VERSION) {
      return ARGUMENT_VERSION_MISMATCH;
    }
    int at = 0;
    for (int value : new int[] {environment, ccFeature, devToolsMode, multiGpuMode}) {
      at += Integer.BYTES;
      settings.set(JAVA_INT, at, value);
    }
    return code;
  }

  int ready(MemorySegment state) {
    return number(enter("nvmlSystemGetConfComputeGpusReadyState"), readyState, state);
  }

  int count(MemorySegment target) {
    return number(enter("nvmlDeviceGetCount_v2"), count.orElse(cards.size()), target);
  }

  int handle(int index, MemorySegment target) {
    int code = enter("nvmlDeviceGetHandleByIndex_v2");
    if (index < 0 || index >= cards.size()) {
      return INVALID_ARGUMENT;
    }
    if (code == SUCCESS) {
      code = cards.get(index).failures.getOrDefault("nvmlDeviceGetHandleByIndex_v2", SUCCESS);
    }
    var handle = MemorySegment.ofAddress(FIRST_HANDLE + (long) index * HANDLE_STEP);
    target.reinterpret(ADDRESS.byteSize()).set(ADDRESS, 0, handle);
    return code;
  }

  int uuid(MemorySegment device, MemorySegment buffer, int capacity) {
    int code = enter("nvmlDeviceGetUUID", device);
    return text(code, code == SUCCESS ? cards.get(index(device)).uuid : "", buffer, capacity);
  }

  int name(MemorySegment device, MemorySegment buffer, int capacity) {
    return text(enter("nvmlDeviceGetName", device), "NVIDIA H100 80GB HBM3", buffer, capacity);
  }

  int vbios(MemorySegment device, MemorySegment buffer, int capacity) {
    return text(enter("nvmlDeviceGetVbiosVersion", device), "96.00.9F.00.01", buffer, capacity);
  }

  int architecture(MemorySegment device, MemorySegment target) {
    return number(enter("nvmlDeviceGetArchitecture", device), architecture, target);
  }

  int certificate(MemorySegment device, MemorySegment pointer) {
    int code = enter("nvmlDeviceGetConfComputeGpuCertificate", device);
    if (code != SUCCESS) {
      return code;
    }
    var card = cards.get(index(device));
    var certificate = pointer.reinterpret(CERTIFICATE_BYTES);
    certificate.fill(JUNK);
    certificate.set(JAVA_INT, CHAIN_SIZE_AT, card.chainSize.orElse(card.chain.length()));
    copy(card.chain, certificate, CHAIN_AT);
    return SUCCESS;
  }

  int report(MemorySegment device, MemorySegment pointer) {
    meet();
    int code = enter("nvmlDeviceGetConfComputeGpuAttestationReport", device);
    if (code != SUCCESS) {
      return code;
    }
    var card = cards.get(index(device));
    var struct = pointer.reinterpret(REPORT_BYTES);
    var nonce = Bytes.copyOf(struct.asSlice(NONCE_AT, NONCE_BYTES).toArray(JAVA_BYTE));
    var report = card.report.orElseGet(() -> request(nonce).concat(card.response));
    struct.fill(JUNK);
    struct.set(JAVA_INT, REPORT_SIZE_AT, card.reportSize.orElse(report.length()));
    copy(report, struct, REPORT_AT);
    return SUCCESS;
  }

  /// GET_MEASUREMENTS of SPDM 1.1, as the driver writes it before the response.
  public static Bytes request(Bytes nonce) {
    return Bytes.copyOf(new byte[] {0x11, (byte) 0xe0, 0x01, (byte) 0xff})
        .concat(nonce)
        .concat(Bytes.zeros(1));
  }
}
