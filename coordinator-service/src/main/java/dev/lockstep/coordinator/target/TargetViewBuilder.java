package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.coordinator.target.TargetView.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds the views of targets. Recent registrations decide whether a target is ready; older ones only describe it. */
final class TargetViewBuilder {
    private static final Comparator<TargetName> BY_NAME = Comparator.comparing(TargetName::value);
    static final Duration MAX_RECENT_AGE = Duration.ofSeconds(30);
    private final Map<String, Duration> ages;
    private final Map<TargetName, List<LatestRegistration>> byTarget = new HashMap<>();
    private final Map<TargetIdentity, SortedSet<TargetName>> namesOfIdentity = new HashMap<>();

    /**
     * @param ages the time since the last message of each worker
     */
    TargetViewBuilder(Collection<LatestRegistration> registrations, Map<String, Duration> ages) {
        this.ages = ages;
        registrations.stream().sorted(Comparator.comparing(this::age)).forEach(registration -> byTarget.computeIfAbsent(
                        registration.target(), _name -> new ArrayList<>())
                .add(registration));
        registrations.stream().filter(this::isRecent).forEach(registration -> {
            if (registration.identity() != null) {
                namesOfIdentity
                        .computeIfAbsent(registration.identity(), _identity -> new TreeSet<>(BY_NAME))
                        .add(registration.target());
            }
        });
    }

    private Duration age(LatestRegistration registration) {
        return ages.getOrDefault(registration.worker(), MAX_RECENT_AGE);
    }

    private boolean isRecent(LatestRegistration registration) {
        return age(registration).compareTo(MAX_RECENT_AGE) < 0;
    }

    List<TargetView> build() {
        return byTarget.keySet().stream().sorted(BY_NAME).map(this::view).toList();
    }

    private TargetView view(TargetName target) {
        List<LatestRegistration> all = Objects.requireNonNull(byTarget.get(target));
        List<LatestRegistration> recent = all.stream().filter(this::isRecent).toList();
        LatestRegistration latest = all.getFirst();
        Optional<String> contradiction = contradiction(target, recent);
        Readiness state =
                contradiction.isPresent() ? Readiness.UNUSABLE : recent.isEmpty() ? Readiness.SILENT : Readiness.READY;
        return new TargetView(
                target,
                latest.kind(),
                identity(all, recent),
                latest.serverVersion(),
                latest.operations(),
                requests(latest, recent),
                recent.stream()
                        .map(LatestRegistration::worker)
                        .distinct()
                        .sorted()
                        .toList(),
                state,
                contradiction.orElseGet(() -> silenceReason(state, latest)));
    }

    /** What every recent worker can answer, because any of them can get the next request. */
    private static List<String> requests(LatestRegistration latest, List<LatestRegistration> recent) {
        return latest.requests().stream()
                .filter(type -> recent.stream()
                        .allMatch(registration -> registration.requests().contains(type)))
                .toList();
    }

    private @Nullable String silenceReason(Readiness state, LatestRegistration latest) {
        return state == Readiness.SILENT
                ? "no worker has registered target \"%s\" for more than %s; start the worker that is configured for the target"
                        .formatted(latest.target(), rounded(age(latest)))
                : null;
    }

    // A text that changes each second would be a new line of a log each second.
    private static String rounded(Duration silence) {
        if (silence.toMinutes() == 0) {
            return MAX_RECENT_AGE.toSeconds() + " s";
        }
        return silence.toHours() == 0 ? silence.toMinutes() + " min" : silence.toHours() + " h";
    }

    private Optional<String> contradiction(TargetName target, List<LatestRegistration> recent) {
        Set<TargetKind> kinds = distinct(recent, LatestRegistration::kind);
        if (kinds.size() > 1) {
            return Optional.of(
                    "target \"%s\" is registered for several kinds of stores: %s; configure the target for one kind"
                            .formatted(target, kinds));
        }
        SequencedSet<TargetIdentity> identities = distinct(recent, LatestRegistration::identity);
        if (identities.size() > 1) {
            return Optional.of(
                    "target \"%s\" has several identities: %s; configure all its workers for the same database"
                            .formatted(target, identities));
        }
        return identities.isEmpty() ? Optional.empty() : sharedIdentity(target, identities.getFirst());
    }

    private Optional<String> sharedIdentity(TargetName target, TargetIdentity identity) {
        return namesOfIdentity.getOrDefault(identity, Collections.emptySortedSet()).stream()
                .filter(name -> !name.equals(target))
                .map(name -> "targets \"%s\" and \"%s\" are the same database %s; use one of the two names"
                        .formatted(target, name, identity))
                .findFirst();
    }

    /** The one identity of all recent workers; that of the last worker if all are silent. */
    private static @Nullable TargetIdentity identity(List<LatestRegistration> all, List<LatestRegistration> recent) {
        SequencedSet<TargetIdentity> identities =
                distinct(recent.isEmpty() ? all : recent, LatestRegistration::identity);
        boolean isKnown = recent.isEmpty() ? !identities.isEmpty() : identities.size() == 1;
        return isKnown ? identities.getFirst() : null;
    }

    private static <T> SequencedSet<T> distinct(
            List<LatestRegistration> registrations, Function<LatestRegistration, @Nullable T> component) {
        SequencedSet<T> values = new LinkedHashSet<>();
        for (LatestRegistration registration : registrations) {
            T value = component.apply(registration);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }
}
