package dev.lockstep.coordinator.orchestration;

import org.springframework.jdbc.core.simple.JdbcClient;

class CommandListener {
    Runnable poll() {
        return new Runnable() {
            @Override
            public void run() {
                new JdbcClient();
            }
        };
    }
}
