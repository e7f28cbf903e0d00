package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The registrations of all workers and the time of the last message of each worker, in memory. Every coordinator reads
 * them from Kafka, so a request for the targets asks neither Kafka nor the database.
 */
public final class RegisteredTargets {
    private static final Duration MAX_RECENT_AGE = TargetViewBuilder.MAX_RECENT_AGE;
    // The reason of a silent target contains the seconds since the last message of its worker.
    private static final Duration SILENT_VIEW_AGE = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private final Map<RegistrationKey, LatestRegistration> registrations = new HashMap<>();
    private final Map<String, Long> seenAt = new HashMap<>();
    private @Nullable CachedViews cached;

    /**
     * @param nanoTime the monotonic clock
     */
    public RegisteredTargets(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record CachedViews(List<TargetView> views, long validUntil) {}

    /** Returns all targets that were ever registered, sorted by name. */
    public synchronized List<TargetView> all() {
        CachedViews found = cached;
        if (found == null || nanoTime.getAsLong() - found.validUntil() >= 0) {
            found = build(nanoTime.getAsLong());
            cached = found;
        }
        return found.views();
    }

    public Optional<TargetView> find(TargetName name) {
        return all().stream().filter(target -> target.name().equals(name)).findFirst();
    }

    private CachedViews build(long now) {
        Map<String, Duration> ages = agesAt(now);
        Duration validFor = ages.values().stream()
                .map(MAX_RECENT_AGE::minus)
                .map(untilSilent -> untilSilent.isPositive() ? untilSilent : SILENT_VIEW_AGE)
                .min(Duration::compareTo)
                .orElse(MAX_RECENT_AGE);
        return new CachedViews(new TargetViewBuilder(registrations.values(), ages).build(), now + validFor.toNanos());
    }

    /**
     * Adds or replaces the registration of a target by its worker, and renews the worker.
     *
     * @param age the time since it was sent
     * @return whether a target may have changed
     */
    synchronized boolean register(LatestRegistration registration, Duration age) {
        boolean endsSilence = renew(registration.worker(), age);
        boolean isChanged = !registration.equals(registrations.put(registration.key(), registration));
        if (isChanged) {
            cached = null;
        }
        return isChanged || endsSilence;
    }

    /**
     * Records a message of a worker.
     *
     * @param age the time since it was sent
     * @return whether the worker was silent before and is not silent now
     */
    synchronized boolean renew(String worker, Duration age) {
        long now = nanoTime.getAsLong();
        boolean wasSilent = isSilent(worker, MAX_RECENT_AGE);
        seenAt.merge(worker, now - age.toNanos(), (one, other) -> one - other > 0 ? one : other);
        boolean endsSilence = wasSilent && !isSilent(worker, MAX_RECENT_AGE);
        if (endsSilence) {
            cached = null;
        }
        return endsSilence;
    }

    /** Returns whether there was no message of the worker within this time. */
    synchronized boolean isSilent(String worker, Duration limit) {
        Long seen = seenAt.get(worker);
        return seen == null || nanoTime.getAsLong() - seen >= limit.toNanos();
    }

    /** Returns the time since the last message of each worker, sorted by the name of the worker. */
    synchronized SequencedMap<String, Duration> ages() {
        return agesAt(nanoTime.getAsLong());
    }

    /** Returns how long each target has had no worker, without targets that had one within this time. */
    public synchronized Map<TargetName, Duration> silentFor(Duration limit) {
        Map<TargetName, Duration> silences = silences(limit);
        silences.values().removeIf(silence -> silence.compareTo(limit) < 0);
        return silences;
    }

    /** The time since the last message of any worker of each target; workers without a message count as silent for the limit. */
    private Map<TargetName, Duration> silences(Duration limit) {
        Map<String, Duration> ages = agesAt(nanoTime.getAsLong());
        Map<TargetName, Duration> silences = new HashMap<>();
        registrations
                .keySet()
                .forEach(key -> silences.merge(
                        key.target(),
                        ages.getOrDefault(key.worker(), limit),
                        (one, other) -> one.compareTo(other) < 0 ? one : other));
        return silences;
    }

    /** Returns the time since the last message of any worker of the target. */
    synchronized Duration silence(TargetName target) {
        return silences(TargetRemoval.MIN_SILENCE).getOrDefault(target, TargetRemoval.MIN_SILENCE);
    }

    /** Returns the registrations of the target. */
    synchronized List<LatestRegistration> registrations(TargetName target) {
        return registrations.values().stream()
                .filter(registration -> registration.target().equals(target))
                .toList();
    }

    /** Returns the targets that had a worker within this time. */
    public synchronized Set<TargetName> withWorkerWithin(Duration limit) {
        Set<TargetName> targets = registrations.keySet().stream()
                .map(RegistrationKey::target)
                .collect(Collectors.toCollection(HashSet::new));
        targets.removeAll(silentFor(limit).keySet());
        return targets;
    }

    private SequencedMap<String, Duration> agesAt(long now) {
        SequencedMap<String, Duration> ages = new TreeMap<>();
        seenAt.forEach((worker, seen) -> ages.put(worker, Duration.ofNanos(Math.max(0, now - seen))));
        return ages;
    }

    /** Returns the registrations of workers that were silent for this time, if another worker had the target later. */
    synchronized List<RegistrationKey> obsolete(Duration silence) {
        Map<String, Duration> ages = agesAt(nanoTime.getAsLong());
        Map<RegistrationKey, Duration> ageOf = new HashMap<>();
        registrations.keySet().forEach(key -> ageOf.put(key, ages.getOrDefault(key.worker(), silence)));
        Map<TargetName, Duration> latest = new HashMap<>();
        ageOf.forEach(
                (key, age) -> latest.merge(key.target(), age, (one, other) -> one.compareTo(other) < 0 ? one : other));
        return ageOf.entrySet().stream()
                .filter(entry -> entry.getValue().compareTo(silence) >= 0)
                .filter(entry ->
                        !entry.getValue().equals(latest.get(entry.getKey().target())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Removes a registration; does nothing if there is none. */
    synchronized void remove(RegistrationKey key) {
        registrations.remove(key);
        cached = null;
    }

    /** Removes a registration if its worker was silent for this time, and returns whether that was so. */
    synchronized boolean removeIfSilent(RegistrationKey key, Duration limit) {
        boolean isSilent = isSilent(key.worker(), limit);
        if (isSilent) {
            remove(key);
        }
        return isSilent;
    }

    /** Forgets workers that were silent for this time and have no registration, and returns their names. */
    synchronized List<String> forgetWorkers(Duration silence) {
        Set<String> registered =
                registrations.keySet().stream().map(RegistrationKey::worker).collect(Collectors.toSet());
        List<String> forgotten = agesAt(nanoTime.getAsLong()).entrySet().stream()
                .filter(worker -> !registered.contains(worker.getKey()))
                .filter(worker -> worker.getValue().compareTo(silence) >= 0)
                .map(Map.Entry::getKey)
                .toList();
        forgotten.forEach(seenAt::remove);
        return forgotten;
    }
}
