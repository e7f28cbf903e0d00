package dev.lockstep.worker;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.lockstep.contract.plan.MongoOperation;
import dev.lockstep.contract.plan.PostgresOperation;
import dev.lockstep.contract.plan.RedisOperation;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps operations to executors; requires exactly one executor for every operation of the target's kind. */
public final class StepExecutors {
    private final Map<Class<?>, StepExecutor<?>> byOperation;

    private StepExecutors(Map<Class<?>, StepExecutor<?>> byOperation) {
        this.byOperation = byOperation;
    }

    /**
     * Creates the mapping of one target.
     *
     * @throws IllegalStateException if an operation has no executor or more than one
     */
    public static StepExecutors of(TargetKind kind, List<StepExecutor<?>> executors) {
        Map<Class<?>, List<StepExecutor<?>>> byType =
                executors.stream().collect(Collectors.groupingBy(StepExecutor::operation));
        Set<Class<?>> expected = operationsOf(kind);
        if (!byType.keySet().equals(expected) || executors.size() != expected.size()) {
            throw new IllegalStateException("a %s target has executors for %s; expected exactly one for each of %s"
                    .formatted(
                            kind,
                            executors.stream().map(StepExecutor::operation).toList(),
                            expected));
        }
        return new StepExecutors(
                executors.stream().collect(Collectors.toMap(StepExecutor::operation, Function.identity())));
    }

    /** Returns the types of all operations that the target supports, as they are written in plans. */
    public List<String> operationTypes() {
        return byOperation.keySet().stream()
                .map(operation -> operation.getAnnotation(JsonTypeName.class).value())
                .sorted()
                .toList();
    }

    /** Returns the reason why the target cannot run the operation, or null if it can. */
    @Nullable String rejectionReason(StepOperation operation) {
        return byOperation.containsKey(operation.getClass())
                ? null
                : "operation is %s; this target supports %s".formatted(operation.type(), operationTypes());
    }

    /** Binds the operation to its executor. */
    Call<?> forOperation(StepOperation operation) {
        StepExecutor<?> executor = byOperation.get(operation.getClass());
        if (executor == null) {
            throw new IllegalArgumentException(
                    "operation %s has no executor on this target".formatted(operation.type()));
        }
        return call(executor, operation);
    }

    private static <O extends StepOperation> Call<O> call(StepExecutor<O> executor, StepOperation operation) {
        return new Call<>(executor, executor.operation().cast(operation));
    }

    private static Set<Class<?>> operationsOf(TargetKind kind) {
        Class<?> family =
                switch (kind) {
                    case POSTGRES -> PostgresOperation.class;
                    case MONGO -> MongoOperation.class;
                    case REDIS -> RedisOperation.class;
                };
        return Stream.of(family).flatMap(StepExecutors::recordsOf).collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<Class<?>> recordsOf(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(StepExecutors::recordsOf)
                : Stream.of(type);
    }

    /** An operation bound to its executor. */
    record Call<O extends StepOperation>(StepExecutor<O> executor, O operation) {
        StepOutcome preflight(StepContext context) {
            return executor.preflight(operation, context);
        }

        StepOutcome apply(StepContext context) {
            return executor.apply(operation, context);
        }

        StepOutcome compensate(StepContext context) {
            return executor.compensate(operation, context);
        }

        StepOutcome finish(StepContext context) {
            return executor.finish(operation, context);
        }

        long erase(String unit, StepContext context) {
            return executor.erase(operation, unit, context);
        }
    }
}
