package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.worker.ScratchCopy.Contents;
import java.util.ArrayList;
import java.util.List;

/** What a scratch copy has so far. */
public final class CopyProgress {
    private final StepContext context;
    private final List<String> notes = new ArrayList<>();
    private long units;
    private boolean isIncomplete;

    public CopyProgress(StepContext context) {
        this.context = context;
    }

    /** Reports the progress and checks that the dispatch may continue. */
    public void add(long copied) {
        units += copied;
        context.progress(new Progress(units, null));
    }

    /** Notes something that the copy does not have, for people. */
    public void note(String text) {
        notes.add(text);
    }

    public void markIncomplete() {
        isIncomplete = true;
    }

    public Contents contents(String name) {
        return new Contents(name, units, !isIncomplete, notes);
    }
}
