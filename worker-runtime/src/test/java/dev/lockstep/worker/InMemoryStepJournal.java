package dev.lockstep.worker;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A step journal in memory. Workers of the same store share one journal object. */
public final class InMemoryStepJournal implements StepJournal {
    private TargetIdentity identity;
    private final Map<StepKey, StepRecord> rows = new HashMap<>();
    private DispatchNumber fence = DispatchNumber.NONE;
    private @Nullable FinishedRestore lastRestore;

    public InMemoryStepJournal() {
        this(new TargetIdentity(UUID.randomUUID()));
    }

    public InMemoryStepJournal(TargetIdentity identity) {
        this.identity = identity;
    }

    @Override
    public synchronized TargetIdentity identity() {
        return identity;
    }

    @Override
    public synchronized boolean replaceIdentity(TargetIdentity expected, TargetIdentity replacement) {
        if (!identity.equals(expected)) {
            return false;
        }
        identity = replacement;
        return true;
    }

    @Override
    public synchronized JournalEntry read(StepKey key) {
        return new JournalEntry(fence, rows.get(key));
    }

    @Override
    public synchronized boolean write(StepKey key, JournalEntry expected, JournalEntry next) {
        if (!read(key).equals(expected)) {
            return false;
        }
        fence = next.fence();
        rows.put(key, next.stepOrThrow());
        return true;
    }

    @Override
    public synchronized Optional<FinishedRestore> lastRestore() {
        return Optional.ofNullable(lastRestore);
    }

    @Override
    public synchronized void recordRestore(FinishedRestore ended) {
        if (lastRestore == null || lastRestore.dispatch().isBelow(ended.dispatch())) {
            lastRestore = ended;
        }
    }

    @Override
    public synchronized PurgedRows purge(StepKey key, PurgeListener listener) {
        PurgedRows purged = new PurgedRows(rows.remove(key) == null ? 0 : 1, 0);
        listener.removed(purged);
        return purged;
    }
}
