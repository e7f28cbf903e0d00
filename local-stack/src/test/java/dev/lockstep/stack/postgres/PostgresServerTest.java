package dev.lockstep.stack.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.TestStack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresServerTest {
    @Nested
    class The_server_of_a_local_stack {
        @ParameterizedTest
        @ValueSource(strings = {"fsync", "synchronous_commit"})
        void flushes_before_it_acknowledges(String setting) throws SQLException {
            try (Connection connection = TestStack.freshPostgres().connect();
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("SHOW " + setting)) {
                result.next();
                assertThat(result.getString(1)).isEqualTo("on");
            }
        }
    }
}
