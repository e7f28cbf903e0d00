package dev.lockstep.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.InMemoryIncrement;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RunningDispatchesTest {
    private final ContractMigration migration = ContractMigration.of(InMemoryIncrement.OPERATION);
    private final RunningDispatches running = new RunningDispatches();

    private RunningDispatch begin(Command command) {
        RunningDispatch dispatch = new RunningDispatch(command, 0);
        running.begin(dispatch);
        return dispatch;
    }

    @Nested
    class A_dispatch {
        @Test
        void gives_way_to_a_higher_one_and_says_to_which() {
            RunningDispatch older = begin(migration.apply(1));
            RunningDispatch newer = begin(migration.compensate(2));
            assertThat(older.superseded()).isEqualTo("dispatch 2 has come");
            assertThat(newer.superseded()).isNull();
        }

        @Test
        void does_not_give_way_to_a_lower_one_or_to_itself() {
            RunningDispatch newer = begin(migration.apply(2));
            begin(migration.apply(1));
            begin(migration.apply(2));
            assertThat(newer.superseded()).isNull();
        }

        @Test
        void does_not_give_way_to_one_that_never_touches_the_fence() {
            RunningDispatch applying = begin(migration.apply(1));
            begin(migration.preflight(2));
            begin(migration.purge(3));
            assertThat(applying.superseded()).isNull();
        }

        @Test
        void that_never_touches_the_fence_gives_way_to_none() {
            RunningDispatch preflight = begin(migration.preflight(1));
            RunningDispatch purge = begin(migration.purge(2));
            begin(migration.finish(3));
            assertThat(preflight.superseded()).isNull();
            assertThat(purge.superseded()).isNull();
        }

        @Test
        void keeps_the_first_reason_that_it_was_given() {
            RunningDispatch older = begin(migration.apply(1));
            begin(migration.apply(2));
            running.allGiveWay("the worker is being stopped");
            assertThat(older.superseded()).isEqualTo("dispatch 2 has come");
        }
    }

    @Nested
    class Waiting_for_all {
        @Test
        void ends_with_the_last_of_them() throws Exception {
            RunningDispatch dispatch = begin(migration.apply(1));
            Thread ending = Thread.ofVirtual().start(() -> running.end(dispatch));
            running.awaitNone(System.nanoTime() + 10_000_000_000L);
            assertThat(running.size()).isZero();
            ending.join();
        }

        @Test
        void ends_when_its_time_is_over() throws Exception {
            begin(migration.apply(1));
            running.awaitNone(System.nanoTime() + 5_000_000L);
            assertThat(running.size()).isEqualTo(1);
        }
    }
}
