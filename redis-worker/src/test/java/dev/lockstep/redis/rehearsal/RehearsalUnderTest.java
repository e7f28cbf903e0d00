package dev.lockstep.redis.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import dev.lockstep.worker.HeldDispatch;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rehearses on one Redis target, each time in a new worker, and gives access to the copy in the last logical database. */
final class RehearsalUnderTest implements AutoCloseable {
    static final String AFTER_COPY = "rehearsal.after-copy";
    static final String BEFORE_COMPARISON = "rehearsal.before-comparison";
    static final int LAST = RedisServer.DATABASES - 1;
    static final Map<String, String> OPTIONS = Map.of("batch-size", "5");

    private final RehearsalStore store = RehearsalStore.seededBy(_ -> {});

    RehearsalStore store() {
        return store;
    }

    TestRedis redis() {
        return store.redis();
    }

    /** Rehearses an operation on all keys. */
    Report rehearse(StepOperation operation, Map<String, String> options) {
        return run(store.connect(options), ContractMigration.of(operation).rehearsal(1, null));
    }

    /** Rehearses, and runs the action on the copy in the last database while the rehearsal is paused. */
    Report rehearse(Command command, String failpoint, Consumer<TestRedis> duringPause) {
        AtomicReference<@Nullable Report> report = new AtomicReference<>();
        try (HeldDispatch paused =
                        HeldDispatch.at(failpoint, 1, () -> report.set(run(store.connect(OPTIONS), command)));
                TestRedis copy = RehearsalStore.database(LAST)) {
            duringPause.accept(copy);
            paused.release();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return reportOf(report.get());
    }

    static Report run(ConnectedTarget target, Command command) {
        try (ContractWorker worker = new ContractWorker(target, TargetKind.REDIS)) {
            return worker.run(command);
        }
    }

    private static Report reportOf(@Nullable Report report) {
        assertThat(report).isNotNull();
        return Objects.requireNonNull(report);
    }

    static RehearsalResult resultOf(Report report) {
        assertThat(report).isInstanceOf(Report.Rehearsed.class);
        return ((Report.Rehearsed) report).result();
    }

    static StepFailure failureOf(Report report) {
        assertThat(report).isInstanceOf(Report.Failed.class);
        return ((Report.Failed) report).failure();
    }

    /** Rehearses an expiry of keys of every type. */
    static Command expiryRehearsal(@Nullable Integer sample, Verification... checks) {
        return ContractMigration.of(Expiries.of("'extend':'1d'"), checks).rehearsal(1, sample);
    }

    @Override
    public void close() {
        store.close();
    }
}
