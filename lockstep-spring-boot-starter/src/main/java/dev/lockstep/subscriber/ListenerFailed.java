package dev.lockstep.subscriber;

/** A listener threw. Nothing of the event is stored. */
final class ListenerFailed extends RuntimeException {
    private final transient KafkaEvent event;

    ListenerFailed(KafkaEvent event, String listener, Throwable cause) {
        super("%s failed for %s".formatted(listener, event), cause);
        this.event = event;
    }

    KafkaEvent event() {
        return event;
    }
}
