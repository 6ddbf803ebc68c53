package dev.strongroom.agent.collect.nvidia;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import dev.strongroom.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What NSCQ tells of switches while it is asked: the functions that it calls, one for each kind of
/// answer, all of which do nothing but copy. They live as long as the process, so that an answer
/// that comes after its question was given up finds a function, and nobody who hears it.
/// Thread-safe.
///
/// By JNA, since structures of 8 KiB by value are beyond the JDK's own function pointers: on x86-64
/// it takes them apart into more words than a method may have parameters (ADR 7).
final class NscqAnswers {
  private static final Map<Long, NscqAnswers> HEARING = new ConcurrentHashMap<>();
  private static final AtomicLong QUESTIONS = new AtomicLong();

  /// What was told of one switch.
  ///
  /// @param device 16 bytes; none if no switch was named, or with a UUID, or without success
  /// @param code `nscq_rc_t`
  /// @param value none without success
  record Answer(Bytes device, byte code, Bytes value) {}

  /// What a switch is asked for.
  enum Kind {
    /// `nscq_uuid_t`, by reference.
    UUID((OfUuid) (_, code, uuid, question) -> hear(question, null, code, () -> uuid(uuid))),
    /// `nscq_tnvl_status_t`.
    MODE(
        (OfMode)
            (device, code, mode, question) ->
                hear(question, device, code, () -> Bytes.copyOf(new byte[] {mode}))),
    /// `nscq_attestation_report_t`.
    REPORT(
        (OfReport)
            (device, code, report, question) ->
                hear(question, device, code, () -> Bytes.copyOf(report.content))),
    /// `nscq_attestation_certificate_t`.
    CERTIFICATE(
        (OfCertificate)
            (device, code, chain, question) ->
                hear(question, device, code, () -> Bytes.copyOf(chain.content)));

    // A function without state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Callback function;

    Kind(Callback function) {
      this.function = function;
    }

    /// The function as C sees it. JNA unpacks a library of its own when the first is made.
    ///
    /// @throws LinkageError if that fails
    MemorySegment pointer() {
      return MemorySegment.ofAddress(
          Pointer.nativeValue(CallbackReference.getFunctionPointer(function)));
    }
  }

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
    void told(@Nullable Pointer device, byte code, @Nullable Pointer uuid, Pointer question);
  }

  /// Hears modes.
  public interface OfMode extends Callback {
    /// One switch's.
    void told(@Nullable Pointer device, byte code, byte mode, Pointer question);
  }

  /// Hears reports.
  public interface OfReport extends Callback {
    /// One switch's.
    void told(@Nullable Pointer device, byte code, Report report, Pointer question);
  }

  /// Hears certificates.
  public interface OfCertificate extends Callback {
    /// One switch's.
    void told(@Nullable Pointer device, byte code, Certificate chain, Pointer question);
  }

  /// Asks for what is told.
  interface Question {
    /// One call of the library.
    ///
    /// @param function what is to be called
    /// @param data what it is to be passed
    void ask(MemorySegment function, MemorySegment data) throws NscqException;
  }

  /// Copies what was told, if it was told with success: else nothing says that it can be read.
  private interface Copy {
    Bytes made();
  }

  private final List<Answer> answers = new ArrayList<>();

  private NscqAnswers() {}

  /// Everything that is told while `question` is asked, in order.
  static List<Answer> to(Kind kind, Question question) throws NscqException {
    var heard = new NscqAnswers();
    long number = QUESTIONS.incrementAndGet();
    HEARING.put(number, heard);
    try {
      question.ask(kind.pointer(), MemorySegment.ofAddress(number));
    } finally {
      HEARING.remove(number);
    }
    return heard.all();
  }

  private synchronized List<Answer> all() {
    return List.copyOf(answers);
  }

  private static void hear(Pointer question, @Nullable Pointer device, byte code, Copy value) {
    var heard = HEARING.get(Pointer.nativeValue(question));
    if (heard != null) {
      heard.add(
          code == Nscq.SUCCESS
              ? new Answer(uuid(device), code, value.made())
              : new Answer(Bytes.zeros(0), code, Bytes.zeros(0)));
    }
  }

  private synchronized void add(Answer answer) {
    answers.add(answer);
  }

  /// The 16 bytes of a UUID; none where there is no pointer.
  private static Bytes uuid(@Nullable Pointer pointer) {
    return pointer == null
        ? Bytes.zeros(0)
        : Bytes.copyOf(pointer.getByteArray(0, (int) NscqStructs.UUID.byteSize()));
  }
}
