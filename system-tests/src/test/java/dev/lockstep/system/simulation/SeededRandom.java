package dev.lockstep.system.simulation;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** All random decisions of one seed. Each seed has its own probability of each fault. */
final class SeededRandom {
    private static final int HIGH_WEIGHT = 8;
    private final SplittableRandom random;
    private final Map<Fault, Double> probabilities = new EnumMap<>(Fault.class);

    SeededRandom(long seed) {
        random = new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L + 1);
        for (Fault fault : Fault.values()) {
            probabilities.put(fault, fault.maxProbability() * random.nextDouble() * weight());
        }
    }

    /** Excludes half of the faults from a seed and makes one in twelve very frequent. */
    private int weight() {
        return switch (random.nextInt(12)) {
            case 0 -> HIGH_WEIGHT;
            case 1, 2, 3, 4, 5 -> 1;
            default -> 0;
        };
    }

    boolean occurs(Fault fault) {
        return random.nextDouble() < probabilities.getOrDefault(fault, 0.0);
    }

    /** No fault occurs after this call. */
    void stopFaults() {
        probabilities.clear();
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** A number from {@code min}, inclusive, to {@code max}, exclusive. */
    long between(long min, long max) {
        return random.nextLong(min, max);
    }

    /** A number from 0, inclusive, to {@code bound}, exclusive. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
