package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
    private static final long FENCE = 7;
    private static final ContractMigration MIGRATION = ContractMigration.of(InMemoryIncrement.OPERATION);
    private static final Map<String, LongFunction<Command>> COMMANDS = Map.of(
            "apply", MIGRATION::apply,
            "compensate", MIGRATION::compensate,
            "compensate-applied", MIGRATION::compensateApplied,
            "finish", MIGRATION::finish);

    /** Columns: phase of the step, command, admission if the dispatch equals the fence, admission if it is higher. */
    private static final String TABLE =
            """
            none         | apply              | stale            | run APPLYING
            none         | compensate         | stale            | done COMPENSATED
            none         | compensate-applied | stale            | refused journal-missing
            none         | finish             | stale            | refused journal-missing
            APPLYING     | apply              | duplicate        | run APPLYING
            APPLYING     | compensate         | duplicate        | run COMPENSATING
            APPLYING     | compensate-applied | duplicate        | run COMPENSATING
            APPLYING     | finish             | duplicate        | refused journal-missing
            APPLIED      | apply              | done APPLIED     | done APPLIED
            APPLIED      | compensate         | done APPLIED     | run COMPENSATING
            APPLIED      | compensate-applied | done APPLIED     | run COMPENSATING
            APPLIED      | finish             | done APPLIED     | run FINISHING
            FINISHING    | apply              | duplicate        | done FINISHING
            FINISHING    | compensate         | duplicate        | run COMPENSATING
            FINISHING    | compensate-applied | duplicate        | run COMPENSATING
            FINISHING    | finish             | duplicate        | run FINISHING
            FINISHED     | apply              | done FINISHED    | done FINISHED
            FINISHED     | compensate         | done FINISHED    | run COMPENSATING
            FINISHED     | compensate-applied | done FINISHED    | run COMPENSATING
            FINISHED     | finish             | done FINISHED    | done FINISHED
            COMPENSATING | apply              | duplicate        | stale
            COMPENSATING | compensate         | duplicate        | run COMPENSATING
            COMPENSATING | compensate-applied | duplicate        | run COMPENSATING
            COMPENSATING | finish             | duplicate        | stale
            COMPENSATED  | apply              | done COMPENSATED | stale
            COMPENSATED  | compensate         | done COMPENSATED | done COMPENSATED
            COMPENSATED  | compensate-applied | done COMPENSATED | done COMPENSATED
            COMPENSATED  | finish             | done COMPENSATED | stale
            """;

    static Stream<Cell> cells() {
        return TABLE.lines()
                .map(line -> line.split("\\|"))
                .map(columns -> Arrays.stream(columns).map(String::strip).toList())
                .map(columns -> new Cell(columns.get(0), columns.get(1), columns.get(2), columns.get(3)));
    }

    private static JournalEntry entryOf(String row) {
        return new JournalEntry(new DispatchNumber(FENCE), row.equals("none") ? null : record(StepPhase.valueOf(row)));
    }

    private static StepRecord record(StepPhase phase) {
        Checksum checksum = MIGRATION.header(FENCE).checksum();
        return new StepRecord(
                MIGRATION.key(),
                phase,
                new DispatchNumber(FENCE),
                checksum,
                MIGRATION.header(FENCE).plan(),
                StepResult.changed(3),
                phase == StepPhase.COMPENSATED ? CompensationResult.NOTHING : null);
    }

    private static String describe(Admission admission) {
        return switch (admission) {
            case Admission.Run(JournalEntry _, StepRecord intent) -> "run " + intent.phase();
            case Admission.AlreadyDone(JournalEntry _, StepRecord step) -> "done " + step.phase();
            case Admission.Duplicate() -> "duplicate";
            case Admission.Stale(DispatchNumber _) -> "stale";
            case Admission.Rejected(String reason) -> "rejected: " + reason;
            case Admission.Refused(StepFailure failure) -> "refused " + failure.code();
        };
    }

    private static @Nullable JournalEntry entryToWrite(Admission admission) {
        return switch (admission) {
            case Admission.Run(JournalEntry next, StepRecord _) -> next;
            case Admission.AlreadyDone(JournalEntry next, StepRecord _) -> next;
            case Admission.Duplicate() -> null;
            case Admission.Stale(DispatchNumber _) -> null;
            case Admission.Rejected(String _) -> null;
            case Admission.Refused(StepFailure _) -> null;
        };
    }

    record Cell(String row, String command, String atFence, String aboveFence) {
        Admission withDispatch(long dispatch) {
            LongFunction<Command> factory = COMMANDS.get(command);
            assertThat(factory).isNotNull();
            return Admission.of(factory.apply(dispatch), entryOf(row));
        }
    }

    @Nested
    class The_table {
        @Test
        void covers_every_phase_and_command() {
            Set<String> rows = Stream.concat(
                            Stream.of("none"), Arrays.stream(StepPhase.values()).map(Enum::name))
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<List<String>> expected = rows.stream()
                    .flatMap(row -> COMMANDS.keySet().stream().map(command -> List.of(row, command)))
                    .collect(Collectors.toSet());
            assertThat(cells().map(cell -> List.of(cell.row(), cell.command())))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Nested
    class A_command {
        @ParameterizedTest
        @MethodSource("dev.lockstep.worker.AdmissionTest#cells")
        void below_the_fence_is_stale(Cell cell) {
            assertThat(cell.withDispatch(FENCE - 1)).isEqualTo(new Admission.Stale(new DispatchNumber(FENCE)));
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.worker.AdmissionTest#cells")
        void at_the_fence_is_handled_as_a_redelivery(Cell cell) {
            assertThat(describe(cell.withDispatch(FENCE))).isEqualTo(cell.atFence());
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.worker.AdmissionTest#cells")
        void at_the_fence_changes_nothing_in_the_journal(Cell cell) {
            assertThat(entryToWrite(cell.withDispatch(FENCE))).isIn(null, entryOf(cell.row()));
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.worker.AdmissionTest#cells")
        void above_the_fence_is_decided_by_the_phase_of_its_step(Cell cell) {
            assertThat(describe(cell.withDispatch(FENCE + 1))).isEqualTo(cell.aboveFence());
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.worker.AdmissionTest#cells")
        void above_the_fence_raises_the_fence(Cell cell) {
            JournalEntry next = entryToWrite(cell.withDispatch(FENCE + 1));
            if (next != null) {
                assertThat(next.fence()).isEqualTo(new DispatchNumber(FENCE + 1));
                assertThat(next.stepOrThrow().dispatch()).isEqualTo(next.fence());
            }
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.worker.AdmissionTest#cells")
        void keeps_the_apply_result(Cell cell) {
            JournalEntry next = entryToWrite(cell.withDispatch(FENCE + 1));
            StepRecord previous = entryOf(cell.row()).step();
            if (next != null && previous != null) {
                assertThat(next.stepOrThrow().applied()).isEqualTo(previous.applied());
            }
        }

        @Test
        void at_the_fence_that_another_step_has_raised_is_stale() {
            JournalEntry raisedByOtherStep = new JournalEntry(new DispatchNumber(9), record(StepPhase.APPLIED));
            assertThat(Admission.of(MIGRATION.compensate(9), raisedByOtherStep))
                    .isEqualTo(new Admission.Stale(new DispatchNumber(9)));
        }

        @ParameterizedTest
        @ValueSource(longs = {FENCE, FENCE + 1})
        void with_another_step_than_the_journal_is_rejected_with_both_checksums(long dispatch) {
            Checksum own = MIGRATION.header(FENCE).checksum();
            Checksum other = new Checksum("0".repeat(64));
            assertRejected(row(other, MIGRATION.header(FENCE).plan()), dispatch, own, other);
        }

        @ParameterizedTest
        @ValueSource(longs = {FENCE, FENCE + 1})
        void with_another_plan_than_the_journal_is_rejected_with_both_checksums(long dispatch) {
            Checksum other = new Checksum("0".repeat(64));
            assertRejected(
                    row(MIGRATION.header(FENCE).checksum(), other),
                    dispatch,
                    MIGRATION.header(FENCE).plan(),
                    other);
        }

        @Test
        void is_accepted_if_the_row_has_no_plan() {
            JournalEntry entry = row(MIGRATION.header(FENCE).checksum(), null);
            assertThat(describe(Admission.of(MIGRATION.compensate(FENCE + 1), entry)))
                    .isEqualTo("run COMPENSATING");
        }

        private JournalEntry row(Checksum checksum, @Nullable Checksum plan) {
            DispatchNumber fence = new DispatchNumber(FENCE);
            return new JournalEntry(
                    fence, StepRecord.create(MIGRATION.key(), StepPhase.APPLYING, fence, checksum, plan));
        }

        private void assertRejected(JournalEntry entry, long dispatch, @Nullable Checksum found, Checksum expected) {
            assertThat(List.of(MIGRATION.apply(dispatch), MIGRATION.compensate(dispatch), MIGRATION.finish(dispatch)))
                    .allSatisfy(command -> assertThat(describe(Admission.of(command, entry)))
                            .startsWith("rejected: ")
                            .contains("has")
                            .contains(String.valueOf(found), expected.value()));
        }

        @Test
        void that_does_not_raise_the_fence_is_not_accepted() {
            assertThatThrownBy(() -> Admission.of(MIGRATION.preflight(1), JournalEntry.EMPTY))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Admission.of(MIGRATION.purge(1), JournalEntry.EMPTY))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
