package dev.lockstep.system.simulation;

import java.util.ArrayList;
import java.util.List;

/** The message broker: at least once, in order within a partition but for what comes again later. */
final class Broker {
    private final World world;
    private final Outage outage;
    private final List<Partition<?>> partitions = new ArrayList<>();

    Broker(World world) {
        this.world = world;
        this.outage = new Outage(world, Fault.BROKER_AWAY);
        world.onDeath(() -> partitions.forEach(Partition::rebalanceTheDead));
    }

    <M> Partition<M> partition(List<SimulatedProcess> consumers, Partition.Handler<M> handler) {
        Partition<M> partition = new Partition<>(world, consumers, handler);
        partitions.add(partition);
        return partition;
    }

    /** Throws while it is away. */
    void reach() {
        if (outage.isOn()) {
            world.struck(Fault.BROKER_AWAY);
            throw new Away(Fault.BROKER_AWAY);
        }
    }

    void recover() {
        outage.end();
    }
}
