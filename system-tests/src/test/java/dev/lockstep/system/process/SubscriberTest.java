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
    void createData() {
        system = LockstepSystem.shared();
        TestData.create(system, 10);
    }

    @Nested
    class A_subscriber_with_its_own_group {
        @Test
        void receives_one_outcome_per_round_as_its_last_event() {
            String id = system.api().submit(TestPlans.allStores());
            system.api().awaitState(id, "COMPLETED");
            system.api().act(id, "rollback", "{\"reason\": \"the release was withdrawn\"}");
            system.api().awaitState(id, "ROLLED_BACK");
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
        void receives_events_numbered_without_gaps_in_order() {
            String id = system.api().submit(TestPlans.thirdStoreFails());
            system.api().awaitState(id, "ROLLED_BACK");
            try (Subscriber subscriber = new Subscriber(system, id)) {
                assertThat(subscriber.readRounds(1))
                        .extracting(PublicEvent::sequence)
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, 8).boxed().toList());
            }
        }
    }
}
