package dev.lockstep.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.InMemoryIncrement;
import java.time.Duration;
import java.util.List;
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
            running.requestHandOverOfAll("the worker is stopping");
            assertThat(older.stopReason()).isEqualTo("dispatch 2 arrived");
        }
    }

    @Nested
    class A_dry_run {
        @Test
        void is_superseded_by_a_newer_preflight_dry_run_or_command_that_raises_the_fence() {
            assertThat(List.of(
                            migration.preflight(2),
                            migration.dryRun(2),
                            migration.apply(2),
                            migration.finish(2),
                            migration.compensate(2)))
                    .allSatisfy(newer -> {
                        RunningDispatches target = new RunningDispatches();
                        RunningDispatch dryRun = new RunningDispatch(migration.dryRun(1), 0);
                        target.add(dryRun);
                        target.add(new RunningDispatch(newer, 0));
                        assertThat(dryRun.stopReason()).isEqualTo("dispatch 2 arrived");
                    });
        }

        @Test
        void is_not_superseded_by_an_erasure_or_a_purge() {
            RunningDispatch dryRun = add(migration.dryRun(1));
            add(migration.erase(2, "unit"));
            add(migration.purge(3));
            assertThat(dryRun.stopReason()).isNull();
        }

        @Test
        void that_arrives_after_a_newer_dispatch_is_stopped_and_stops_nothing() {
            RunningDispatch applying = add(migration.apply(2));
            assertThat(add(migration.dryRun(1)).stopReason()).isEqualTo("dispatch 2 arrived");
            assertThat(applying.stopReason()).isNull();
        }

        @Test
        void does_not_supersede_an_apply() {
            RunningDispatch applying = add(migration.apply(1));
            add(migration.dryRun(2));
            assertThat(applying.stopReason()).isNull();
        }

        @Test
        void that_is_redelivered_while_it_runs_is_not_added() {
            RunningDispatch first = add(migration.dryRun(1));
            assertThat(running.add(new RunningDispatch(migration.dryRun(1), 0))).isFalse();
            assertThat(first.stopReason()).isNull();
            assertThat(running.size()).isEqualTo(1);
        }

        @Test
        void that_is_redelivered_after_its_end_is_added() {
            running.remove(add(migration.dryRun(1)));
            assertThat(running.add(new RunningDispatch(migration.dryRun(1), 0))).isTrue();
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
