package dev.lockstep.redis.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.worker.ConnectedTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AbandonedCopiesTest {
    private final RehearsalStore store = RehearsalStore.seededBy(_ -> {});

    @AfterEach
    void close() {
        store.close();
    }

    @Nested
    class Copies_of_ended_workers {
        @Test
        void are_deleted_15_minutes_after_their_last_use() {
            store.leaveCopy(3, "contract-target", 16);
            store.leaveCopy(4, "contract-target", 14);
            store.leaveCopy(5, "other-target", 1_000);
            try (TestRedis sixth = RehearsalStore.database(6);
                    TestRedis seventh = RehearsalStore.database(7);
                    ConnectedTarget target = store.connect()) {
                sixth.call("SET", "lockstep:rehearsal", "of somebody");
                seventh.call("HSET", "lockstep:rehearsal", "target", "contract-target");

                int deleted = target.scratchCopies().deleteAbandoned();

                assertThat(deleted).isEqualTo(1);
                assertThat(store.otherDatabases()).containsExactly(4, 5, 6, 7);
            }
        }

        @Test
        void stay_if_no_clock_can_have_the_time_of_their_last_use() {
            store.leaveCopy(3, "contract-target", 16);
            try (TestRedis third = RehearsalStore.database(3);
                    ConnectedTarget target = store.connect()) {
                third.call("HSET", "lockstep:rehearsal", "usedAt", "9".repeat(18));

                int deleted = target.scratchCopies().deleteAbandoned();

                assertThat(deleted).isZero();
                assertThat(store.otherDatabases()).containsExactly(3);
            }
        }
    }
}
