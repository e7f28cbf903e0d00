package dev.lockstep.service;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.kafka.event.ConsumerRetryAuthEvent;
import org.springframework.kafka.event.ConsumerRetryAuthSuccessfulEvent;
import org.springframework.kafka.event.KafkaEvent;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * What Kafka refuses to this service at the moment, for its health: a wrong password, or a permission that is missing or
 * was taken away. A listener that is refused tries again by itself, so the health tells that it reads nothing meanwhile.
 */
public final class KafkaRefusals implements ApplicationListener<KafkaEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaRefusals.class);

    private final SortedMap<String, String> current = new ConcurrentSkipListMap<>();

    /** The refusals by what is refused; empty if there are none. */
    public SortedMap<String, String> current() {
        return new TreeMap<>(current);
    }

    /** Logs a refusal the first time, and shows it until {@link #end}. */
    public void add(String subject, String reason) {
        if (!reason.equals(current.put(subject, reason))) {
            LOG.atError()
                    .addKeyValue("refused", subject)
                    .addKeyValue("reason", reason)
                    .log(
                            "Kafka refuses access; the service tries again until its credentials or permissions are corrected");
        }
    }

    public void end(String subject) {
        if (current.remove(subject) != null) {
            LOG.atInfo().addKeyValue("refused", subject).log("Kafka no longer refuses access");
        }
    }

    /** Follows the listener containers, which publish an event at each refusal and at the first success after it. */
    @Override
    public void onApplicationEvent(KafkaEvent event) {
        if (event instanceof ConsumerRetryAuthEvent refused) {
            add(subject(event), refused.getReason().toString().toLowerCase(Locale.ROOT) + " failed");
        } else if (event instanceof ConsumerRetryAuthSuccessfulEvent) {
            end(subject(event));
        }
    }

    private static String subject(ApplicationEvent event) {
        return event.getSource() instanceof MessageListenerContainer container
                ? "group " + container.getGroupId()
                : String.valueOf(event.getSource());
    }
}
