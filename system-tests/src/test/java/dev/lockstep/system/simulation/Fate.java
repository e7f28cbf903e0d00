package dev.lockstep.system.simulation;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Decides everything that is left open, from one seed; each seed has its own mix of faults, until they stop. */
final class Fate {
    private static final int EXTREME = 8;
    private final SplittableRandom random;
    private final Map<Fault, Double> odds = new EnumMap<>(Fault.class);

    Fate(long seed) {
        random = new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L + 1);
        for (Fault fault : Fault.values()) {
            odds.put(fault, fault.highestOdds() * random.nextDouble() * weight());
        }
    }

    /** Half of the faults stay away from a seed, and now and then one is all over it. */
    private int weight() {
        return switch (random.nextInt(12)) {
            case 0 -> EXTREME;
            case 1, 2, 3, 4, 5 -> 1;
            default -> 0;
        };
    }

    boolean strikes(Fault fault) {
        return random.nextDouble() < odds.getOrDefault(fault, 0.0);
    }

    /** From here on nothing goes wrong. */
    void stop() {
        odds.clear();
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    /** From the least, inclusive, to the most, exclusive. */
    long between(long least, long most) {
        return random.nextLong(least, most);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
