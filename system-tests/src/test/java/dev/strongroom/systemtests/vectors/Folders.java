package dev.strongroom.systemtests.vectors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Folders of cases: those two levels down where there are any, else one.
final class Folders {
  private Folders() {}

  static List<String> below(Path folder) throws IOException {
    try (var walk = Files.walk(folder, 2)) {
      return walk.filter(Files::isDirectory)
          .map(folder::relativize)
          .filter(path -> path.getNameCount() == 2)
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }
}
