package dev.strongroom.agent.collect.nvidia;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import dev.strongroom.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What NSCQ tells of switches while it is asked: the functions that it calls, one for each kind of
/// answer, all of which do nothing but copy. Thread-safe.
///
/// By JNA, since structures of 8 KiB by value are beyond the JDK's own function pointers: on x86-64
/// it takes them apart into more words than a method may have parameters (ADR 7).
final class NscqAnswers {
  /// More than any machine has switches: whoever tells of more is refused for those alone.
  private static final int MAX_KEPT = 64;

  /// What was told of one switch.
  ///
  /// @param device 16 bytes; none if no switch was named
  /// @param code `nscq_rc_t`
  record Answer(Bytes device, byte code, Bytes value) {}

  /// `nscq_attestation_report_t`.
  @Structure.FieldOrder("content")
  public static final class Report extends Structure implements Structure.ByValue {
    /// All of it.
    public byte[] content = new byte[(int) NscqStructs.REPORT.byteSize()];
  }

  /// `nscq_attestation_certificate_t`.
  @Structure.FieldOrder("content")
  public static final class Certificate extends Structure implements Structure.ByValue {
    /// All of it.
    public byte[] content = new byte[(int) NscqStructs.CERTIFICATE.byteSize()];
  }

  /// Hears UUIDs.
  public interface OfUuid extends Callback {
    /// One switch.
    void told(@Nullable Pointer device, byte code, @Nullable Pointer uuid, Pointer data);
  }

  /// Hears modes.
  public interface OfMode extends Callback {
    /// One switch's.
    void told(@Nullable Pointer device, byte code, byte mode, Pointer data);
  }

  /// Hears reports.
  public interface OfReport extends Callback {
    /// One switch's.
    void told(@Nullable Pointer device, byte code, Report report, Pointer data);
  }

  /// Hears certificates.
  public interface OfCertificate extends Callback {
    /// One switch's.
    void told(@Nullable Pointer device, byte code, Certificate chain, Pointer data);
  }

  private final List<Answer> kept = new ArrayList<>();

  Callback ofUuid() {
    return (OfUuid) (device, code, uuid, _) -> add(device, code, uuid(uuid));
  }

  Callback ofMode() {
    return (OfMode) (device, code, mode, _) -> add(device, code, Bytes.copyOf(new byte[] {mode}));
  }

  Callback ofReport() {
    return (OfReport) (device, code, report, _) -> add(device, code, Bytes.copyOf(report.content));
  }

  Callback ofCertificate() {
    return (OfCertificate)
        (device, code, chain, _) -> add(device, code, Bytes.copyOf(chain.content));
  }

  /// The function as C sees it, for as long as `callback` is reachable.
  static MemorySegment pointer(Callback callback) {
    return MemorySegment.ofAddress(
        Pointer.nativeValue(CallbackReference.getFunctionPointer(callback)));
  }

  /// What was told, in order.
  synchronized List<Answer> all() {
    return List.copyOf(kept);
  }

  private synchronized void add(@Nullable Pointer device, byte code, Bytes value) {
    if (kept.size() < MAX_KEPT) {
      kept.add(new Answer(uuid(device), code, value));
    }
  }

  /// The 16 bytes of a UUID; none where there is no pointer.
  private static Bytes uuid(@Nullable Pointer pointer) {
    return pointer == null
        ? Bytes.zeros(0)
        : Bytes.copyOf(pointer.getByteArray(0, (int) NscqStructs.UUID.byteSize()));
  }
}
