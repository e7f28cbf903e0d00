package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.coordinator.target.TargetView.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds the views of targets. Recent registrations decide whether a target is ready; older ones only describe it. */
final class TargetViewBuilder {
    private static final Duration MAX_RECENT_AGE = Duration.ofSeconds(30);
    private final Map<TargetName, List<LatestRegistration>> byTarget = new LinkedHashMap<>();

    TargetViewBuilder(List<LatestRegistration> registrations) {
        registrations.stream()
                .sorted(Comparator.comparing(LatestRegistration::age))
                .forEach(registration -> byTarget.computeIfAbsent(registration.target(), _name -> new ArrayList<>())
                        .add(registration));
    }

    List<TargetView> build() {
        return byTarget.keySet().stream()
                .sorted(Comparator.comparing(TargetName::value))
                .map(this::view)
                .toList();
    }

    private TargetView view(TargetName target) {
        List<LatestRegistration> all = Objects.requireNonNull(byTarget.get(target));
        List<LatestRegistration> recent = recent(all);
        LatestRegistration latest = all.getFirst();
        Optional<String> contradiction = contradiction(target, recent);
        Readiness state =
                contradiction.isPresent() ? Readiness.UNUSABLE : recent.isEmpty() ? Readiness.SILENT : Readiness.READY;
        return new TargetView(
                target,
                latest.kind(),
                contradiction.isPresent() ? null : identity(recent.isEmpty() ? all : recent),
                latest.serverVersion(),
                latest.operations(),
                recent.stream()
                        .map(LatestRegistration::worker)
                        .distinct()
                        .sorted()
                        .toList(),
                state,
                contradiction.orElseGet(() -> silenceReason(state, latest)));
    }

    private static @Nullable String silenceReason(Readiness state, LatestRegistration latest) {
        return state == Readiness.SILENT
                ? "no worker has registered target \"%s\" for %d s; start the worker that is configured for the target"
                        .formatted(latest.target(), latest.age().toSeconds())
                : null;
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
                    "target \"%s\" has several identities: %s; configure all workers of the target for the same database"
                            .formatted(target, identities));
        }
        return identities.isEmpty() ? Optional.empty() : sharedIdentity(target, identities.getFirst());
    }

    private Optional<String> sharedIdentity(TargetName target, TargetIdentity identity) {
        return byTarget.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(target))
                .filter(entry -> distinct(recent(entry.getValue()), LatestRegistration::identity)
                        .contains(identity))
                .map(entry -> "targets \"%s\" and \"%s\" are the same database %s; use one of the two names"
                        .formatted(target, entry.getKey(), identity))
                .findFirst();
    }

    private static @Nullable TargetIdentity identity(List<LatestRegistration> registrations) {
        return registrations.stream()
                .map(LatestRegistration::identity)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static List<LatestRegistration> recent(List<LatestRegistration> registrations) {
        return registrations.stream()
                .filter(registration -> registration.age().compareTo(MAX_RECENT_AGE) < 0)
                .toList();
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
