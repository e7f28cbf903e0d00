package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.system.process.Subscriber.PublicEvent;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SubscriberTest {
    private LockstepSystem system;

    @BeforeEach
    void seed() {
        system = LockstepSystem.shared();
        Shop.seeded(system, 10);
    }

    @Nested
    class A_subscriber_with_its_own_group {
        @Test
        void sees_one_outcome_per_round_and_it_last() {
            String id = system.migrations().submit(Plans.addOneEverywhere());
            system.migrations().awaitState(id, "COMPLETED");
            system.migrations().act(id, "rollback", "{\"reason\": \"the release was withdrawn\"}");
            system.migrations().awaitState(id, "ROLLED_BACK");

            try (Subscriber subscriber = new Subscriber(system, id)) {
                List<PublicEvent> events = subscriber.readRounds(2);

                assertThat(events)
                        .extracting(PublicEvent::name)
                        .containsExactly(
                                "started",
                                "step.applied",
                                "step.applied",
                                "step.applied",
                                "completed",
                                "rollback-began",
                                "step.compensated",
                                "step.compensated",
                                "step.compensated",
                                "rolled-back");
                assertThat(events).extracting(PublicEvent::round).containsExactly(1, 1, 1, 1, 1, 2, 2, 2, 2, 2);
            }
        }

        @Test
        void sees_the_sequence_dense_and_in_order() {
            String id = system.migrations().submit(Plans.addOneUntilTheThirdStoreFails());
            system.migrations().awaitState(id, "ROLLED_BACK");

            try (Subscriber subscriber = new Subscriber(system, id)) {
                assertThat(subscriber.readRounds(1))
                        .extracting(PublicEvent::sequence)
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, 8).boxed().toList());
            }
        }
    }
}
