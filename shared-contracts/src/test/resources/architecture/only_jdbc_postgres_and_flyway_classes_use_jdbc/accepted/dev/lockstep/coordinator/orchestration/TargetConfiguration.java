package dev.lockstep.coordinator.orchestration;

import org.springframework.jdbc.core.simple.JdbcClient;

class TargetConfiguration {
    record Connected(JdbcClient client) {}
}
