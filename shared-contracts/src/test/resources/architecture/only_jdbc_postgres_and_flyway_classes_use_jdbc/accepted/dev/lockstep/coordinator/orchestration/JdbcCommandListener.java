package dev.lockstep.coordinator.orchestration;

import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcCommandListener {
    record Connected(JdbcClient client) {}
}
