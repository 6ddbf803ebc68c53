package dev.strongroom.simulator.intel;

import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.simulator.pki.P256Key;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// TCB info or an enclave identity as Intel's Provisioning Certification Service 4 writes them (TCB
/// info version 3, identity version 2): members in the genuine order. Starts as a good document
/// about a good platform; tests set and remove members by path (`tcbLevels.0.tcb.pcesvn`) before it
/// is signed. Not thread-safe.
public final class PcsDocument {
  /// Identity of the SGX quoting enclave.
  static final String QE = "QE";

  /// Identity of the TDX quoting enclave.
  static final String TD_QE = "TD_QE";

  /// ISVSVN of the simulated quoting enclaves, and of their newest level.
  static final int QUOTING_SVN = 8;

  private static final Instant NEW_LEVEL = Instant.parse("2026-05-13T00:00:00Z");
  private static final Instant OLD_LEVEL = Instant.parse("2025-05-14T00:00:00Z");
  private static final int EVALUATION = 20;
  private static final int COMPONENTS = 16;
  private static final Duration VALIDITY = Duration.ofDays(30);

  private final String name;
  private final Map<String, Object> root = new LinkedHashMap<>();

  private PcsDocument(String name, String id, int version, Instant issued) {
    this.name = name;
    root.put("id", id);
    root.put("version", version);
    issued(issued);
  }

  /// TCB info for SGX of a platform whose PCK says `pck`: UpToDate at its SVNs, OutOfDate below.
  public static PcsDocument sgxTcbInfo(PckFields pck, Instant issued) {
    var info = tcbInfo("SGX", pck, issued);
    info.root.put("tcbLevels", list(level(sgx(pck, 0), true), level(sgx(pck, 1), false)));
    return info;
  }

  /// TCB info for TDX of such a platform, with the modules `TDX_01` and `TDX_03`.
  public static PcsDocument tdxTcbInfo(PckFields pck, Instant issued) {
    var info = tcbInfo("TDX", pck, issued);
    info.root.put("tdxModule", module(new LinkedHashMap<>()));
    info.root.put("tdxModuleIdentities", list(module("TDX_03", 13, 7), module("TDX_01", 13, 6)));
    info.root.put("tcbLevels", list(level(tdx(pck, 0), true), level(tdx(pck, 1), false)));
    return info;
  }

  private static PcsDocument tcbInfo(String id, PckFields pck, Instant issued) {
    var info = new PcsDocument("tcbInfo", id, 3, issued);
    info.root.put("fmspc", upper(pck.fmspc()));
    info.root.put("pceId", upper(pck.pceId()));
    info.root.put("tcbType", 0);
    info.root.put("tcbEvaluationDataNumber", EVALUATION);
    return info;
  }

  /// Identity of the SGX quoting enclave.
  public static PcsDocument qeIdentity(Instant issued) {
    return identity(QE, issued);
  }

  /// Identity of the TDX quoting enclave.
  public static PcsDocument tdQeIdentity(Instant issued) {
    return identity(TD_QE, issued);
  }

  private static PcsDocument identity(String id, Instant issued) {
    var document = new PcsDocument("enclaveIdentity", id, 2, issued);
    document.root.put("tcbEvaluationDataNumber", EVALUATION);
    document.root.put("miscselect", "00000000");
    document.root.put("miscselectMask", "FFFFFFFF");
    document.root.put("attributes", "11000000000000000000000000000000");
    document.root.put("attributesMask", "FBFFFFFFFFFFFFFF0000000000000000");
    document.root.put("mrsigner", upper(quotingSigner(id)));
    document.root.put("isvprodid", quotingProduct(id));
    document.root.put(
        "tcbLevels", list(level(svn(QUOTING_SVN), true), level(svn(QUOTING_SVN - 2), false)));
    return document;
  }

  /// MRSIGNER of the quoting enclave with identity `id`.
  static Bytes quotingSigner(String id) {
    return Bytes.utf8("strongroom simulated signer of " + id).sha256();
  }

  /// ISVPRODID of the quoting enclave with identity `id`.
  static int quotingProduct(String id) {
    return id.equals(QE) ? 1 : 2;
  }

  private static String upper(Bytes value) {
    return value.hex().toUpperCase(Locale.ROOT);
  }

  private static List<Object> list(Object... values) {
    return new ArrayList<>(List.of(values));
  }

  private static Map<String, Object> module(Map<String, Object> module) {
    module.put("mrsigner", "0".repeat(96));
    module.put("attributes", "0".repeat(16));
    module.put("attributesMask", "F".repeat(16));
    return module;
  }

  private static Map<String, Object> module(String id, int newest, int older) {
    var module = new LinkedHashMap<String, Object>();
    module.put("id", id);
    module(module);
    module.put("tcbLevels", list(level(svn(newest), true), level(svn(older), false)));
    return module;
  }

  private static Map<String, Object> svn(int value) {
    var tcb = new LinkedHashMap<String, Object>();
    tcb.put("isvsvn", value);
    return tcb;
  }

  private static Map<String, Object> level(Map<String, Object> tcb, boolean newest) {
    var level = new LinkedHashMap<String, Object>();
    level.put("tcb", tcb);
    level.put("tcbDate", (newest ? NEW_LEVEL : OLD_LEVEL).toString());
    level.put("tcbStatus", newest ? "UpToDate" : "OutOfDate");
    if (!newest) {
      level.put("advisoryIDs", list("INTEL-SA-00000", "INTEL-SA-00001"));
    }
    return level;
  }

  /// SGX components of `pck`, the first two `lower`, and its PCESVN.
  private static Map<String, Object> sgx(PckFields pck, int lower) {
    var components = new ArrayList<Object>();
    int[] svns = pck.components();
    for (int i = 0; i < COMPONENTS; i++) {
      var component = component(svns[i] - (i < 2 ? Math.min(lower, svns[i]) : 0));
      if (i < 2) {
        component.put("category", i == 0 ? "BIOS" : "OS/VMM");
        component.put("type", i == 0 ? "Early Microcode Update" : "SGX Late Microcode Update");
      }
      components.add(component);
    }
    var tcb = new LinkedHashMap<String, Object>();
    tcb.put("sgxtcbcomponents", components);
    tcb.put("pcesvn", pck.pceSvn());
    return tcb;
  }

  private static Map<String, Object> tdx(PckFields pck, int lower) {
    var tcb = sgx(pck, lower);
    var components = new ArrayList<Object>();
    for (int i = 0; i < COMPONENTS; i++) {
      var component = component(i == 0 ? 5 : i == 2 ? 4 - lower : 0);
      if (i < 3) {
        component.put("category", "OS/VMM");
        component.put("type", i < 2 ? "TDX Module" : "TDX Late Microcode Update");
      }
      components.add(component);
    }
    tcb.put("tdxtcbcomponents", components);
    return tcb;
  }

  private static Map<String, Object> component(int svn) {
    var component = new LinkedHashMap<String, Object>();
    component.put("svn", svn);
    return component;
  }

  /// issueDate, and nextUpdate 30 days later.
  public PcsDocument issued(Instant at) {
    var issued = at.truncatedTo(ChronoUnit.SECONDS);
    root.put("issueDate", issued.toString());
    root.put("nextUpdate", issued.plus(VALIDITY).toString());
    return this;
  }

  /// Sets the member at `path`; the members above it must be there.
  ///
  /// @param path names and indexes, separated by dots
  /// @param value a string, number, list or map
  /// @throws IllegalArgumentException if there is no such place
  public PcsDocument set(String path, Object value) {
    switch (above(path)) {
      case Place(Map<String, Object> map, String last) -> map.put(last, value);
      case Element(List<Object> list, int index) when index == list.size() -> list.add(value);
      case Element(List<Object> list, int index) -> list.set(index, value);
    }
    return this;
  }

  /// Removes the member at `path`.
  public PcsDocument remove(String path) {
    switch (above(path)) {
      case Place(Map<String, Object> map, String last) -> map.remove(last);
      case Element(List<Object> list, int index) -> list.remove(index);
    }
    return this;
  }

  /// The member at `path`.
  ///
  /// @throws IllegalArgumentException if there is no such member
  public Object at(String path) {
    return below(above(path), path);
  }

  private sealed interface Spot {}

  private record Place(Map<String, Object> map, String last) implements Spot {}

  private record Element(List<Object> list, int index) implements Spot {}

  private Spot above(String path) {
    Object at = root;
    var steps = List.of(path.split("\\.", -1));
    for (var step : steps.subList(0, steps.size() - 1)) {
      at = below(spot(at, step), path);
    }
    return spot(at, steps.getLast());
  }

  @SuppressWarnings("unchecked") // only this class and JSON values make the maps and lists
  private static Spot spot(Object container, String step) {
    return switch (container) {
      case Map<?, ?> map -> new Place((Map<String, Object>) map, step);
      case List<?> list -> new Element((List<Object>) list, Integer.parseInt(step));
      default -> throw new IllegalArgumentException("nothing is below " + container);
    };
  }

  private static Object below(Spot spot, String path) {
    return switch (spot) {
      case Place(var map, var last) when map.containsKey(last) -> map.get(last);
      case Place(_, var last) -> throw new IllegalArgumentException(path + " has no " + last);
      case Element(var list, var index) -> list.get(index);
    };
  }

  /// The document, signed by the key of `authority`, which must be on P-256.
  public Signed sign(Authority authority) {
    var body = StrictJson.write(root);
    return new Signed(name, body.utf8(), P256Key.sign(authority.key(), body));
  }

  /// A document and the signature over exactly its bytes.
  ///
  /// @param name of the member that holds it in an answer: `tcbInfo` or `enclaveIdentity`
  /// @param body JSON
  /// @param signature `r ‖ s`, 64 bytes big-endian
  public record Signed(String name, String body, Bytes signature) {
    /// As the service answers: `{"tcbInfo":{…},"signature":"…"}`.
    public Bytes answer() {
      return Bytes.utf8("{\"%s\":%s,\"signature\":\"%s\"}".formatted(name, body, signature.hex()));
    }
  }
}
