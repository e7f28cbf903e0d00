package dev.lockstep.subscriber;

import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;

/**
 * Delivers events again that the topic still has. Listeners receive them in the thread of the caller, in order per
 * migration; events that arrive meanwhile are delivered once. A listener that throws ends the replay with its
 * exception, and the replay can be repeated.
 */
public final class MigrationReplay {
    private final EventDelivery delivery;
    private final SequenceStore store;
    private final KafkaTopicReader topic;

    MigrationReplay(EventDelivery delivery, SequenceStore store, KafkaTopicReader topic) {
        this.delivery = delivery;
        this.store = store;
        this.topic = topic;
    }

    /** Continues a migration whose events are held: delivers those that the listeners have not received. */
    public void resume(MigrationId migration) {
        delivery.resume(migration);
    }

    /** Delivers all events of a migration again. */
    public void repeat(MigrationId migration) {
        delivery.repeat(migration);
    }

    /** Forgets all positions and delivers all events again, such as to build a read model anew. */
    public void repeatAll() {
        store.forgetAll();
        topic.readEvents(null, delivery::accept);
    }

    /** Forgets all positions and delivers the events again that were published since this time. */
    public void repeatSince(Instant time) {
        store.forgetAll();
        topic.readEvents(time, delivery::accept);
    }
}
