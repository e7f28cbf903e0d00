package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.RestoreResult.LaterWrite;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract of the record of the last restore in every store's journal. */
abstract class LastRestoreContract {
    private static final StepKey STEP = new StepKey(new MigrationId(UUID.randomUUID()), new StepId("step.one"));
    private static final JournalEntry APPLYING = new JournalEntry(
            new DispatchNumber(7),
            StepRecord.create(
                    STEP, StepPhase.APPLYING, new DispatchNumber(7), new Checksum("0123456789abcdef".repeat(4)), null));

    Supplier<StepJournal> journals = () -> {
        throw new IllegalStateException("openStore() has not run");
    };

    /** Opens a fresh store. Every call of the supplier returns the journal of another worker in the same store. */
    protected abstract Supplier<StepJournal> freshStore();

    @BeforeEach
    void openStore() {
        journals = freshStore();
    }

    @Nested
    class The_last_restore {
        private FinishedRestore restore(long dispatch, long replaced) {
            return new FinishedRestore(
                    STEP.migration(),
                    new DispatchNumber(dispatch),
                    new RestoreResult(
                            false,
                            7,
                            1,
                            replaced,
                            0,
                            9007199254740993L,
                            List.of(new LaterWrite("user_state:ל \"'{$.", RestoreResult.Change.REPLACED)),
                            Map.of("expired", 2L),
                            List.of("a note")));
        }

        @Test
        void is_absent_in_a_fresh_store() {
            assertThat(journals.get().lastRestore()).isEmpty();
        }

        @Test
        void is_found_by_another_worker_and_leaves_fence_and_rows() {
            journals.get().write(STEP, JournalEntry.EMPTY, APPLYING);
            journals.get().recordRestore(restore(9, 3));
            assertThat(journals.get().lastRestore()).contains(restore(9, 3));
            assertThat(journals.get().read(STEP)).isEqualTo(APPLYING);
        }

        @Test
        void is_not_replaced_by_the_same_or_an_earlier_one() {
            StepJournal journal = journals.get();
            journal.recordRestore(restore(9, 3));
            journal.recordRestore(restore(9, 0));
            journal.recordRestore(restore(8, 0));
            assertThat(journal.lastRestore()).contains(restore(9, 3));
        }

        @Test
        void is_replaced_by_a_later_one() {
            journals.get().recordRestore(restore(9, 3));
            journals.get().recordRestore(restore(10, 4));
            assertThat(journals.get().lastRestore()).contains(restore(10, 4));
        }

        @Test
        void stays_when_a_step_is_purged() {
            StepJournal journal = journals.get();
            journal.write(STEP, JournalEntry.EMPTY, APPLYING);
            journal.recordRestore(restore(9, 3));
            journal.purge(STEP, PurgeListener.NONE);
            assertThat(journal.lastRestore()).contains(restore(9, 3));
        }
    }
}
