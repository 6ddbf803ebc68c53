package dev.strongroom.agent.collect.nvidia;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.strongroom.agent.collect.nvidia.NscqAnswers.Kind;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.Printable;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// The few calls into NVIDIA's switch library (`libnvidia-nscq.so.2`) that Evidence needs, within
/// one session. A switch is asked by a path; the library answers through a callback, and is heard
/// until the call returns. What comes back is copied. Nothing is judged here.
///
/// Used by one thread at a time: nothing public says that a session may be shared. The nonce is the
/// session's input, set before each report: nothing public says for how long it stays.
///
/// Structures are laid out in [NscqStructs].
final class Nscq implements AutoCloseable {
  /// `NSCQ_RC_SUCCESS`.
  static final int SUCCESS = 0;

  /// `NSCQ_SESSION_CREATE_MOUNT_DEVICES`.
  private static final int MOUNT_DEVICES = 1;

  private static final int NO_FLAGS = 0;

  private static final String UUIDS = "/drv/nvswitch/{device}/uuid";
  private static final String MODE = "/config/pcie_mode";
  private static final String REPORT = "/config/attestation_report";
  private static final String CHAIN = "/config/certificate";

  /// A label becomes part of a path.
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9-]{1,63}");

  /// What must be in the library. `nscq_rc_t` is a signed byte, `nscq_session_t` a pointer.
  private enum Function implements NativeFunction {
    CREATE("nscq_session_create", FunctionDescriptor.of(NscqStructs.SESSION_RESULT, JAVA_INT)),
    DESTROY("nscq_session_destroy", FunctionDescriptor.ofVoid(ADDRESS)),
    OBSERVE("nscq_session_path_observe", returns(ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT)),
    SET_INPUT("nscq_session_set_input", returns(ADDRESS, JAVA_INT, ADDRESS, JAVA_INT)),
    LABEL("nscq_uuid_to_label", returns(ADDRESS, ADDRESS, JAVA_INT));

    private final String symbol;

    // Immutable by its own documentation, without the annotation that would say so.
    @SuppressWarnings("ImmutableEnumChecker")
    private final FunctionDescriptor shape;

    Function(String symbol, FunctionDescriptor shape) {
      this.symbol = symbol;
      this.shape = shape;
    }

    private static FunctionDescriptor returns(MemoryLayout... arguments) {
      return FunctionDescriptor.of(JAVA_BYTE, arguments);
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

  /// One switch, as the library names it within a session.
  ///
  /// @param id 16 bytes
  /// @param uuid the same as text, such as `SWX-1f2e…`
  record Device(Bytes id, String uuid) {}

  private final NativeLibrary<Function> library;
  private final MemorySegment session;

  private Nscq(NativeLibrary<Function> library, MemorySegment session) {
    this.library = library;
    this.session = session;
  }

  /// Begins a session with every switch of this machine.
  ///
  /// @param symbols where the functions are; must outlive this
  static Nscq open(SymbolLookup symbols) throws NscqException {
    requireCallbacks();
    var library =
        NativeLibrary.link(
            symbols,
            Function.class,
            missing ->
                NscqException.formless(
                    "the NSCQ here",
                    "lacks %s; want libnvidia-nscq of the driver's release, 550 or later"
                        .formatted(missing)));
    try (var arena = Arena.ofConfined()) {
      var result =
          (MemorySegment) library.call(Function.CREATE, (SegmentAllocator) arena, MOUNT_DEVICES);
      var code = result.get(JAVA_BYTE, NscqStructs.at(NscqStructs.SESSION_RESULT, "rc"));
      var session = result.get(ADDRESS, NscqStructs.at(NscqStructs.SESSION_RESULT, "session"));
      if (code != SUCCESS) {
        if (code > SUCCESS && session.address() != 0) {
          library.run(Function.DESTROY, session);
        }
        throw NscqException.returned(Function.CREATE.symbol, code);
      }
      if (session.address() == 0) {
        throw NscqException.formless(Function.CREATE.symbol, "success without a session");
      }
      return new Nscq(library, session);
    }
  }

  /// JNA unpacks a library of its own when it is first used, which may fail.
  private static void requireCallbacks() throws NscqException {
    try {
      Kind.MODE.pointer();
    } catch (LinkageError e) {
      // From the second time on, the reason is the cause.
      var reason = e.getCause() == null ? e : e.getCause();
      throw NscqException.formless(
          "JNA",
          "%s; name a directory that may hold libraries: JAVA_TOOL_OPTIONS=-Djna.tmpdir=DIR"
              .formatted(Printable.of(String.valueOf(reason.getMessage()))));
    }
  }

  /// Every switch that the driver knows, by UUID.
  List<Device> devices() throws NscqException {
    var devices = new ArrayList<Device>();
    for (var answer : observe(UUIDS, Kind.UUID)) {
      requireSuccess(UUIDS, answer.code());
      if (answer.value().length() != NscqStructs.UUID.byteSize()) {
        throw NscqException.formless(UUIDS, "a switch without a UUID");
      }
      devices.add(new Device(answer.value(), label(answer.value())));
    }
    if (devices.stream().map(Device::id).distinct().count() != devices.size()) {
      throw NscqException.formless(UUIDS, "the same switch twice");
    }
    devices.sort(Comparator.comparing(Device::uuid));
    return devices;
  }

  /// `NSCQ_DEVICE_TNVL_MODE_…`: Protected PCIe, by the driver's word.
  int mode(Device device) throws NscqException {
    return ask(device, MODE, Kind.MODE).toArray()[0];
  }

  // spec: nscq_attestation.h nscq_session_set_input: the nonce is the session's input
  /// The attestation report, made with `nonce`: GET_MEASUREMENTS request and MEASUREMENTS response
  /// of SPDM 1.1.
  ///
  /// @param nonce 32 bytes
  Bytes report(Device device, Bytes nonce) throws NscqException {
    try (var arena = Arena.ofConfined()) {
      // Stays until the report is there: whether the library copies it is not said.
      var input = arena.allocateFrom(JAVA_BYTE, nonce.toArray());
      var code = (byte) library.call(Function.SET_INPUT, session, NO_FLAGS, input, nonce.length());
      requireSuccess(Function.SET_INPUT.symbol, code);
      return sized(
          REPORT, ask(device, REPORT, Kind.REPORT), NscqStructs.REPORT, "report_size", "report");
    }
  }

  /// The certificates of the key that signs reports: PEM, leaf first, root last, as the driver put
  /// them together (NVIDIA/open-gpu-kernel-modules, `_tnvl_build_cert_chain_pem_ls10`).
  Bytes chain(Device device) throws NscqException {
    return sized(
        CHAIN,
        ask(device, CHAIN, Kind.CERTIFICATE),
        NscqStructs.CERTIFICATE,
        "cert_chain_size",
        "cert_chain");
  }

  /// Ends the session. No other call may be under way.
  @Override
  public void close() {
    library.run(Function.DESTROY, session);
  }

  private String label(Bytes id) throws NscqException {
    try (var arena = Arena.ofConfined()) {
      var uuid = arena.allocateFrom(JAVA_BYTE, id.toArray());
      var label = arena.allocate(NscqStructs.LABEL);
      requireSuccess(
          Function.LABEL.symbol, (byte) library.call(Function.LABEL, uuid, label, NO_FLAGS));
      var text = new String(label.toArray(JAVA_BYTE), StandardCharsets.UTF_8);
      int end = text.indexOf('\0');
      if (end < 0 || !LABEL.matcher(text.substring(0, end)).matches()) {
        throw NscqException.formless(
            Function.LABEL.symbol,
            "got '%s', want a name of letters, digits and hyphens"
                .formatted(Printable.name(end < 0 ? text : text.substring(0, end))));
      }
      return text.substring(0, end);
    }
  }

  /// The one answer of `device`.
  private Bytes ask(Device device, String what, Kind kind) throws NscqException {
    var answers = observe("/" + device.uuid() + what, kind);
    if (answers.size() != 1) {
      throw NscqException.formless(
          what, (answers.isEmpty() ? "no answer" : "several answers") + ", want 1");
    }
    var answer = answers.getFirst();
    requireSuccess(what, answer.code());
    if (!answer.device().equals(device.id())) {
      throw NscqException.formless(what, "another switch answered");
    }
    return answer.value();
  }

  /// What is told of every switch that `path` names.
  private List<NscqAnswers.Answer> observe(String path, Kind kind) throws NscqException {
    try (var arena = Arena.ofConfined()) {
      var text = arena.allocateFrom(path);
      return NscqAnswers.to(
          kind,
          (function, data) ->
              requireSuccess(
                  path,
                  (byte) library.call(Function.OBSERVE, session, text, function, data, NO_FLAGS)));
    }
  }

  private static Bytes sized(
      String what, Bytes struct, StructLayout layout, String sizeField, String field)
      throws NscqException {
    var memory = MemorySegment.ofArray(struct.toArray());
    long size =
        Integer.toUnsignedLong(
            memory.get(JAVA_INT.withByteAlignment(1), NscqStructs.at(layout, sizeField)));
    long capacity = NscqStructs.capacity(layout, field);
    if (size == 0 || size > capacity) {
      throw NscqException.formless(
          what, "%s: got %d, want 1 to %d".formatted(sizeField, size, capacity));
    }
    return Bytes.copyOf(memory.asSlice(NscqStructs.at(layout, field), size).toArray(JAVA_BYTE));
  }

  private static void requireSuccess(String call, byte code) throws NscqException {
    if (code != SUCCESS) {
      throw NscqException.returned(call, code);
    }
  }
}
