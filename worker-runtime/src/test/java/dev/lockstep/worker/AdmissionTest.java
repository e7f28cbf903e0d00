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

class AdmissionTest {
    private static final long FENCE = 7;
    private static final ContractMigration MIGRATION = ContractMigration.of(InMemoryIncrement.OPERATION);
    private static final Map<String, LongFunction<Command>> COMMANDS = Map.of(
            "apply", MIGRATION::apply,
            "compensate", MIGRATION::compensate,
            "compensate-applied", MIGRATION::compensateApplied,
            "finish", MIGRATION::finish);

    /** The step's row, the command, what comes of it under the fence's own number, and under a higher one. */
    private static final String TABLE =
            """
            none         | apply              | stale             | run APPLYING
            none         | compensate         | stale             | answer COMPENSATED
            none         | compensate-applied | stale             | refused journal-missing
            none         | finish             | stale             | refused journal-missing
            APPLYING     | apply              | duplicate         | run APPLYING
            APPLYING     | compensate         | duplicate         | run COMPENSATING
            APPLYING     | compensate-applied | duplicate         | run COMPENSATING
            APPLYING     | finish             | duplicate         | refused journal-missing
            APPLIED      | apply              | answer APPLIED    | answer APPLIED
            APPLIED      | compensate         | answer APPLIED    | run COMPENSATING
            APPLIED      | compensate-applied | answer APPLIED    | run COMPENSATING
            APPLIED      | finish             | answer APPLIED    | run FINISHING
            FINISHING    | apply              | duplicate         | answer FINISHING
            FINISHING    | compensate         | duplicate         | run COMPENSATING
            FINISHING    | compensate-applied | duplicate         | run COMPENSATING
            FINISHING    | finish             | duplicate         | run FINISHING
            FINISHED     | apply              | answer FINISHED   | answer FINISHED
            FINISHED     | compensate         | answer FINISHED   | run COMPENSATING
            FINISHED     | compensate-applied | answer FINISHED   | run COMPENSATING
            FINISHED     | finish             | answer FINISHED   | answer FINISHED
            COMPENSATING | apply              | duplicate         | stale
            COMPENSATING | compensate         | duplicate         | run COMPENSATING
            COMPENSATING | compensate-applied | duplicate         | run COMPENSATING
            COMPENSATING | finish             | duplicate         | stale
            COMPENSATED  | apply | answer COMPENSATED | stale
            COMPENSATED  | compensate | answer COMPENSATED | answer COMPENSATED
            COMPENSATED  | compensate-applied | answer COMPENSATED | answer COMPENSATED
            COMPENSATED  | finish | answer COMPENSATED | stale
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
                StepResult.changed(3),
                phase == StepPhase.COMPENSATED ? CompensationResult.NOTHING : null);
    }

    private static String said(Admission admission) {
        return switch (admission) {
            case Admission.Run(JournalEntry _, StepRecord intent) -> "run " + intent.phase();
            case Admission.Answer(JournalEntry _, StepRecord done) -> "answer " + done.phase();
            case Admission.Duplicate() -> "duplicate";
            case Admission.Stale(DispatchNumber _) -> "stale";
            case Admission.Refused(StepFailure failure) -> "refused " + failure.code();
        };
    }

    private static @Nullable JournalEntry written(Admission admission) {
        return switch (admission) {
            case Admission.Run(JournalEntry next, StepRecord _) -> next;
            case Admission.Answer(JournalEntry next, StepRecord _) -> next;
            case Admission.Duplicate() -> null;
            case Admission.Stale(DispatchNumber _) -> null;
            case Admission.Refused(StepFailure _) -> null;
        };
    }

    record Cell(String row, String command, String same, String higher) {
        Admission under(long dispatch) {
            LongFunction<Command> of = COMMANDS.get(command);
            assertThat(of).isNotNull();
            return Admission.of(of.apply(dispatch), entryOf(row));
        }
    }

    @Nested
    class The_table {
        @Test
        void has_every_row_with_every_command() {
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
            assertThat(cell.under(FENCE - 1)).isEqualTo(new Admission.Stale(new DispatchNumber(FENCE)));
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.worker.AdmissionTest#cells")
        void at_the_fence_is_a_message_that_came_twice(Cell cell) {
            assertThat(said(cell.under(FENCE))).isEqualTo(cell.same());
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.worker.AdmissionTest#cells")
        void at_the_fence_writes_nothing_new(Cell cell) {
            assertThat(written(cell.under(FENCE))).isIn(null, entryOf(cell.row()));
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.worker.AdmissionTest#cells")
        void above_the_fence_begins_or_is_answered(Cell cell) {
            assertThat(said(cell.under(FENCE + 1))).isEqualTo(cell.higher());
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.worker.AdmissionTest#cells")
        void above_the_fence_raises_it_with_the_row(Cell cell) {
            JournalEntry next = written(cell.under(FENCE + 1));
            if (next != null) {
                assertThat(next.fence()).isEqualTo(new DispatchNumber(FENCE + 1));
                assertThat(next.stepOrThrow().dispatch()).isEqualTo(next.fence());
            }
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.worker.AdmissionTest#cells")
        void never_forgets_what_was_applied(Cell cell) {
            JournalEntry next = written(cell.under(FENCE + 1));
            StepRecord before = entryOf(cell.row()).step();
            if (next != null && before != null) {
                assertThat(next.stepOrThrow().applied()).isEqualTo(before.applied());
            }
        }

        @Test
        void under_the_number_of_another_step_is_stale() {
            JournalEntry raisedByAnother = new JournalEntry(new DispatchNumber(9), record(StepPhase.APPLIED));
            assertThat(Admission.of(MIGRATION.compensate(9), raisedByAnother))
                    .isEqualTo(new Admission.Stale(new DispatchNumber(9)));
        }

        @Test
        void of_a_step_that_was_journaled_with_another_checksum_is_refused() {
            StepRecord other = StepRecord.begun(
                    MIGRATION.key(), StepPhase.APPLYING, new DispatchNumber(FENCE), new Checksum("0".repeat(64)));
            assertThat(said(Admission.of(
                            MIGRATION.compensate(FENCE + 1), new JournalEntry(new DispatchNumber(FENCE), other))))
                    .isEqualTo("refused checksum-differs");
        }

        @Test
        void that_never_touches_the_fence_is_not_judged_by_it() {
            assertThatThrownBy(() -> Admission.of(MIGRATION.preflight(1), JournalEntry.EMPTY))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Admission.of(MIGRATION.purge(1), JournalEntry.EMPTY))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
