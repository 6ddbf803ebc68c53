package dev.strongroom.quickstart.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// An insider with the database superuser's rights, past every grant: changes one byte of one log
/// entry, and can change it back.
public final class DatabaseIntruder implements AutoCloseable {
  private static final int POSTMASTER_PORT_LINE = 3;

  private final Connection connection;

  private DatabaseIntruder(Connection connection) {
    this.connection = connection;
  }

  /// Gets in, by the port that PostgreSQL wrote beside its data and the superuser's password that
  /// the broker keeps beside it.
  ///
  /// @param database directory of the embedded database
  /// @throws IOException if the database does not run there
  public static DatabaseIntruder enter(Path database) throws IOException, SQLException {
    var lines = Files.readAllLines(database.resolve("data").resolve("postmaster.pid"));
    var port = lines.get(POSTMASTER_PORT_LINE).strip();
    var password = Files.readString(database.resolve("secrets").resolve("postgres")).strip();
    return new DatabaseIntruder(
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + port + "/strongroom", "postgres", password));
  }

  /// Inverts the lowest bit of the last byte of entry `index`.
  public void flipByte(long index) throws SQLException, TourException {
    var sql =
        """
        UPDATE log_entry
        SET entry = set_byte(entry, length(entry) - 1, get_byte(entry, length(entry) - 1) # 1)
        WHERE sequence = ?
        """;
    try (var update = connection.prepareStatement(sql)) {
      update.setLong(1, index);
      if (update.executeUpdate() != 1) {
        throw new TourException("the log has no entry " + index + " to tamper with");
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
