package dev.strongroom.collateral.item;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;

/// One piece of collateral: what it is, and where its vendor keeps it. Equal items are one piece.
public sealed interface Item permits AmdItem, IntelItem, NvidiaItem {
  /// Name in caches and bundles, a relative path of lower-case letters, digits, `-`, `.` and `/`.
  /// Exactly one item has it.
  String name();

  /// Who serves it.
  Service service();

  /// Path and query at the service.
  String resource();

  /// What is posted there; empty if it is only got.
  default Bytes question() {
    return Bytes.empty();
  }

  /// Media type of the question; empty if there is none.
  default String questionType() {
    return "";
  }

  /// How it is encoded.
  Form form();

  /// Name of the header with the certificates that issued it; empty if the answer has none.
  String issuerChainHeader();

  /// How long the service wants to be left alone after this.
  Duration spacing();

  /// True if the vendor may publish another before this one ends.
  boolean revisable();

  /// The item with this name.
  ///
  /// @throws MalformedException if none has it
  static Item ofName(String name) throws MalformedException {
    if (name.startsWith(AmdItem.PREFIX)) {
      return AmdItem.ofName(name);
    }
    if (name.startsWith(IntelItem.PREFIX)) {
      return IntelItem.ofName(name);
    }
    if (name.startsWith(NvidiaItem.PREFIX)) {
      return NvidiaItem.ofName(name);
    }
    throw new MalformedException("item", -1, "got '" + name + "', want amd/…, intel/… or nvidia/…");
  }
}
