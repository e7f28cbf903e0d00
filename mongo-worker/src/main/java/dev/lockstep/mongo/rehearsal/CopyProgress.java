package dev.lockstep.mongo.rehearsal;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.worker.ScratchCopy.Contents;
import dev.lockstep.worker.StepContext;
import java.util.ArrayList;
import java.util.List;

/** What a copy has so far. */
final class CopyProgress {
    private final StepContext context;
    private final List<String> notes = new ArrayList<>();
    private long documents;
    private boolean isIncomplete;

    CopyProgress(StepContext context) {
        this.context = context;
    }

    /** Reports the progress and checks that the dispatch may continue. */
    void add(long copied) {
        documents += copied;
        context.progress(new Progress(documents, null));
    }

    void note(String text) {
        notes.add(text);
    }

    void markIncomplete() {
        isIncomplete = true;
    }

    Contents contents(String name) {
        return new Contents(name, documents, !isIncomplete, notes);
    }
}
