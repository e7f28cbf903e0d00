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

/** Finds the executor of an operation; refuses to begin unless each operation of the target's kind has exactly one. */
public final class StepExecutors {
    private final Map<Class<?>, StepExecutor<?>> byOperation;

    private StepExecutors(Map<Class<?>, StepExecutor<?>> byOperation) {
        this.byOperation = byOperation;
    }

    /** The executors of one target of a kind. */
    public static StepExecutors of(TargetKind kind, List<StepExecutor<?>> executors) {
        Map<Class<?>, List<StepExecutor<?>>> found =
                executors.stream().collect(Collectors.groupingBy(StepExecutor::operation));
        Set<Class<?>> permitted = permitted(kind);
        if (!found.keySet().equals(permitted) || executors.size() != permitted.size()) {
            throw new IllegalStateException("a %s target has executors for %s, and needs exactly one for each of %s"
                    .formatted(
                            kind,
                            executors.stream().map(StepExecutor::operation).toList(),
                            permitted));
        }
        return new StepExecutors(
                executors.stream().collect(Collectors.toMap(StepExecutor::operation, Function.identity())));
    }

    /** The type ids of the operations that can run here, as they stand in plans. */
    public List<String> types() {
        return byOperation.keySet().stream()
                .map(operation -> operation.getAnnotation(JsonTypeName.class).value())
                .sorted()
                .toList();
    }

    /** Why an operation cannot run on this target; absent if it can. */
    @Nullable String objectionTo(StepOperation operation) {
        return byOperation.containsKey(operation.getClass())
                ? null
                : "operation %s is not one of this target's: %s".formatted(operation.type(), byOperation.keySet());
    }

    /** The operation with its own executor. */
    Call<?> forOperation(StepOperation operation) {
        StepExecutor<?> executor = byOperation.get(operation.getClass());
        if (executor == null) {
            throw new IllegalArgumentException("%s is not an operation of this target".formatted(operation.type()));
        }
        return call(executor, operation);
    }

    private static <O extends StepOperation> Call<O> call(StepExecutor<O> executor, StepOperation operation) {
        return new Call<>(executor, executor.operation().cast(operation));
    }

    private static Set<Class<?>> permitted(TargetKind kind) {
        Class<?> family =
                switch (kind) {
                    case POSTGRES -> PostgresOperation.class;
                    case MONGO -> MongoOperation.class;
                    case REDIS -> RedisOperation.class;
                };
        return Stream.of(family).flatMap(StepExecutors::records).collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(StepExecutors::records)
                : Stream.of(type);
    }

    /** One operation in the hands of its executor. */
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
    }
}
