package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.api.Coordinator;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TargetsReadyTest {

    private static String target(String name, String state) {
        return "{\"name\": \"%s\", \"state\": \"%s\", \"kind\": \"any\"}".formatted(name, state);
    }

    private static String page(String... targets) {
        return "{\"items\": [" + String.join(", ", targets) + "]}";
    }

    @Nested
    class The_wait {

        @Test
        void ends_when_every_target_of_the_stack_is_ready_and_not_before() throws IOException {
            String postgres = target("main-postgres", "READY");
            String mongo = target("main-mongo", "READY");
            String another = target("warehouse", "READY");
            try (StandInCoordinator coordinator = new StandInCoordinator()) {
                coordinator.answers(200, page());
                coordinator.answers(200, page(postgres, mongo, another));
                coordinator.answers(200, page(postgres, mongo, another, target("main-redis", "SILENT")));
                coordinator.answers(200, page(postgres, mongo, another, target("main-redis", "READY")));

                TargetsReady.await(new Coordinator(URI.create(coordinator.url())));

                assertThat(coordinator.asked()).hasSize(4);
            }
        }
    }
}
