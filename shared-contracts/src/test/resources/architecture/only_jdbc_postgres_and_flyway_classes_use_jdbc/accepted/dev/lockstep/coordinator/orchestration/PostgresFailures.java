package dev.lockstep.coordinator.orchestration;

import org.springframework.jdbc.core.simple.JdbcClient;

class PostgresFailures {
    record Connected(JdbcClient client) {}
}
