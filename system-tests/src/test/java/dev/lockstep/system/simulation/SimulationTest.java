package dev.lockstep.system.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand seeds in every build, and every guarantee on each.
 *
 * <p>A seed that fails is named; {@code -Dlockstep.simulation.seed=42} runs that one alone, and
 * {@code -Dlockstep.simulation.seeds=100000} as many as there is time for.
 */
class SimulationTest {
    private static final System.Logger LOG = System.getLogger(SimulationTest.class.getName());
    private static final Long ONE_SEED = Long.getLong("lockstep.simulation.seed");
    private static final long SEEDS = Long.getLong("lockstep.simulation.seeds", 10_000);

    @Test
    void every_seed_keeps_every_guarantee_and_no_cell_is_left_out() throws IOException {
        Census census = new Census();
        long start = System.nanoTime();
        long[] seeds = ONE_SEED == null ? LongStream.range(0, SEEDS).toArray() : new long[] {ONE_SEED};
        for (long seed : seeds) {
            run(seed, census);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        Path report = Files.writeString(Path.of("target", "simulation-census.tsv"), census.report());
        LOG.log(
                Level.INFO,
                "%d seeds in %d ms; faults met: %s; census in %s"
                        .formatted(seeds.length, millis, census.summary(), report));
        if (seeds.length >= 10_000) {
            assertThat(Census.cells().filter(PossibleCells::isPossible).filter(cell -> census.count(cell) == 0))
                    .as("cells that were never met")
                    .isEmpty();
            assertThat(Fault.values()).allMatch(fault -> census.count(fault) > 0);
        }
    }

    private static void run(long seed, Census census) {
        Simulation simulation = new Simulation(seed, Twin.SOUND);
        try {
            simulation.run();
        } catch (RuntimeException | AssertionError broken) {
            throw new AssertionError(
                    "seed %d: %s; run it alone with -Dlockstep.simulation.seed=%d"
                            .formatted(seed, broken.getMessage(), seed),
                    broken);
        }
        census.add(simulation.census());
    }
}
