package dev.lockstep.subscriber;

import dev.lockstep.contract.protocol.Topics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of a subscriber.
 *
 * @param enabled whether the subscriber starts
 * @param group consumer group and name of the positions; by default the name of the application
 * @param topic the topic of the public events
 * @param deadLetterTopic where records go that cannot be handled; by default the topic with -dlt
 * @param concurrency number of consumers in this process; the events of one migration stay in order
 * @param initializeSchema whether the tables of the positions are created at the start
 * @param onGap what happens when events of a migration are missing
 * @param firstSeen what happens when the first event of a migration is not its sequence 1
 * @param onFailure what happens when a listener has failed at all attempts
 * @param attempts how often an event is offered to the listeners before it counts as failed
 * @param backoff pause after the first failure; it doubles, up to 10 seconds
 * @param keepEnded how long the position of an ended migration is kept; longer than the topic keeps records
 * @param checkInterval how often the id of the topic is compared
 * @param replayLimit time limit of one reading of the whole topic
 */
@ConfigurationProperties("lockstep.subscriber")
public record SubscriberProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String group,
        @DefaultValue(Topics.MIGRATIONS) String topic,
        @Nullable String deadLetterTopic,
        @DefaultValue("1") int concurrency,
        @DefaultValue("false") boolean initializeSchema,
        @DefaultValue("replay") GapPolicy onGap,
        @DefaultValue("accept") FirstSeenPolicy firstSeen,
        @DefaultValue("dead-letter") FailurePolicy onFailure,
        @DefaultValue("5") int attempts,
        @DefaultValue("1s") Duration backoff,
        @DefaultValue("60d") Duration keepEnded,
        @DefaultValue("10s") Duration checkInterval,
        @DefaultValue("2m") Duration replayLimit) {

    public SubscriberProperties {
        if (concurrency < 1 || concurrency > 64) {
            throw new IllegalArgumentException(
                    "lockstep.subscriber.concurrency is " + concurrency + "; it must be from 1 to 64");
        }
        if (attempts < 1 || attempts > 20) {
            throw new IllegalArgumentException(
                    "lockstep.subscriber.attempts is " + attempts + "; it must be from 1 to 20");
        }
    }

    String deadLetters() {
        return deadLetterTopic == null ? Topics.deadLettersOf(topic) : deadLetterTopic;
    }

    /** What happens when events of a migration are missing. */
    public enum GapPolicy {
        /** The topic is read for the missing events. What it no longer has is lost, and delivery continues. */
        REPLAY,
        /** Delivery continues after the gap. */
        ACCEPT,
        /** The events of the migration are held until a replay. */
        STOP
    }

    /** What happens when a migration is first seen in the middle. */
    public enum FirstSeenPolicy {
        /** Delivery begins with the event: the topic no longer has earlier ones. */
        ACCEPT,
        /** It is handled as any other gap. */
        AS_GAP
    }

    /** What happens when a listener has failed at all attempts. */
    public enum FailurePolicy {
        /** The event goes to the dead-letter topic, and delivery continues after it. */
        DEAD_LETTER,
        /** The event and all later ones of its migration are held until a replay. */
        STOP
    }
}
