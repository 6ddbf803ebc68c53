package dev.strongroom.weights.manifest;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Which path lies in which object: the plaintext of the index object.
///
/// @param files sorted by path
record PathIndex(List<Entry> files) {
  /// Room for [Manifest#MAX_FILES] paths of some kilobytes each.
  static final long MAX_BYTES = 8L << 20;

  /// One file.
  record Entry(String path, String object) {
    Entry {
      requirePath(path);
    }
  }

  PathIndex {
    files = List.copyOf(files);
  }

  /// Requires a relative path of plain elements, so that joining it to a directory stays inside.
  ///
  /// @throws IllegalArgumentException if it is anything else; the message shows no path
  static void requirePath(String path) {
    for (var element : path.split("/", -1)) {
      if (element.isEmpty() || element.equals(".") || element.equals("..")) {
        throw new IllegalArgumentException("a path has an empty, '.' or '..' element");
      }
    }
    if (path.chars().anyMatch(c -> Character.isISOControl(c) || c == '\\' || c == '\uFFFD')) {
      throw new IllegalArgumentException("a path has a control character, backslash or non-text");
    }
  }

  static PathIndex parse(Bytes json) throws MalformedException {
    return StrictJson.read(json, PathIndex.class);
  }

  Bytes toJson() {
    return StrictJson.write(this);
  }

  /// Object by path.
  ///
  /// @throws IntegrityException unless it names exactly the manifest's files, each once
  Map<String, String> objectsByPath(Manifest manifest) throws IntegrityException {
    var objects = new HashMap<String, String>();
    var named = new HashSet<String>();
    for (var file : files) {
      if (objects.put(file.path(), file.object()) != null || !named.add(file.object())) {
        throw new IntegrityException(
            Fault.INDEX_MISMATCH, "the index names a path or object " + file.object() + " twice");
      }
    }
    var pinned = new HashSet<String>();
    manifest.files().forEach(file -> pinned.add(file.name()));
    if (!pinned.equals(named)) {
      throw new IntegrityException(
          Fault.INDEX_MISMATCH,
          "the index names "
              + named.size()
              + " objects, the manifest "
              + pinned.size()
              + ", and they are not the same");
    }
    return Map.copyOf(objects);
  }
}
