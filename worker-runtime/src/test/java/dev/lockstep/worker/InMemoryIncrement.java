package dev.lockstep.worker;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepResult;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Adds one to every unit. Applying it twice by mistake would change the sum of the units. */
public final class InMemoryIncrement implements StepExecutor<MongoUpdate> {
    public static final MongoUpdate OPERATION =
            new MongoUpdate("units", object("{}"), object("{\"$inc\": {\"n\": 1}}"), null);
    /** An operation whose apply fails before its first unit. */
    public static final MongoUpdate FAILING =
            new MongoUpdate("failing", object("{}"), object("{\"$inc\": {\"n\": 1}}"), null);

    private static final int BATCH_SIZE = 5;

    private final InMemoryStore store;

    InMemoryIncrement(InMemoryStore store) {
        this.store = store;
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) LockstepJson.messages().readTree(json);
    }

    @Override
    public Class<MongoUpdate> operation() {
        return MongoUpdate.class;
    }

    @Override
    public StepOutcome preflight(MongoUpdate operation, StepContext context) {
        return new StepOutcome.Succeeded(StepResult.NOTHING);
    }

    @Override
    public StepOutcome apply(MongoUpdate operation, StepContext context) {
        if (operation.equals(FAILING)) {
            throw OperationFailed.withoutEffect("failing", "every apply of this operation fails");
        }
        List<String> names = store.names();
        int batchSize = context.batchSize(BATCH_SIZE);
        for (int done = 0; done < names.size(); done++) {
            String name = names.get(done);
            Failpoints.hit("memory.apply.before-unit");
            store.runIfFenceEquals(context.dispatch(), () -> increment(name, context.key()));
            if (done % batchSize == batchSize - 1) {
                context.progress(new Progress(done + 1, (long) names.size()));
            }
        }
        return new StepOutcome.Succeeded(
                StepResult.changed(store.preImages(context.key()).size()));
    }

    private int increment(String name, StepKey key) {
        Integer preImage = store.units().getOrDefault(name, 0);
        return store.preImages(key).putIfAbsent(name, preImage) == null
                ? store.units().merge(name, 1, Integer::sum)
                : preImage;
    }

    @Override
    public StepOutcome compensate(MongoUpdate operation, StepContext context) {
        for (String name : store.names()) {
            Failpoints.hit("memory.compensate.before-unit");
            store.runIfFenceEquals(context.dispatch(), () -> restore(name, context.key()));
        }
        int erased = store.erased(context.key()).size();
        return new StepOutcome.Compensated(
                new CompensationResult(store.names().size() - erased, erased, null, null, null));
    }

    private int restore(String name, StepKey key) {
        Integer preImage = store.preImages(key).remove(name);
        return preImage == null ? 0 : store.units().merge(name, preImage, (_, value) -> value);
    }

    @Override
    public StepOutcome finish(MongoUpdate operation, StepContext context) {
        return new StepOutcome.Succeeded(StepResult.NOTHING);
    }

    @Override
    public long erase(MongoUpdate operation, String unit, StepContext context) {
        if (store.preImages(context.key()).remove(unit) != null) {
            store.erased(context.key()).add(unit);
        }
        return store.erased(context.key()).contains(unit) ? 1 : 0;
    }
}
