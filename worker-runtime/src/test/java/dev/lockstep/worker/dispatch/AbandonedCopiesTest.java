package dev.lockstep.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.CredentialSource;
import dev.lockstep.worker.InMemoryStore;
import dev.lockstep.worker.target.ServedTarget;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AbandonedCopiesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InMemoryStore store = new InMemoryStore(1);
    private final ServedTarget target = new ServedTarget(
            new TargetName("main-mongo"), TargetKind.MONGO, CredentialSource.fixed(null, null), store::connect);
    private final AbandonedCopies copies = new AbandonedCopies(target, new DispatchMeters(registry));

    @AfterEach
    void close() {
        target.close();
    }

    private double deleted() {
        var counter = registry.find("lockstep.rehearsal.copies.deleted")
                .tags("target", "main-mongo")
                .counter();
        return counter == null ? 0 : counter.count();
    }

    @Nested
    class Copies_of_killed_workers {
        @Test
        void are_deleted_and_counted() {
            store.leaveCopy();
            store.leaveCopy();

            copies.delete();

            assertThat(store.leftovers()).isEmpty();
            assertThat(deleted()).isEqualTo(2);
        }

        @Test
        void on_a_server_that_cannot_be_reached_are_deleted_when_it_can_be_reached_again() {
            store.leaveCopy();
            store.disconnect();
            copies.delete();
            assertThat(store.leftovers()).hasSize(1);
            store.reconnect();

            copies.delete();

            assertThat(store.leftovers()).isEmpty();
            assertThat(deleted()).isEqualTo(1);
        }
    }

    @Nested
    class A_target_without_copies {
        @Test
        void is_not_counted() {
            copies.delete();

            assertThat(registry.getMeters()).isEmpty();
        }
    }
}
