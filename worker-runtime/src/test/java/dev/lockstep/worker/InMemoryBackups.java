package dev.lockstep.worker;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.RestoreResult;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Backs up all units of an in-memory store: those with even numbers in one file, the others in another one. */
record InMemoryBackups(InMemoryStore store) implements TargetBackups {
    static final String EVEN = "even.bin.gz";
    static final String ODD = "odd.bin.gz";

    @Override
    public String method() {
        return "memory";
    }

    @Override
    public void backUp(List<Step> steps, BackupWriter backup, StepContext context) {
        backup.file(EVEN, file -> write(0, new DataOutputStream(file), context));
        backup.file(ODD, file -> write(1, new DataOutputStream(file), context));
        StoreTool tool = store.tool();
        if (tool != null) {
            backup.tool(tool, context);
        }
        backup.note("backed up %d steps".formatted(steps.size()));
    }

    private long write(int remainder, DataOutputStream file, StepContext context) throws IOException {
        long units = 0;
        for (Map.Entry<String, Integer> unit : new TreeMap<>(store.units()).entrySet()) {
            if (unit.getValue() % 2 == remainder) {
                file.writeUTF(unit.getKey());
                file.writeInt(unit.getValue());
                context.progress(new Progress(++units, null));
            }
        }
        return units;
    }

    @Override
    public RestoreResult restore(BackupReader backup, RestoreMode mode, StepContext context) {
        long replaced = 0;
        long equal = 0;
        for (String name : List.of(EVEN, ODD)) {
            for (Map.Entry<String, Integer> unit : backup.file(name, this::read).entrySet()) {
                Failpoints.hit("memory.restore.before-unit");
                context.checkpoint();
                requireCurrent(mode, context);
                if (unit.getValue().equals(store.units().get(unit.getKey()))) {
                    equal++;
                } else {
                    replaced++;
                    if (mode == RestoreMode.WRITE) {
                        store.units().put(unit.getKey(), unit.getValue());
                    }
                }
            }
        }
        return new RestoreResult(
                mode == RestoreMode.DRY_RUN,
                equal,
                0,
                replaced,
                0,
                null,
                null,
                null,
                List.of("later writes of applications cannot be told: the store has no journal of units"));
    }

    private void requireCurrent(RestoreMode mode, StepContext context) {
        StepJournal journal = store.journal();
        boolean hasEnded = journal.lastRestore()
                .filter(ended -> ended.isNotBelow(context.dispatch()))
                .isPresent();
        if (mode == RestoreMode.WRITE
                && (hasEnded
                        || context.dispatch()
                                .isBelow(journal.read(context.key()).fence()))) {
            throw new DispatchSuperseded(
                    context.key(), context.dispatch(), "a later dispatch, or this restore, has ended");
        }
    }

    private Map<String, Integer> read(InputStream file) throws IOException {
        Map<String, Integer> units = new TreeMap<>();
        DataInputStream input = new DataInputStream(file);
        while (input.available() > 0) {
            units.put(input.readUTF(), input.readInt());
        }
        return units;
    }
}
