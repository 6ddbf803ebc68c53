package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Which TDX module is Intel's (`tdxModule` and `tdxModuleIdentities` of TDX TCB info).
///
/// @param mrSigner MRSIGNERSEAM that it must have, 48 bytes
/// @param attributes SEAMATTRIBUTES that it must have under the mask, 8 bytes
/// @param attributesMask 8 bytes
/// @param levels highest first; none for modules of version 0, whose SVN is a TDX component of the
///   platform's levels
public record TdxModule(
    Bytes mrSigner, Bytes attributes, Bytes attributesMask, List<IsvLevel> levels) {
  private static final Pattern ID = Pattern.compile("TDX_([0-9A-F]{2})", Pattern.CASE_INSENSITIVE);

  /// Module versions that one byte can tell apart.
  private static final int MAX_MODULES = 255;

  private static final int HEXADECIMAL = 16;

  public TdxModule {
    levels = List.copyOf(levels);
  }

  /// Every module by its version, TEE_TCB_SVN\[1\]; version 0 is `tdxModule`.
  static Map<Integer, TdxModule> read(Members info) throws MalformedException {
    var modules = new HashMap<Integer, TdxModule>();
    modules.put(0, read(info.object("tdxModule"), List.of()));
    if (!info.has("tdxModuleIdentities")) {
      return modules;
    }
    for (var identity : info.objects("tdxModuleIdentities", MAX_MODULES)) {
      // spec: Intel PCS API version 4 tdxModuleIdentities: id is TDX_ and the version in two
      // hexadecimal digits
      var id = ID.matcher(identity.text("id"));
      int version = id.matches() ? Integer.parseInt(id.group(1), HEXADECIMAL) : 0;
      if (version == 0) {
        throw new MalformedException("tdxModuleIdentities id", -1, "is not TDX_01 to TDX_FF");
      }
      if (modules.put(version, read(identity, IsvLevel.read(identity))) != null) {
        throw new MalformedException("tdxModuleIdentities", -1, "version occurs twice");
      }
    }
    return modules;
  }

  private static TdxModule read(Members from, List<IsvLevel> levels) throws MalformedException {
    return new TdxModule(
        from.hex("mrsigner", 48), from.hex("attributes", 8), from.hex("attributesMask", 8), levels);
  }
}
