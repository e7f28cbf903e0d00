package dev.lockstep.system.simulation;

/** Something that is away from time to time. */
final class Outage {
    private static final long LONGEST = 30_000;
    private final World world;
    private final Fault fault;
    private long until;

    Outage(World world, Fault fault) {
        this.world = world;
        this.fault = fault;
    }

    /** Whether it is away now; asking may be the moment at which it goes. */
    boolean isOn() {
        if (world.now() >= until && world.strikes(fault)) {
            until = world.now() + world.fate().between(500, LONGEST);
        }
        return world.now() < until;
    }

    void lastUntil(long time) {
        until = Math.max(until, time);
    }

    void end() {
        until = 0;
    }
}
