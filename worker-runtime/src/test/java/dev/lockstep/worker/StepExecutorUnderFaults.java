package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepOperation;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** The half of the contract in which processes die, stand still and are told to give way, at every named point. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StepExecutorUnderFaults {
    private static final Set<String> RUNNER_POINTS =
            Set.of("runner.before-intent", "runner.after-intent", "runner.before-result", "runner.after-result");

    private ContractCensus census;

    /** The operation under contract; the same every time. */
    protected abstract StepOperation operation();

    /** A fresh store with twice the batch size plus one units for the operation, and neighbours that it must not touch. */
    protected abstract ContractStore freshStore();

    /** The names of the executor's own failpoints, each of which an undisturbed migration passes. */
    protected abstract Set<String> failpoints();

    @BeforeAll
    void takeCensus() {
        try (ContractStore undisturbed = freshStore()) {
            census = new ContractCensus(operation(), undisturbed);
        }
    }

    ContractCensus census() {
        return census;
    }

    private ContractFaults faults() {
        return new ContractFaults(operation(), this::freshStore, census);
    }

    @Nested
    class Giving_way {
        @TestFactory
        Stream<DynamicTest> between_two_batches_says_nothing_and_can_be_undone() {
            try (ContractStore store = freshStore();
                    ContractWorker worker =
                            new ContractWorker(store.connect(), operation().kind())) {
                worker.run(ContractMigration.of(operation()).apply(1));
                return Stream.iterate(1, told -> told <= worker.told().size(), told -> told + 1)
                        .limit(3)
                        .map(told -> DynamicTest.dynamicTest(
                                "after telling %d".formatted(told), () -> faults().giveWay(told)));
            }
        }
    }

    @Nested
    class Crashing {
        @Test
        void can_happen_at_every_named_point() {
            Set<String> named = new TreeSet<>(RUNNER_POINTS);
            named.addAll(failpoints());
            assertThat(census.points()).isEqualTo(named);
        }

        @TestFactory
        Stream<DynamicTest> and_going_on_ends_as_if_nothing_had_happened() {
            return census.places()
                    .map(place -> DynamicTest.dynamicTest(place.toString(), () -> faults().crashAndGoOn(place)));
        }

        @TestFactory
        Stream<DynamicTest> and_compensating_ends_as_before() {
            return census.places()
                    .filter(place -> place.stage() != ContractStage.COMPENSATE)
                    .map(place -> DynamicTest.dynamicTest(place.toString(), () -> faults().crashAndTurnBack(place)));
        }
    }

    @Nested
    class Zombies {
        @TestFactory
        Stream<DynamicTest> that_wake_after_a_compensation_change_nothing() {
            return census.middlePlaces()
                    .map(place -> DynamicTest.dynamicTest(
                            place.toString(), () -> faults().wake(place, ContractStage.COMPENSATE)));
        }

        @TestFactory
        Stream<DynamicTest> that_wake_after_another_went_on_change_nothing() {
            return census.middlePlaces()
                    .filter(place -> place.stage() != ContractStage.COMPENSATE)
                    .map(place -> DynamicTest.dynamicTest(place.toString(), () -> faults().wake(place, place.stage())));
        }
    }
}
