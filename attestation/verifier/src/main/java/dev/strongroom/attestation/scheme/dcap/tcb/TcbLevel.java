package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// One level of a platform (Intel PCS API version 4, `tcbLevels`).
///
/// @param sgx 16 components that the PCK certificate names
/// @param pceSvn lowest PCESVN
/// @param tdx 16 components that TEE_TCB_SVN names; none for SGX
/// @param status of a platform at this level
/// @param tcbDate everything that was public on that day is mitigated
/// @param advisories what is not mitigated, or what was; says nothing by being there
public record TcbLevel(
    List<TcbComponent> sgx,
    int pceSvn,
    List<TcbComponent> tdx,
    TcbStatus status,
    Instant tcbDate,
    List<String> advisories) {
  /// Components of one kind, and bytes of TEE_TCB_SVN.
  public static final int COMPONENTS = 16;

  /// Intel's longest list has eleven; room for growth, none for floods.
  static final int MAX_LEVELS = 128;

  /// Intel's longest list has about twenty.
  static final int MAX_ADVISORIES = 512;

  private static final int MAX_COMPONENT_SVN = 0xff;
  private static final int VERSION_2 = 2;

  /// Highest first: SGX components, then PCESVN, then TDX components.
  private static final Comparator<TcbLevel> HIGHEST_FIRST =
      Comparator.<TcbLevel, Bytes>comparing(level -> svns(level.sgx))
          .thenComparingInt(TcbLevel::pceSvn)
          .thenComparing(level -> svns(level.tdx))
          .reversed();

  public TcbLevel {
    sgx = List.copyOf(sgx);
    tdx = List.copyOf(tdx);
    advisories = List.copyOf(advisories);
  }

  private static Bytes svns(List<TcbComponent> components) {
    var bytes = new byte[components.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) components.get(i).svn();
    }
    return Bytes.copyOf(bytes);
  }

  /// Reads `tcbLevels` and sorts them, for nothing says that they come sorted.
  static List<TcbLevel> read(Members info, int version, Tee tee) throws MalformedException {
    var levels = new ArrayList<TcbLevel>();
    for (var level : info.objects("tcbLevels", MAX_LEVELS)) {
      levels.add(read(level, level.object("tcb"), version, tee));
    }
    levels.sort(HIGHEST_FIRST);
    for (int i = 1; i < levels.size(); i++) {
      if (HIGHEST_FIRST.compare(levels.get(i - 1), levels.get(i)) == 0) {
        throw new MalformedException("tcbLevels", -1, "one level occurs twice");
      }
    }
    return List.copyOf(levels);
  }

  private static TcbLevel read(Members level, Members tcb, int version, Tee tee)
      throws MalformedException {
    return new TcbLevel(
        version == VERSION_2 ? numbered(tcb) : components(tcb, "sgxtcbcomponents"),
        tcb.integer("pcesvn", IsvLevel.MAX_SVN),
        tee == Tee.TDX ? components(tcb, "tdxtcbcomponents") : List.of(),
        TcbStatus.ofPlatform("tcbStatus", level.text("tcbStatus")),
        level.instant("tcbDate"),
        level.texts("advisoryIDs", MAX_ADVISORIES));
  }

  private static List<TcbComponent> numbered(Members tcb) throws MalformedException {
    var components = new ArrayList<TcbComponent>();
    for (int i = 1; i <= COMPONENTS; i++) {
      int svn = tcb.integer("sgxtcbcomp%02dsvn".formatted(i), MAX_COMPONENT_SVN);
      components.add(new TcbComponent(svn, "", ""));
    }
    return components;
  }

  private static List<TcbComponent> components(Members tcb, String name) throws MalformedException {
    var components = new ArrayList<TcbComponent>();
    for (var component : tcb.objects(name, COMPONENTS)) {
      components.add(
          new TcbComponent(
              component.integer("svn", MAX_COMPONENT_SVN),
              component.textOr("category", ""),
              component.textOr("type", "")));
    }
    // Unequal lengths would let a comparison end early, so the number is part of the form.
    if (components.size() != COMPONENTS) {
      throw new MalformedException(
          name, -1, "got " + components.size() + " components, want " + COMPONENTS);
    }
    return components;
  }
}
