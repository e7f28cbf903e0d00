package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Topics;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Kafka delivers at least once: what comes twice, or late, has no effect. */
class DuplicatesTest {
    private static final Duration AFTERWARDS = Duration.ofSeconds(3);
    private LockstepSystem system;
    private Shop shop;

    @BeforeEach
    void seed() {
        system = LockstepSystem.shared();
        shop = Shop.seeded(system, 500);
    }

    @Nested
    class Every_command_and_report_delivered_twice {
        @Test
        void applies_each_step_once() {
            try (Echo echo = Echo.of(system)) {
                String id = system.migrations().submit(Plans.addOneEverywhere());
                system.migrations().awaitState(id, "COMPLETED");

                assertThat(echo.heardOn(Topics.REPORTS)).isNotEmpty();
                shop.assertMovedByOne();
            }
        }

        @Test
        void compensates_each_step_once() {
            Digests before = Digests.of(system);
            try (Echo echo = Echo.of(system)) {
                String id = system.migrations().submit(Plans.addOneUntilTheThirdStoreFails());
                system.migrations().awaitState(id, "ROLLED_BACK");

                assertThat(echo.heardOn(Topics.REPORTS)).isNotEmpty();
                before.assertSameIn(Digests.of(system));
            }
        }
    }

    @Nested
    class An_old_command_delivered_again_after_its_compensation {
        @Test
        void changes_nothing() {
            Digests before = Digests.of(system);
            try (Echo echo = Echo.of(system)) {
                String id = system.migrations().submit(Plans.addOneUntilTheThirdStoreFails());
                system.migrations().awaitState(id, "ROLLED_BACK");

                List<ConsumerRecord<byte[], byte[]>> applies =
                        echo.heardOn(Topics.commandsOf(new TargetName(LockstepSystem.MONGO))).stream()
                                .filter(DuplicatesTest::isApply)
                                .toList();
                assertThat(applies).isNotEmpty();
                applies.forEach(echo::again);
                echo.flush();
            }

            Awaitility.await().pollDelay(AFTERWARDS).atMost(Waits.LIMIT).until(() -> true);
            before.assertSameIn(Digests.of(system));
        }
    }

    private static boolean isApply(ConsumerRecord<byte[], byte[]> message) {
        return LockstepJson.messages().readValue(message.value(), Command.class) instanceof Command.Apply;
    }
}
