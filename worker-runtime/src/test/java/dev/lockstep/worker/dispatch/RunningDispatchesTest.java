package dev.lockstep.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.InMemoryIncrement;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RunningDispatchesTest {
    private final ContractMigration migration = ContractMigration.of(InMemoryIncrement.OPERATION);
    private final RunningDispatches running = new RunningDispatches();

    private RunningDispatch add(Command command) {
        RunningDispatch dispatch = new RunningDispatch(command, 0);
        running.add(dispatch);
        return dispatch;
    }

    @Nested
    class A_dispatch {
        @Test
        void is_superseded_by_a_higher_number() {
            RunningDispatch older = add(migration.apply(1));
            RunningDispatch newer = add(migration.compensate(2));
            assertThat(older.stopReason()).isEqualTo("dispatch 2 arrived");
            assertThat(newer.stopReason()).isNull();
        }

        @Test
        void is_not_superseded_by_a_lower_or_equal_number() {
            RunningDispatch newer = add(migration.apply(2));
            add(migration.apply(1));
            add(migration.apply(2));
            assertThat(newer.stopReason()).isNull();
        }

        @Test
        void is_not_superseded_by_a_command_that_does_not_raise_the_fence() {
            RunningDispatch applying = add(migration.apply(1));
            add(migration.preflight(2));
            add(migration.purge(3));
            assertThat(applying.stopReason()).isNull();
        }

        @Test
        void that_does_not_raise_the_fence_is_not_superseded() {
            RunningDispatch preflight = add(migration.preflight(1));
            RunningDispatch purge = add(migration.purge(2));
            add(migration.finish(3));
            assertThat(preflight.stopReason()).isNull();
            assertThat(purge.stopReason()).isNull();
        }

        @Test
        void keeps_its_first_stop_reason() {
            RunningDispatch older = add(migration.apply(1));
            add(migration.apply(2));
            running.requestStopOfAll("the worker is stopping");
            assertThat(older.stopReason()).isEqualTo("dispatch 2 arrived");
        }
    }

    @Nested
    class Waiting_for_all_dispatches {
        @Test
        void ends_with_the_last_dispatch() throws Exception {
            RunningDispatch dispatch = add(migration.apply(1));
            Thread ending = Thread.ofVirtual().start(() -> running.remove(dispatch));
            running.awaitEmpty(System.nanoTime() + Duration.ofSeconds(10).toNanos());
            assertThat(running.size()).isZero();
            ending.join();
        }

        @Test
        void ends_at_the_deadline() throws Exception {
            add(migration.apply(1));
            running.awaitEmpty(System.nanoTime() + Duration.ofMillis(5).toNanos());
            assertThat(running.size()).isEqualTo(1);
        }
    }
}
