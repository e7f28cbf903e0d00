package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Consumer;

/**
 * Keeps what workers have sent in memory, and saves changes to the database in the background: one statement for all
 * changes since the last one, and none for a heartbeat.
 */
final class RegistrationRecorder {
    // A worker that was silent for so long does not come back under the same name.
    private static final Duration OBSOLETE_AFTER = Duration.ofDays(1);

    private final RegisteredTargets targets;
    private final JdbcRegistrations database;
    private final Consumer<TargetName> onTarget;
    private final Consumer<List<String>> onObsolete;
    private final Map<RegistrationKey, LatestRegistration> unsaved = new LinkedHashMap<>();
    // Each key once: a registration after several tombstones must take it out.
    private final SequencedSet<RegistrationKey> removed = new LinkedHashSet<>();
    private volatile boolean hasBacklog = true;

    /**
     * @param onTarget called with the target of each registration that is new or has changed
     * @param onObsolete called with the keys of messages that are no longer needed
     */
    RegistrationRecorder(
            RegisteredTargets targets,
            JdbcRegistrations database,
            Consumer<TargetName> onTarget,
            Consumer<List<String>> onObsolete) {
        this.targets = targets;
        this.database = database;
        this.onTarget = onTarget;
        this.onObsolete = onObsolete;
    }

    /** Reads the registrations of the database into memory. */
    void load() {
        database.all().forEach(stored -> {
            targets.register(stored.registration(), stored.age());
            onTarget.accept(stored.registration().target());
        });
    }

    /**
     * Records a registration.
     *
     * @param age the time since it was sent
     * @return whether a target may have changed
     */
    boolean register(LatestRegistration registration, Duration age) {
        boolean isChanged = targets.register(registration, age);
        if (isChanged) {
            synchronized (this) {
                unsaved.put(registration.key(), registration);
                removed.remove(registration.key());
            }
            onTarget.accept(registration.target());
        }
        return isChanged;
    }

    /** Records a heartbeat; returns whether the worker was silent before. */
    boolean renew(String worker, Duration age) {
        return targets.renew(worker, age);
    }

    /** Called when the messages that were sent before the start are recorded. */
    void endBacklog() {
        hasBacklog = false;
    }

    /** Returns whether messages that were sent before the start may not be recorded yet. */
    boolean hasBacklog() {
        return hasBacklog;
    }

    /** Removes a registration whose message was deleted. */
    void remove(RegistrationKey key) {
        targets.remove(key);
        synchronized (this) {
            unsaved.remove(key);
            removed.add(key);
        }
    }

    /**
     * Removes a registration unless there was a message of its worker within this time. One that is recorded at the same
     * time stays, in memory and in the database.
     *
     * @return whether it is removed
     */
    synchronized boolean removeIfSilent(RegistrationKey key, Duration limit) {
        boolean isRemoved = targets.removeIfSilent(key, limit);
        if (isRemoved) {
            unsaved.remove(key);
            removed.add(key);
        }
        return isRemoved;
    }

    /** Saves the changes since the last call, and the time of the last message of each worker. */
    void save() {
        List<LatestRegistration> changed = takeUnsaved();
        SequencedMap<String, Duration> ages = targets.ages();
        try {
            if (!ages.isEmpty()) {
                database.save(changed, ages);
            }
            deleteRemoved();
        } catch (RuntimeException e) {
            keepUnsaved(changed);
            throw e;
        }
    }

    private synchronized List<LatestRegistration> takeUnsaved() {
        List<LatestRegistration> taken = List.copyOf(unsaved.values());
        unsaved.clear();
        return taken;
    }

    private synchronized void keepUnsaved(List<LatestRegistration> failed) {
        failed.forEach(registration -> unsaved.putIfAbsent(registration.key(), registration));
    }

    private void deleteRemoved() {
        List<RegistrationKey> keys;
        synchronized (this) {
            keys = List.copyOf(removed);
        }
        if (!keys.isEmpty()) {
            database.delete(keys);
            synchronized (this) {
                keys.forEach(removed::remove);
            }
        }
    }

    /** Removes registrations of workers that do not come back, except the last one of each target. */
    void removeObsolete() {
        List<RegistrationKey> obsolete = targets.obsolete(OBSOLETE_AFTER);
        obsolete.forEach(this::remove);
        List<String> messageKeys = new ArrayList<>(targets.forgetWorkers(OBSOLETE_AFTER));
        obsolete.forEach(key -> messageKeys.add(key.messageKey()));
        onObsolete.accept(messageKeys);
    }
}
