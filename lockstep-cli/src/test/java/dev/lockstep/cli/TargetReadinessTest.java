package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TargetReadinessTest {

    private static String target(String name, String state) {
        return "{\"name\": \"%s\", \"state\": \"%s\", \"kind\": \"any\"}".formatted(name, state);
    }

    private static String page(String... targets) {
        return "{\"items\": [" + String.join(", ", targets) + "]}";
    }

    @Nested
    class The_wait {

        @Test
        void ends_when_all_targets_of_the_stack_are_ready() throws IOException {
            String postgres = target("main-postgres", "READY");
            String mongo = target("main-mongo", "READY");
            String other = target("warehouse", "READY");
            try (FakeCoordinator coordinator = new FakeCoordinator()) {
                coordinator.answers(200, page());
                coordinator.answers(200, page(postgres, mongo, other));
                coordinator.answers(200, page(postgres, mongo, other, target("main-redis", "SILENT")));
                coordinator.answers(200, page(postgres, mongo, other, target("main-redis", "READY")));

                TargetReadiness.ofLocalTargetsAnd(List.of()).await(coordinator.client());

                assertThat(coordinator.requests()).hasSize(4);
            }
        }

        @Test
        void includes_the_targets_of_the_environment() throws IOException {
            String local = String.join(
                    ", ",
                    target("main-postgres", "READY"),
                    target("main-mongo", "READY"),
                    target("main-redis", "READY"));
            try (FakeCoordinator coordinator = new FakeCoordinator()) {
                coordinator.answers(200, page(local));
                coordinator.answers(200, page(local, target("warehouse", "READY")));

                TargetReadiness.ofLocalTargetsAnd(List.of("warehouse")).await(coordinator.client());

                assertThat(coordinator.requests()).hasSize(2);
            }
        }
    }
}
