package dev.lockstep.coordinator.orchestration;

import org.springframework.jdbc.core.simple.JdbcClient;

class FlywayHistory {
    record Connected(JdbcClient client) {}
}
