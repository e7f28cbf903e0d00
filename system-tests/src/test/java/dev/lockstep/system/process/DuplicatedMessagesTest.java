package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Topics;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Kafka delivers at least once, so a duplicated or late message has no effect. */
class DuplicatedMessagesTest {
    private static final Duration OBSERVATION = Duration.ofSeconds(3);
    private LockstepSystem system;
    private TestData data;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        data = TestData.create(system, 500);
    }

    @Nested
    class A_migration_with_every_command_and_report_delivered_twice {
        @Test
        void applies_each_step_once() {
            try (MessageDuplicator duplicator = MessageDuplicator.open(system)) {
                String id = system.api().submit(TestPlans.allStores());
                system.api().awaitState(id, "COMPLETED");
                assertThat(duplicator.receivedFrom(Topics.REPORTS)).isNotEmpty();
                data.assertAppliedOnce();
            }
        }

        @Test
        void compensates_each_step_once() {
            TargetDigests before = TargetDigests.of(system);
            try (MessageDuplicator duplicator = MessageDuplicator.open(system)) {
                String id = system.api().submit(TestPlans.thirdStoreFails());
                system.api().awaitState(id, "ROLLED_BACK");
                assertThat(duplicator.receivedFrom(Topics.REPORTS)).isNotEmpty();
                before.assertSameAs(TargetDigests.of(system));
            }
        }
    }

    @Nested
    class An_apply_command_redelivered_after_its_compensation {
        @Test
        void changes_nothing() {
            TargetDigests before = TargetDigests.of(system);
            try (MessageDuplicator duplicator = MessageDuplicator.open(system)) {
                String id = system.api().submit(TestPlans.thirdStoreFails());
                system.api().awaitState(id, "ROLLED_BACK");
                List<ConsumerRecord<byte[], byte[]>> applies =
                        duplicator.receivedFrom(Topics.commandsOf(new TargetName(LockstepSystem.MONGO))).stream()
                                .filter(DuplicatedMessagesTest::isApply)
                                .toList();
                assertThat(applies).isNotEmpty();
                applies.forEach(duplicator::resend);
                duplicator.flush();
            }
            Waits.waitFor(OBSERVATION);
            before.assertSameAs(TargetDigests.of(system));
        }
    }

    private static boolean isApply(ConsumerRecord<byte[], byte[]> message) {
        return LockstepJson.messages().readValue(message.value(), Command.class) instanceof Command.Apply;
    }
}
