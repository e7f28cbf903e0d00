package dev.lockstep.system.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One partition and the group that reads it: one consumer at a time, the next message when the one before is handled.
 *
 * <p>A consumer that dies or stops loses the partition after a while; whoever has it next begins at the committed offset.
 */
final class Partition<M> {
    private static final long SESSION = 6_000;
    private final World world;
    private final List<SimulatedProcess> consumers;
    private final Handler<M> handler;
    private final List<Message<M>> log = new ArrayList<>();
    private int offset;
    private @Nullable Delivery inHand;

    Partition(World world, List<SimulatedProcess> consumers, Handler<M> handler) {
        this.world = world;
        this.consumers = consumers;
        this.handler = handler;
    }

    /** Handles a message in the process that runs; what it throws has the message delivered again. */
    interface Handler<M> {
        void handle(SimulatedProcess consumer, M message);
    }

    /** A message as it lies there, and what happened to it on the way. */
    private record Message<M>(M content, Set<Fault> met) {}

    /** A message in the hands of a consumer; void once the partition is another's. */
    private static final class Delivery {
        private final SimulatedProcess consumer;
        private boolean over;

        Delivery(SimulatedProcess consumer) {
            this.consumer = consumer;
        }
    }

    void append(M content) {
        boolean twice = world.fate().strikes(Fault.DUPLICATED);
        log.add(new Message<>(content, Set.of()));
        if (twice) {
            log.add(new Message<>(content, Set.of(Fault.DUPLICATED)));
        }
        if (world.fate().strikes(Fault.REDELIVERED)) {
            redeliverLater(new Message<>(content, Set.of(Fault.REDELIVERED)));
        }
        pump();
    }

    boolean isDrained() {
        return offset == log.size();
    }

    /** Everything that was ever sent, once more. */
    void deliverAllAgain() {
        log.forEach(message -> deliver(new Message<>(message.content(), Set.of(Fault.REDELIVERED))));
    }

    void rebalanceTheDead() {
        Delivery delivery = inHand;
        if (delivery != null && !delivery.consumer.isUp(world.now())) {
            rebalance(delivery);
        }
    }

    private void redeliverLater(Message<M> message) {
        world.timeline().in(world.fate().between(1_000, 240_000), () -> deliver(message));
    }

    private void deliver(Message<M> message) {
        alive().ifPresentOrElse(
                        consumer -> world.timeline().in(1, consumer, () -> {
                            try {
                                world.timeline().current().met().addAll(message.met());
                                handler.handle(consumer, message.content());
                            } catch (Away _away) {
                                // It comes again only as long as someone sends it again.
                            }
                        }),
                        () -> world.timeline().in(SESSION, () -> deliver(message)));
    }

    private void pump() {
        if (inHand == null && offset < log.size()) {
            Optional<SimulatedProcess> consumer = alive();
            if (consumer.isEmpty()) {
                world.timeline().in(SESSION, this::pump);
            } else {
                hand(new Delivery(consumer.get()));
            }
        }
    }

    private void hand(Delivery delivery) {
        inHand = delivery;
        boolean late = world.fate().strikes(Fault.DELAYED);
        long delay = late ? world.fate().between(500, 30_000) : world.fate().between(1, 20);
        Message<M> message = log.get(offset);
        world.timeline().in(delay, delivery.consumer, () -> consume(delivery, message, late));
        world.timeline().in(delay + SESSION, () -> missed(delivery));
    }

    private void consume(Delivery delivery, Message<M> message, boolean late) {
        if (delivery.over) {
            return;
        }
        try {
            world.timeline().current().met().addAll(message.met());
            if (late) {
                world.timeline().current().met().add(Fault.DELAYED);
            }
            handler.handle(delivery.consumer, message.content());
        } catch (Away _away) {
            world.timeline().in(500, delivery.consumer, () -> consume(delivery, message, late));
            return;
        }
        if (!delivery.over) {
            delivery.over = true;
            inHand = null;
            offset++;
            pump();
        }
    }

    /** The group looks after its members: one that is stopped or dead loses the partition. */
    private void missed(Delivery delivery) {
        if (!delivery.over) {
            if (delivery.consumer.isPaused(world.now()) || !delivery.consumer.isUp(world.now())) {
                rebalance(delivery);
            } else {
                world.timeline().in(SESSION, () -> missed(delivery));
            }
        }
    }

    private void rebalance(Delivery delivery) {
        if (!delivery.over) {
            delivery.over = true;
            inHand = null;
            world.timeline().in(world.fate().between(100, SESSION), this::pump);
        }
    }

    private Optional<SimulatedProcess> alive() {
        List<SimulatedProcess> up = consumers.stream()
                .filter(process -> process.isUp(world.now()) && !process.isPaused(world.now()))
                .toList();
        return up.isEmpty() ? Optional.empty() : Optional.of(world.fate().oneOf(up));
    }
}
