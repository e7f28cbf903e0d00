package dev.lockstep.coordinator.orchestration;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

class ConnectionOpener {
    Connection connection(DataSource source) throws SQLException {
        return source.getConnection();
    }
}
