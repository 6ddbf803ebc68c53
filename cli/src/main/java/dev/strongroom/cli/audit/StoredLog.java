package dev.strongroom.cli.audit;

import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.LogPage;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.transparency.LogAudit.StoredEntry;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// Reads the log as it stands in the broker's database, page by page.
final class StoredLog {
  private static final int PAGE = 500;

  private StoredLog() {}

  static List<StoredEntry> read(BrokerClient client, long from)
      throws RefusedException, UnavailableException, MalformedException {
    var rows = new ArrayList<StoredEntry>();
    LogPage page;
    do {
      page = client.entries(from + rows.size(), PAGE);
      if (page.entries().size() != page.leafHashes().size()) {
        throw new MalformedException(
            "entries", -1, "the broker sent entries and hashes of different number");
      }
      for (int i = 0; i < page.entries().size(); i++) {
        rows.add(new StoredEntry(page.from() + i, page.entries().get(i), page.leafHashes().get(i)));
      }
    } while (page.entries().size() == PAGE);
    return rows;
  }
}
