package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.http.ApiException;
import java.time.Duration;
import java.util.List;

/** Removes a target that no worker serves from the registered targets of all coordinators. */
public final class TargetRemoval {
    /**
     * After a minute without a heartbeat a worker registers all its targets again when it is back, so nothing that it
     * serves is missing for long.
     */
    public static final Duration MIN_SILENCE = Duration.ofMinutes(2);

    private final RegisteredTargets targets;
    private final RegistrationRecorder recorder;
    private final KafkaRegistrationMessages messages;

    TargetRemoval(RegisteredTargets targets, RegistrationRecorder recorder, KafkaRegistrationMessages messages) {
        this.targets = targets;
        this.recorder = recorder;
        this.messages = messages;
    }

    /**
     * The workers that have registered a target.
     *
     * @param names sorted by name
     * @param silence the time since the last message of any of them
     */
    public record Workers(List<String> names, Duration silence) {
        public boolean areSilent() {
            return silence.compareTo(MIN_SILENCE) >= 0;
        }
    }

    /** Returns whether this coordinator may not have read yet which workers were there before its start. */
    public boolean isTooEarly() {
        return recorder.hasBacklog();
    }

    public Workers workers(TargetName target) {
        return new Workers(
                targets.registrations(target).stream()
                        .map(LatestRegistration::worker)
                        .sorted()
                        .toList(),
                targets.silence(target));
    }

    /**
     * Removes the registrations of a target by silent workers. The other coordinators remove them when they read the messages
     * that delete them.
     *
     * @return the workers that were heard of meanwhile, sorted by name; whether their registrations stay depends on the order
     *     of the messages in Kafka
     * @throws ApiException if Kafka does not take all messages; then some of them may be removed; a repeated call removes the
     *     rest
     */
    public List<String> remove(TargetName target) {
        List<LatestRegistration> removed = targets.registrations(target).stream()
                .filter(registration -> targets.isSilent(registration.worker(), MIN_SILENCE))
                .toList();
        messages.forget(removed);
        return removed.stream()
                .filter(registration -> !recorder.removeIfSilent(registration.key(), MIN_SILENCE))
                .map(LatestRegistration::worker)
                .sorted()
                .toList();
    }
}
