package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Occasion;
import dev.lockstep.coordinator.saga.SagaCommand;
import java.util.OptionalLong;
import java.util.function.Function;

/** What a person asks of a migration, on the version that the person has seen. */
public final class Actions {
    private final SagaJournal journal;
    private final SagaShell sagas;
    private final Transactions transactions;

    public Actions(SagaJournal journal, SagaShell sagas, Transactions transactions) {
        this.journal = journal;
        this.sagas = sagas;
        this.transactions = transactions;
    }

    /** What became of it. */
    public sealed interface Acted {
        record Done(Recorded migration) implements Acted {}

        /** Something happened that the person has not seen. */
        record OtherVersion(long version) implements Acted {}

        record Refused(String reason) implements Acted {}

        record Unknown() implements Acted {}
    }

    /**
     * Does it, or says why not.
     *
     * @param seen the version that the person has seen; empty for whichever it is
     */
    public Acted act(MigrationId migration, OptionalLong seen, Voice voice, Function<Occasion, SagaCommand> action) {
        try {
            return transactions.run(() -> journal.lock(migration)
                    .map(before -> act(before, seen, voice, action))
                    .orElseGet(Acted.Unknown::new));
        } catch (TargetsTaken taken) {
            return new Acted.Refused(String.valueOf(taken.getMessage()));
        }
    }

    private Acted act(Recorded before, OptionalLong seen, Voice voice, Function<Occasion, SagaCommand> action) {
        if (seen.isPresent() && seen.getAsLong() != before.version()) {
            return new Acted.OtherVersion(before.version());
        }
        return switch (sagas.tell(before, voice, action)) {
            case Told.Happened happened -> new Acted.Done(happened.after());
            case Told.Refused(String reason) -> new Acted.Refused(reason);
            case Told.Unknown _u -> new Acted.Unknown();
        };
    }
}
