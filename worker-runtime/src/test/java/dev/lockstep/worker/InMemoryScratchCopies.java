package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.contract.protocol.Progress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Copies an in-memory store, with its first units if there is a limit. */
record InMemoryScratchCopies(InMemoryStore store) implements ScratchCopies {
    @Override
    public ScratchCopy create(ScratchRequest request, StepContext context) {
        InMemoryStore copied = new InMemoryStore(0);
        int limit = request.sample().orElse(Integer.MAX_VALUE);
        for (Map.Entry<String, Integer> unit : store.units().entrySet()) {
            if (copied.units().size() < limit) {
                Failpoints.hit("memory.copy.before-unit");
                copied.units().put(unit.getKey(), unit.getValue());
                context.progress(new Progress(copied.units().size(), null));
            }
        }
        store.copies().add(copied);
        boolean complete = copied.units().size() == store.units().size();
        return new Copy(
                store,
                copied,
                new ScratchCopy.Contents("memory-copy", copied.units().size(), complete, List.of("it is in memory")));
    }

    @Override
    public int deleteAbandoned() {
        store.ensureReachable();
        int abandoned = store.copies().size();
        store.copies().clear();
        return abandoned;
    }

    private record Copy(InMemoryStore original, InMemoryStore copied, Contents contents) implements ScratchCopy {
        @Override
        public ConnectedTarget target() {
            return copied.connect();
        }

        @Override
        public ContentDigests digests(StepContext context) {
            TreeMap<String, Digest> parts = new TreeMap<>();
            copied.units().forEach((name, value) -> parts.put(name, Sha256.of(new byte[] {value.byteValue()})));
            return new ContentDigests(parts);
        }

        @Override
        public void close() {
            original.copies().remove(copied);
        }
    }
}
