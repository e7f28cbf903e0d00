package dev.lockstep.system.simulation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One partition and its consumer group. One consumer at a time handles one message at a time.
 *
 * <p>A consumer that has crashed or pauses loses the partition after the session timeout. The next consumer starts at the
 * committed offset.
 */
final class SimulatedPartition<M> {
    private static final long SESSION_TIMEOUT_MILLIS = 6_000;
    private static final long RETRY_MILLIS = 500;
    private final SimulationRuntime runtime;
    private final List<SimulatedProcess> consumers;
    private final Handler<M> handler;
    private final List<Message<M>> log = new ArrayList<>();
    private int committedOffset;
    private @Nullable Delivery delivery;

    SimulatedPartition(SimulationRuntime runtime, List<SimulatedProcess> consumers, Handler<M> handler) {
        this.runtime = runtime;
        this.consumers = consumers;
        this.handler = handler;
    }

    /** Handles a message in the current process. If it throws, the message is delivered again. */
    interface Handler<M> {
        void handle(SimulatedProcess consumer, M message);
    }

    /** A message in the log, with the faults of its delivery. */
    private record Message<M>(M content, Set<Fault> faults) {}

    /** The delivery of the message at the committed offset to one consumer; it ends when the partition is reassigned. */
    private static final class Delivery {
        private final SimulatedProcess consumer;
        private boolean ended;

        Delivery(SimulatedProcess consumer) {
            this.consumer = consumer;
        }
    }

    void append(M content) {
        boolean duplicated = runtime.random().occurs(Fault.DUPLICATED);
        log.add(new Message<>(content, Set.of()));
        if (duplicated) {
            log.add(new Message<>(content, Set.of(Fault.DUPLICATED)));
        }
        if (runtime.random().occurs(Fault.REDELIVERED)) {
            Message<M> redelivered = new Message<>(content, Set.of(Fault.REDELIVERED));
            runtime.scheduler().schedule(runtime.random().between(1_000, 240_000), () -> redeliver(redelivered));
        }
        deliverNext();
    }

    boolean isDrained() {
        return committedOffset == log.size();
    }

    /** Delivers all messages of the log again. */
    void redeliverAll() {
        log.forEach(message -> redeliver(new Message<>(message.content(), Set.of(Fault.REDELIVERED))));
    }

    void rebalanceAfterCrash() {
        Delivery current = delivery;
        if (current != null && !current.consumer.isUp(runtime.now())) {
            rebalance(current);
        }
    }

    private void redeliver(Message<M> message) {
        runningConsumer()
                .ifPresentOrElse(
                        consumer -> runtime.scheduler().schedule(1, consumer, () -> {
                            try {
                                runtime.scheduler().current().pendingFaults().addAll(message.faults());
                                handler.handle(consumer, message.content());
                            } catch (InjectedFaultException _failed) {
                                // A redelivery is not repeated.
                            }
                        }),
                        () -> runtime.scheduler().schedule(SESSION_TIMEOUT_MILLIS, () -> redeliver(message)));
    }

    private void deliverNext() {
        if (delivery == null && committedOffset < log.size()) {
            Optional<SimulatedProcess> consumer = runningConsumer();
            if (consumer.isEmpty()) {
                runtime.scheduler().schedule(SESSION_TIMEOUT_MILLIS, this::deliverNext);
            } else {
                deliver(new Delivery(consumer.get()));
            }
        }
    }

    private void deliver(Delivery next) {
        delivery = next;
        boolean delayed = runtime.random().occurs(Fault.DELAYED);
        long delay = delayed
                ? runtime.random().between(500, 30_000)
                : runtime.random().between(1, 20);
        Message<M> message = log.get(committedOffset);
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        faults.addAll(message.faults());
        if (delayed) {
            faults.add(Fault.DELAYED);
        }
        runtime.scheduler()
                .schedule(delay, next.consumer, () -> consume(next, new Message<>(message.content(), faults)));
        runtime.scheduler().schedule(delay + SESSION_TIMEOUT_MILLIS, () -> checkSession(next));
    }

    private void consume(Delivery current, Message<M> message) {
        if (current.ended) {
            return;
        }
        try {
            runtime.scheduler().current().pendingFaults().addAll(message.faults());
            handler.handle(current.consumer, message.content());
        } catch (InjectedFaultException _failed) {
            runtime.scheduler().schedule(RETRY_MILLIS, current.consumer, () -> consume(current, message));
            return;
        }
        if (!current.ended) {
            current.ended = true;
            delivery = null;
            committedOffset++;
            deliverNext();
        }
    }

    /** Takes the partition from a consumer that has crashed or pauses. */
    private void checkSession(Delivery current) {
        if (!current.ended) {
            if (current.consumer.isRunning(runtime.now())) {
                runtime.scheduler().schedule(SESSION_TIMEOUT_MILLIS, () -> checkSession(current));
            } else {
                rebalance(current);
            }
        }
    }

    private void rebalance(Delivery current) {
        if (!current.ended) {
            current.ended = true;
            delivery = null;
            runtime.scheduler().schedule(runtime.random().between(100, SESSION_TIMEOUT_MILLIS), this::deliverNext);
        }
    }

    private Optional<SimulatedProcess> runningConsumer() {
        List<SimulatedProcess> running = consumers.stream()
                .filter(process -> process.isRunning(runtime.now()))
                .toList();
        return running.isEmpty()
                ? Optional.empty()
                : Optional.of(runtime.random().pick(running));
    }
}
