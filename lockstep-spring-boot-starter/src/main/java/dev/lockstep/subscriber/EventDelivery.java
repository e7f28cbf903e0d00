package dev.lockstep.subscriber;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.subscriber.SequenceStore.Change;
import dev.lockstep.subscriber.SubscriberProperties.FirstSeenPolicy;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers each event once and in order per migration, whatever the order and repetition of the records. */
final class EventDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);

    private final SequenceStore store;
    private final ListenerMethods listeners;
    private final KafkaTopicReader topic;
    private final SubscriberMetrics metrics;
    private final SubscriberProperties settings;
    private final Consumer<Object> publisher;

    EventDelivery(
            SequenceStore store,
            ListenerMethods listeners,
            KafkaTopicReader topic,
            SubscriberMetrics metrics,
            SubscriberProperties settings,
            Consumer<Object> publisher) {
        this.store = store;
        this.listeners = listeners;
        this.topic = topic;
        this.metrics = metrics;
        this.settings = settings;
        this.publisher = publisher;
    }

    /** Delivers an event, and the missing ones before it if there is a gap. */
    void accept(KafkaEvent event) {
        if (offer(event, false) == Outcome.GAP) {
            closeGap(event);
        }
    }

    /** Delivers the events of a migration that the topic has and the listeners have not received, and ends a stop. */
    void resume(MigrationId migration) {
        store.update(migration, position -> new Change(position.withStopped(false), Outcome.IGNORED));
        topic.eventsAfter(lastOf(migration), migration).values().forEach(this::accept);
    }

    /** Delivers all events of a migration that the topic has again. */
    void repeat(MigrationId migration) {
        store.update(migration, position -> new Change(Position.START, Outcome.IGNORED));
        resume(migration);
    }

    private void closeGap(KafkaEvent event) {
        long last = lastOf(event.migration());
        MigrationGap.Result result =
                switch (settings.onGap()) {
                    case REPLAY -> replay(last, event);
                    case ACCEPT -> skip(event);
                    case STOP -> stop(event);
                };
        metrics.gap(result);
        publisher.accept(new MigrationGap(event.migration(), last, event.sequence(), result));
        LOG.atWarn()
                .addKeyValue("migration", event.migration())
                .addKeyValue("lastSequence", last)
                .addKeyValue("sequence", event.sequence())
                .addKeyValue("result", result)
                .log("Events of a migration were missing");
    }

    private MigrationGap.Result replay(long last, KafkaEvent event) {
        MigrationGap.Result result = MigrationGap.Result.FILLED;
        for (KafkaEvent missing : topic.eventsAfter(last, event.migration()).values()) {
            if (missing.sequence() < event.sequence() && offer(missing, false) == Outcome.GAP) {
                result = skip(missing);
            }
        }
        return offer(event, false) == Outcome.GAP ? skip(event) : result;
    }

    private MigrationGap.Result skip(KafkaEvent event) {
        offer(event, true);
        return MigrationGap.Result.LOST;
    }

    private MigrationGap.Result stop(KafkaEvent event) {
        store.update(event.migration(), position -> new Change(position.withStopped(true), Outcome.STOPPED));
        metrics.event(event, Outcome.STOPPED);
        return MigrationGap.Result.STOPPED;
    }

    private Outcome offer(KafkaEvent event, boolean acrossGap) {
        Outcome outcome;
        try {
            outcome = store.update(event.migration(), position -> decide(position, event, acrossGap));
        } catch (ListenerFailed e) {
            metrics.event(event, Outcome.FAILED);
            throw e;
        }
        metrics.event(event, outcome);
        return outcome;
    }

    private Change decide(Position position, KafkaEvent event, boolean acrossGap) {
        if (event.sequence() <= position.last()) {
            return new Change(position, Outcome.DUPLICATE);
        }
        if (position.stopped()) {
            return new Change(position, Outcome.HELD);
        }
        if (event.sequence() > position.last() + 1 && !acrossGap && !isAcceptedAsFirst(position, event)) {
            return new Change(position, Outcome.GAP);
        }
        Outcome outcome = listeners.deliver(event);
        return new Change(position.at(event.sequence(), event.isOutcome()), outcome);
    }

    private boolean isAcceptedAsFirst(Position position, KafkaEvent event) {
        if (position.last() != 0 || settings.firstSeen() != FirstSeenPolicy.ACCEPT) {
            return false;
        }
        metrics.gap(MigrationGap.Result.FIRST_SEEN);
        publisher.accept(new MigrationGap(event.migration(), 0, event.sequence(), MigrationGap.Result.FIRST_SEEN));
        return true;
    }

    private long lastOf(MigrationId migration) {
        long[] last = new long[1];
        store.update(migration, position -> {
            last[0] = position.last();
            return new Change(position, Outcome.IGNORED);
        });
        return last[0];
    }
}
