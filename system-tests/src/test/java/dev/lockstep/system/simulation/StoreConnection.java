package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.MongoRenameField;
import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.plan.PostgresCreateIndex;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.RedisExpire;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.system.simulation.Troubles.Trouble;
import dev.lockstep.worker.CheckRunner;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepKey;
import java.time.Duration;
import java.util.List;

/** The ports of a worker to one store: every call can fail, and is a moment at which the worker can die or stop. */
final class StoreConnection implements ConnectedTarget, StepJournal, CheckRunner {
    private final World world;
    private final Store store;
    private final Outage outage;
    private final Troubles troubles;
    private final Fencing fencing;

    StoreConnection(World world, Store store, Outage outage, Troubles troubles, Fencing fencing) {
        this.world = world;
        this.store = store;
        this.outage = outage;
        this.troubles = troubles;
        this.fencing = fencing;
    }

    /** Whether the store compares the fence within each change; without it a test must see the guarantees fail. */
    enum Fencing {
        ON,
        OFF
    }

    Store store() {
        return store;
    }

    Troubles troubles() {
        return troubles;
    }

    /** A call leaves for the store. */
    void reach() {
        world.port();
        if (outage.isOn()) {
            world.struck(Fault.STORE_AWAY);
            throw new Away(Fault.STORE_AWAY);
        }
        if (world.strikes(Fault.STORE_HICCUP)) {
            throw new Away(Fault.STORE_HICCUP);
        }
    }

    void demandFence(DispatchNumber dispatch) {
        switch (fencing) {
            case ON -> store.demandFence(dispatch);
            case OFF -> {}
        }
    }

    /** The process that calls, and which of its lives. */
    String caller() {
        return world.timeline().current().toString();
    }

    @Override
    public StepJournal journal() {
        return this;
    }

    @Override
    public List<StepExecutor<?>> executors() {
        return switch (store.kind()) {
            case POSTGRES ->
                List.of(
                        new TransactionalChange<>(PostgresSql.class, this),
                        new TransactionalChange<>(PostgresCreateIndex.class, this));
            case MONGO ->
                List.of(
                        new BatchedChange<>(MongoUpdate.class, this),
                        new BatchedChange<>(MongoRenameField.class, this));
            case REDIS ->
                List.of(
                        new ScriptedChange<>(RedisTransform.class, this),
                        new ScriptedChange<>(RedisExpire.class, this));
        };
    }

    @Override
    public CheckRunner checks() {
        return this;
    }

    @Override
    public String serverVersion() {
        return "1.0";
    }

    @Override
    public StepFailure classify(RuntimeException thrown) {
        if (!(thrown instanceof Away away)) {
            throw thrown;
        }
        return away.fault() == Fault.STORE_AWAY
                ? new StepFailure.Unreachable("injected", "the store is away")
                : new StepFailure.Transient("injected", "the store has a hiccup");
    }

    @Override
    public TargetIdentity identity() {
        reach();
        return world.strikes(Fault.WRONG_DATABASE)
                ? Store.identityOf("another " + store.name())
                : store.journal().identity();
    }

    @Override
    public JournalEntry read(StepKey key) {
        reach();
        return store.journal().read(key);
    }

    @Override
    public boolean write(StepKey key, JournalEntry expected, JournalEntry next) {
        reach();
        boolean written = store.journal().write(key, expected, next);
        world.port();
        return written;
    }

    @Override
    public void purge(StepKey key) {
        store.journal().purge(key);
    }

    @Override
    public String run(Verification check, Duration limit) {
        reach();
        return troubles.has(Trouble.CHECK_IS_NOT_MET, Shape.stepOf(check)) ? "1" : "0";
    }

    @Override
    public void close() {}
}
