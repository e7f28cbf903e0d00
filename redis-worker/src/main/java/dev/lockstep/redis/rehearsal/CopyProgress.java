package dev.lockstep.redis.rehearsal;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.worker.ScratchCopy.Contents;
import dev.lockstep.worker.StepContext;
import java.util.ArrayList;
import java.util.List;

/** What a copy has so far. */
final class CopyProgress {
    private final StepContext context;
    private long keys;
    private long tooLarge;
    private long expiringSoon;
    private boolean isIncomplete;

    CopyProgress(StepContext context) {
        this.context = context;
    }

    /** Reports the progress and checks that the dispatch may continue. */
    void add(long copied) {
        keys += copied;
        context.progress(new Progress(keys, null));
    }

    void addTooLarge() {
        tooLarge++;
        isIncomplete = true;
    }

    void addExpiringSoon() {
        expiringSoon++;
    }

    void markIncomplete() {
        isIncomplete = true;
    }

    Contents contents(String name) {
        List<String> notes = new ArrayList<>();
        if (tooLarge > 0) {
            notes.add(
                    "%d keys are not in the copy, because they exceed the option max-value-bytes".formatted(tooLarge));
        }
        if (expiringSoon > 0) {
            notes.add(
                    "%d keys that expire within an hour expire an hour later in the copy, so that they exist during the rehearsal"
                            .formatted(expiringSoon));
        }
        return new Contents(name, keys, !isIncomplete, notes);
    }
}
