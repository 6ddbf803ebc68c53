package dev.strongroom.agent.testkit;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import dev.strongroom.wire.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// NVIDIA's switch library with switches that are made up. Its functions are real function
/// pointers, and its answers real calls of the pointers that are passed in, with structures by
/// value as a C compiler lays them out from `nscq_attestation.h`. Those calls are JNA's, since the
/// JDK's own take no structure of that size.
///
/// Stricter than the library is known to be: it reads the nonce where it was when a report is asked
/// for, and takes an input for one report only.
///
/// The fields say what it does; set them before it is asked. For one thread at a time from then on,
/// which it holds its callers to.
// Reading behind pointers that are passed in is a restricted method.
@SuppressWarnings("restricted")
public final class FakeNscq extends FakeLibrary {
  private static final byte INVALID_UUID = -2;
  private static final byte UNEXPECTED_VALUE = -5;

  private static final int UUID_BYTES = 16;
  private static final int LABEL_BYTES = 64;
  private static final int NONCE_BYTES = 32;
  private static final int REPORT_AT = 4;
  private static final int CHAIN_SIZE_AT = 5120;
  private static final int MAX_PATH_BYTES = 256;

  private static final MemoryLayout SESSION_RESULT =
      MemoryLayout.structLayout(JAVA_BYTE, MemoryLayout.paddingLayout(7), ADDRESS);

  /// In every byte that nobody may read.
  private static final byte JUNK = 0x6a;

  private static final MemorySegment SESSION = MemorySegment.ofAddress(0x7000_0000_2000L);

  /// The path of every switch's UUID.
  public static final String UUIDS = "/drv/nvswitch/{device}/uuid";

  /// What stands behind a switch's name in a path.
  public static final String MODE = "/config/pcie_mode";

  public static final String REPORT = "/config/attestation_report";
  public static final String CHAIN = "/config/certificate";

  /// `nscq_attestation_report_t`.
  @Structure.FieldOrder("content")
  public static final class ReportStruct extends Structure implements Structure.ByValue {
    /// All of it.
    public byte[] content = new byte[8196];
  }

  /// `nscq_attestation_certificate_t`.
  @Structure.FieldOrder("content")
  public static final class CertificateStruct extends Structure implements Structure.ByValue {
    /// All of it.
    public byte[] content = new byte[5124];
  }

  /// One switch.
  public static final class Switch {
    /// What it is called.
    public String label;

    /// Protected PCIe: 3 locked.
    public int mode = 3;

    /// What its report holds behind the request; the request is made from the nonce.
    public Bytes response;

    /// All of its report, instead of request and response.
    public Optional<Bytes> report = Optional.empty();

    /// Its certificates.
    public Bytes chain;

    /// What the size fields say instead of the truth.
    public Optional<Integer> reportSize = Optional.empty();

    public Optional<Integer> chainSize = Optional.empty();

    /// What its callback is told instead of success, by path without the name.
    public final Map<String, Integer> failures = new HashMap<>();

    /// How often it answers, by path without the name, if not once.
    public final Map<String, Integer> answers = new HashMap<>();

    /// The switch that is named as the one that answers, if not this.
    public Optional<Integer> answersAs = Optional.empty();

    /// True if nobody is named.
    public boolean anonymous;

    private final int index;

    private Switch(int index) {
      this.index = index;
      label = "SWX-0000000" + index;
      response = Bytes.utf8("response of switch " + index);
      chain = Bytes.utf8("chain of switch " + index);
    }

    private Memory id() {
      var id = new Memory(UUID_BYTES);
      id.setMemory(0, UUID_BYTES, (byte) index);
      return id;
    }
  }

  /// True if creating a session succeeds without one.
  public boolean sessionless;

  /// True if switches are told of without their UUIDs.
  public boolean uuidless;

  private final List<Switch> switches = new ArrayList<>();
  private final Semaphore one = new Semaphore(1);
  private Optional<MemorySegment> input = Optional.empty();

  private FakeNscq() {}

  /// A library with `count` locked LS10 switches.
  public static FakeNscq withSwitches(int count) {
    var fake = new FakeNscq();
    for (int index = 0; index < count; index++) {
      fake.switches.add(new Switch(index));
    }
    fake.export("nscq_session_create", "create", FunctionDescriptor.of(SESSION_RESULT, JAVA_INT));
    fake.export("nscq_session_destroy", "destroy", FunctionDescriptor.ofVoid(ADDRESS));
    fake.export(
        "nscq_session_path_observe",
        "observe",
        FunctionDescriptor.of(JAVA_BYTE, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
    fake.export(
        "nscq_session_set_input",
        "setInput",
        FunctionDescriptor.of(JAVA_BYTE, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
    fake.export(
        "nscq_uuid_to_label",
        "label",
        FunctionDescriptor.of(JAVA_BYTE, ADDRESS, ADDRESS, JAVA_INT));
    return fake;
  }

  /// The switch with this index.
  public Switch nvSwitch(int index) {
    return switches.get(index);
  }

  private void export(String symbol, String method, FunctionDescriptor shape) {
    export(MethodHandles.lookup(), symbol, method, shape);
  }

  MemorySegment create(int flags) {
    var result = Arena.global().allocate(SESSION_RESULT);
    var code = flags == 1 ? (byte) enter("nscq_session_create") : UNEXPECTED_VALUE;
    result.set(JAVA_BYTE, 0, code);
    result.set(ADDRESS, 8, sessionless || code < 0 ? MemorySegment.NULL : SESSION);
    return result;
  }

  void destroy(MemorySegment session) {
    enter(session.equals(SESSION) ? "nscq_session_destroy" : "destroyed another session");
  }

  byte label(MemorySegment uuid, MemorySegment label, int flags) {
    var code = (byte) enter("nscq_uuid_to_label");
    int index = uuid.reinterpret(UUID_BYTES).get(JAVA_BYTE, UUID_BYTES - 1);
    var text = switches.get(index).label.getBytes(StandardCharsets.UTF_8);
    var target = label.reinterpret(LABEL_BYTES);
    target.fill((byte) 0);
    MemorySegment.copy(text, 0, target, JAVA_BYTE, 0, Math.min(text.length, LABEL_BYTES));
    return code;
  }

  byte setInput(MemorySegment session, int flags, MemorySegment nonce, int size) {
    if (!session.equals(SESSION) || size != NONCE_BYTES) {
      return UNEXPECTED_VALUE;
    }
    input = Optional.of(nonce.reinterpret(size));
    return (byte) enter("nscq_session_set_input");
  }

  byte observe(
      MemorySegment session,
      MemorySegment pathPointer,
      MemorySegment callback,
      MemorySegment data,
      int flags) {
    if (!one.tryAcquire()) {
      return UNEXPECTED_VALUE;
    }
    try {
      return observe(session, pathPointer, callback, data);
    } finally {
      one.release();
    }
  }

  private byte observe(
      MemorySegment session,
      MemorySegment pathPointer,
      MemorySegment callback,
      MemorySegment data) {
    var path = pathPointer.reinterpret(MAX_PATH_BYTES).getString(0);
    var code = (byte) enter(path);
    if (!session.equals(SESSION) || data.address() == 0) {
      return UNEXPECTED_VALUE;
    }
    if (code < 0) {
      return code;
    }
    var hearer = Function.getFunction(new Pointer(callback.address()));
    if (path.equals(UUIDS)) {
      for (var each : switches) {
        tell(each, path, hearer, uuidless ? Pointer.NULL : each.id(), data);
      }
      return code;
    }
    int end = path.indexOf('/', 1);
    var named =
        switches.stream().filter(each -> path.substring(1, end).equals(each.label)).findFirst();
    if (named.isEmpty()) {
      return INVALID_UUID;
    }
    var what = path.substring(end);
    switch (what) {
      case MODE -> tell(named.get(), what, hearer, (byte) named.get().mode, data);
      case REPORT -> tell(named.get(), what, hearer, reportOf(named.get()), data);
      case CHAIN -> tell(named.get(), what, hearer, chainOf(named.get()), data);
      default -> {
        return UNEXPECTED_VALUE;
      }
    }
    return code;
  }

  private void tell(
      Switch teller, String what, Function hearer, @Nullable Object value, MemorySegment data) {
    var device =
        teller.anonymous ? Pointer.NULL : switches.get(teller.answersAs.orElse(teller.index)).id();
    var code = teller.failures.getOrDefault(what, SUCCESS).byteValue();
    for (int i = 0; i < teller.answers.getOrDefault(what, 1); i++) {
      hearer.invokeVoid(new Object[] {device, code, value, new Pointer(data.address())});
    }
  }

  private ReportStruct reportOf(Switch teller) {
    meet();
    var nonce = Bytes.copyOf(input.orElseThrow().toArray(JAVA_BYTE));
    input = Optional.empty();
    var report = teller.report.orElseGet(() -> FakeNvml.request(nonce).concat(teller.response));
    var struct = new ReportStruct();
    fill(struct.content, 0, teller.reportSize.orElse(report.length()), REPORT_AT, report);
    return struct;
  }

  private static CertificateStruct chainOf(Switch teller) {
    var struct = new CertificateStruct();
    int size = teller.chainSize.orElse(teller.chain.length());
    fill(struct.content, CHAIN_SIZE_AT, size, 0, teller.chain);
    return struct;
  }

  private static void fill(byte[] struct, int sizeAt, int size, int contentAt, Bytes content) {
    Arrays.fill(struct, JUNK);
    ByteBuffer.wrap(struct)
        .order(ByteOrder.nativeOrder())
        .putInt(sizeAt, size)
        .put(contentAt, content.toArray());
  }
}
