package dev.lockstep.system.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Checks every guarantee for ten thousand seeds, on all processors: each seed runs in one thread and shares nothing.
 *
 * <p>{@code -Dlockstep.simulation.seed=42} runs one seed; {@code -Dlockstep.simulation.seeds=100000} sets their number.
 */
class SimulationTest {
    private static final System.Logger LOG = System.getLogger(SimulationTest.class.getName());
    private static final Long ONE_SEED = Long.getLong("lockstep.simulation.seed");
    private static final long DEFAULT_SEEDS = 10_000;
    private static final long SEEDS = Long.getLong("lockstep.simulation.seeds", DEFAULT_SEEDS);

    @Test
    void every_seed_holds_every_guarantee_and_all_seeds_reach_every_required_cell() throws IOException {
        TransitionCoverage coverage = new TransitionCoverage();
        long start = System.nanoTime();
        long[] seeds = ONE_SEED == null ? LongStream.range(0, SEEDS).toArray() : new long[] {ONE_SEED};
        LongStream.of(seeds).parallel().mapToObj(SimulationTest::run).forEach(run -> {
            synchronized (coverage) {
                coverage.add(run);
            }
        });
        long millis = (System.nanoTime() - start) / 1_000_000;
        Path file = Files.writeString(Path.of("target", "simulation-coverage.tsv"), coverage.toTsv());
        LOG.log(
                Level.INFO,
                "%d seeds in %d ms; injected faults: %s; coverage in %s"
                        .formatted(seeds.length, millis, coverage.faultSummary(), file));
        if (seeds.length >= DEFAULT_SEEDS) {
            assertThat(TransitionCoverage.allCells()
                            .filter(RequiredCells::isRequired)
                            .filter(cell -> coverage.count(cell) == 0))
                    .as("required cells that no seed reached")
                    .isEmpty();
            assertThat(Fault.values()).allMatch(fault -> coverage.count(fault) > 0);
        }
    }

    private static TransitionCoverage run(long seed) {
        Simulation simulation = new Simulation(seed, Defect.NONE);
        try {
            simulation.run();
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError(
                    "seed %d: %s; run only this seed with -Dlockstep.simulation.seed=%d"
                            .formatted(seed, failure.getMessage(), seed),
                    failure);
        }
        return simulation.coverage();
    }
}
