package dev.strongroom.systemtests.vectors;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The rows of one folder of the vectors.
@FunctionalInterface
interface Suite {
  /// @param folder absolute path of the folder, such as `…/vectors/cpu`
  /// @return a row for every case, and one for every folder whose support is still to come
  List<Row> rows(Path folder) throws IOException;
}
