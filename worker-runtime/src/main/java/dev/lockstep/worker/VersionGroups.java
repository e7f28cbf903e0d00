package dev.lockstep.worker;

import dev.lockstep.contract.protocol.SchemaVersionsResult;
import dev.lockstep.contract.protocol.SchemaVersionsResult.Group;
import dev.lockstep.contract.protocol.SchemaVersionsResult.VersionCount;
import dev.lockstep.contract.protocol.SchemaVersionsResult.VersionSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Counts the units of each version within the limits of {@link SchemaVersionsResult}. Groups beyond the limit are not
 * counted; versions beyond it count only in the units of their group. Notes say so. Used by one thread.
 */
public final class VersionGroups {
    // More versions of a group are kept than the result shows, so that the most frequent ones are found.
    private static final int MAX_KEPT_VERSIONS = 1_000;
    private static final int MAX_NAMED_GROUPS = 5;
    private static final Comparator<VersionCount> MOST_FREQUENT = Comparator.comparingLong(VersionCount::units)
            .reversed()
            .thenComparing(count -> Optional.ofNullable(count.version()).orElse(""));

    private final long startNanos;
    private final Map<Key, Counts> groups =
            new TreeMap<>(Comparator.comparing(Key::name).thenComparing(Key::source));
    private final List<String> notes = new ArrayList<>();
    private boolean complete = true;
    private boolean groupsExceeded;

    /** @param startNanos start of the request, a value of {@link System#nanoTime} */
    public VersionGroups(long startNanos) {
        this.startNanos = startNanos;
    }

    private record Key(String name, VersionSource source) {}

    private static final class Counts {
        private final Map<Optional<String>, Long> versions = new HashMap<>();
        private long units;
        private boolean whole = true;
        private boolean hasDroppedVersions;
    }

    /** Adds a group without units, so that the result shows it. */
    public void add(String group, VersionSource source) {
        find(group, source);
    }

    /** Counts units of one version; {@code null} for units without a version. */
    public void add(String group, VersionSource source, @Nullable String version, long units) {
        find(group, source).ifPresent(counts -> {
            counts.units += units;
            Optional<String> key = Optional.ofNullable(version).map(Truncation::ofValue);
            if (counts.versions.size() < MAX_KEPT_VERSIONS || counts.versions.containsKey(key)) {
                counts.versions.merge(key, units, Long::sum);
            } else {
                counts.hasDroppedVersions = true;
            }
        });
    }

    /** Marks a group of which only a part is counted. */
    public void markPart(String group, VersionSource source) {
        find(group, source).ifPresent(counts -> counts.whole = false);
        complete = false;
    }

    /** Marks all groups of this source: only a part of the units was read. */
    public void markPart(VersionSource source) {
        groups.forEach((key, counts) -> counts.whole &= key.source() != source);
        complete = false;
    }

    /** Says that only some of the units of a group were to be read, if there is such a group. */
    public void markSample(String group, VersionSource source) {
        Counts found = groups.get(new Key(Truncation.ofValue(group), source));
        if (found != null) {
            found.whole = false;
        }
    }

    /** Adds a note about something that is not counted. */
    public void incomplete(String note) {
        complete = false;
        note(note);
    }

    public void note(String note) {
        notes.add(note);
    }

    private Optional<Counts> find(String group, VersionSource source) {
        Key key = new Key(Truncation.ofValue(group), source);
        Counts found = groups.get(key);
        if (found == null && groups.size() == SchemaVersionsResult.MAX_GROUPS) {
            groupsExceeded = true;
            return Optional.empty();
        }
        if (found == null) {
            found = new Counts();
            groups.put(key, found);
        }
        return Optional.of(found);
    }

    /** The groups as far as they are counted. */
    public SchemaVersionsResult result() {
        List<String> allNotes = new ArrayList<>();
        addVersionNotes(allNotes);
        allNotes.addAll(notes);
        if (groupsExceeded) {
            allNotes.addFirst("there are more than %d groups; the others are not counted"
                    .formatted(SchemaVersionsResult.MAX_GROUPS));
        }
        return new SchemaVersionsResult(
                complete && !groupsExceeded,
                (System.nanoTime() - startNanos) / 1_000_000,
                groups.entrySet().stream()
                        .map(entry -> group(entry.getKey(), entry.getValue()))
                        .toList(),
                null,
                Truncation.ofNotes(allNotes));
    }

    private void addVersionNotes(List<String> target) {
        namesOf(counts -> counts.hasDroppedVersions)
                .ifPresent(names -> target.add(
                        "more than %d versions in %s; those that were found later count only in the units of the group, and may be more frequent than the ones shown"
                                .formatted(MAX_KEPT_VERSIONS, names)));
        namesOf(counts -> !counts.hasDroppedVersions && counts.versions.size() > SchemaVersionsResult.MAX_VERSIONS)
                .ifPresent(names -> target.add(
                        "more than %d versions in %s; the less frequent ones count only in the units of the group"
                                .formatted(SchemaVersionsResult.MAX_VERSIONS, names)));
    }

    private Optional<String> namesOf(Predicate<Counts> condition) {
        List<String> names = groups.entrySet().stream()
                .filter(entry -> condition.test(entry.getValue()))
                .map(entry -> entry.getKey().name())
                .distinct()
                .toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(", ", names.subList(0, Math.min(names.size(), MAX_NAMED_GROUPS)))
                        + (names.size() > MAX_NAMED_GROUPS
                                ? " and %d other groups".formatted(names.size() - MAX_NAMED_GROUPS)
                                : ""));
    }

    private static Group group(Key key, Counts counts) {
        List<VersionCount> versions = counts.versions.entrySet().stream()
                .map(entry -> new VersionCount(entry.getKey().orElse(null), entry.getValue()))
                .sorted(MOST_FREQUENT)
                .limit(SchemaVersionsResult.MAX_VERSIONS)
                .toList();
        return new Group(key.name(), key.source(), counts.whole, counts.units, versions);
    }
}
