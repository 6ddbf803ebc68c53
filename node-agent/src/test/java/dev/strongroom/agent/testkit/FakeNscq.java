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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// NVIDIA's switch library with switches that are made up. Its functions are real function
/// pointers, and its answers real calls of the pointers that are passed in, with structures by
/// value as a C compiler lays them out from `nscq_attestation.h`. Those calls are JNA's, since the
/// JDK's own take no structure of that size.
///
/// Stricter than the library is known to be: it reads the nonce where it was when a report is asked
/// for, takes an input for one report only, is for one thread at a time, and hands out pointers
/// that may not be read where it tells of no success. What is done in spite of that is an offence.
///
/// The fields say what it does; set them before it is asked.
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

  private static final Pointer UNREADABLE = new Pointer(1);

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
  public static final class Switch extends FakeDevice {
    /// What it is called.
    public String label;

    /// Protected PCIe: 3 locked.
    public int mode = 3;

    /// How often it answers, by path without the name, if not once.
    public final Map<String, Integer> answers = new HashMap<>();

    /// The switch that is named as the one that answers, if not this.
    public Optional<Integer> answersAs = Optional.empty();

    /// True if nobody is named.
    public boolean anonymous;

    private final int index;

    private Switch(int index) {
      super("switch " + index);
      this.index = index;
      label = "SWX-0000000" + index;
    }

    private Memory id() {
      var id = new Memory(UUID_BYTES);
      id.setMemory(0, UUID_BYTES, (byte) index);
      return id;
    }
  }

  /// True if creating a session succeeds without one.
  public boolean sessionless;

  /// True if the last answer comes once more when its session has been destroyed.
  public boolean answersLate;

  /// True if switches are told of without their UUIDs.
  public boolean uuidless;

  private final List<Switch> switches = new ArrayList<>();
  private final AtomicBoolean isInside = new AtomicBoolean();
  private final List<String> offences = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean isOpen;
  private Runnable lastAnswer = () -> {};
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

  /// What was done that no caller may do; empty if nothing was.
  public List<String> offences() {
    synchronized (offences) {
      return List.copyOf(offences);
    }
  }

  /// A call that only one thread may make at a time.
  private byte alone(String call, Supplier<Byte> body) {
    if (!isInside.compareAndSet(false, true)) {
      offences.add(call + " beside another call");
      return UNEXPECTED_VALUE;
    }
    try {
      return body.get();
    } finally {
      isInside.set(false);
    }
  }

  /// The same, within a session.
  private byte inside(String call, MemorySegment session, Supplier<Byte> body) {
    return alone(
        call,
        () -> {
          if (!isOpen || !session.equals(SESSION)) {
            offences.add(call + " without a session");
            return UNEXPECTED_VALUE;
          }
          return body.get();
        });
  }

  MemorySegment create(int flags) {
    var result = Arena.global().allocate(SESSION_RESULT);
    var code =
        alone("create", () -> flags == 1 ? (byte) enter("nscq_session_create") : UNEXPECTED_VALUE);
    isOpen = code >= 0 && !sessionless;
    result.set(JAVA_BYTE, 0, code);
    result.set(ADDRESS, 8, isOpen ? SESSION : MemorySegment.NULL);
    return result;
  }

  void destroy(MemorySegment session) {
    inside("destroy", session, () -> (byte) enter("nscq_session_destroy"));
    isOpen = false;
    if (answersLate) {
      // What nobody holds any more is gone by then.
      System.gc();
      lastAnswer.run();
    }
  }

  byte label(MemorySegment uuid, MemorySegment label, int flags) {
    return alone("label", () -> label(uuid, label));
  }

  private byte label(MemorySegment uuid, MemorySegment label) {
    var code = (byte) enter("nscq_uuid_to_label");
    int index = uuid.reinterpret(UUID_BYTES).get(JAVA_BYTE, UUID_BYTES - 1);
    var text = switches.get(index).label.getBytes(StandardCharsets.UTF_8);
    var target = label.reinterpret(LABEL_BYTES);
    target.fill((byte) 0);
    MemorySegment.copy(text, 0, target, JAVA_BYTE, 0, Math.min(text.length, LABEL_BYTES));
    return code;
  }

  byte setInput(MemorySegment session, int flags, MemorySegment nonce, int size) {
    return inside(
        "setInput",
        session,
        () -> {
          if (size != NONCE_BYTES) {
            return UNEXPECTED_VALUE;
          }
          input = Optional.of(nonce.reinterpret(size));
          return (byte) enter("nscq_session_set_input");
        });
  }

  byte observe(
      MemorySegment session,
      MemorySegment pathPointer,
      MemorySegment callback,
      MemorySegment data,
      int flags) {
    var path = pathPointer.reinterpret(MAX_PATH_BYTES).getString(0);
    var hearer = Function.getFunction(new Pointer(callback.address()));
    return inside(path, session, () -> observe(path, hearer, new Pointer(data.address())));
  }

  private byte observe(String path, Function hearer, Pointer data) {
    var code = (byte) enter(path);
    if (code < 0) {
      return code;
    }
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
      case REPORT -> {
        if (input.isEmpty()) {
          offences.add("a report without an input");
          return UNEXPECTED_VALUE;
        }
        tell(named.get(), what, hearer, reportOf(named.get(), input.get()), data);
        input = Optional.empty();
      }
      case CHAIN -> tell(named.get(), what, hearer, chainOf(named.get()), data);
      default -> {
        return UNEXPECTED_VALUE;
      }
    }
    return code;
  }

  private void tell(
      Switch teller, String what, Function hearer, @Nullable Object value, Pointer data) {
    var code = teller.failures.getOrDefault(what, SUCCESS).byteValue();
    var arguments = new @Nullable Object[] {device(teller, what, code), code, value, data};
    if (code != SUCCESS && value instanceof Pointer) {
      arguments[2] = UNREADABLE;
    }
    lastAnswer = () -> hearer.invokeVoid(arguments);
    for (int i = 0; i < teller.answers.getOrDefault(what, 1); i++) {
      lastAnswer.run();
    }
  }

  private @Nullable Pointer device(Switch teller, String what, byte code) {
    if (code != SUCCESS || what.equals(UUIDS)) {
      return UNREADABLE;
    }
    return teller.anonymous
        ? Pointer.NULL
        : switches.get(teller.answersAs.orElse(teller.index)).id();
  }

  private ReportStruct reportOf(Switch teller, MemorySegment nonceInput) {
    meet();
    var nonce = Bytes.copyOf(nonceInput.toArray(JAVA_BYTE));
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
