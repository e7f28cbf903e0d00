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

/** Judges the registrations of all targets: what was said lately counts, what was said before is remembered only. */
final class TargetJudgement {
    static final Duration SILENCE = Duration.ofSeconds(30);

    private final Map<TargetName, List<Registration>> byTarget = new LinkedHashMap<>();

    TargetJudgement(List<Registration> registrations) {
        registrations.stream()
                .sorted(Comparator.comparing(Registration::silence))
                .forEach(said -> byTarget.computeIfAbsent(said.target(), _name -> new ArrayList<>())
                        .add(said));
    }

    List<TargetView> all() {
        return byTarget.keySet().stream()
                .sorted(Comparator.comparing(TargetName::value))
                .map(this::view)
                .toList();
    }

    private TargetView view(TargetName target) {
        List<Registration> said = Objects.requireNonNull(byTarget.get(target));
        List<Registration> fresh = fresh(said);
        Registration latest = said.getFirst();
        Optional<String> contradiction = contradiction(target, fresh);
        Readiness state =
                contradiction.isPresent() ? Readiness.UNUSABLE : fresh.isEmpty() ? Readiness.SILENT : Readiness.READY;
        return new TargetView(
                target,
                latest.kind(),
                contradiction.isPresent() ? null : identityOf(fresh.isEmpty() ? said : fresh),
                latest.serverVersion(),
                latest.operations(),
                fresh.stream().map(Registration::worker).distinct().sorted().toList(),
                state,
                contradiction.orElseGet(() -> reason(state, latest)));
    }

    private static @Nullable String reason(Readiness state, Registration latest) {
        return state == Readiness.SILENT
                ? "no worker has been heard of for %d s: start the worker that is configured for %s"
                        .formatted(latest.silence().toSeconds(), latest.target())
                : null;
    }

    private Optional<String> contradiction(TargetName target, List<Registration> fresh) {
        Set<TargetKind> kinds = collect(fresh, Registration::kind);
        if (kinds.size() > 1) {
            return Optional.of("%s is registered as %s".formatted(target, kinds));
        }
        SequencedSet<TargetIdentity> identities = collect(fresh, Registration::identity);
        if (identities.size() > 1) {
            return Optional.of(
                    "%s has two identities, %s: its workers reach different databases".formatted(target, identities));
        }
        return identities.isEmpty() ? Optional.empty() : sharer(target, identities.getFirst());
    }

    private Optional<String> sharer(TargetName target, TargetIdentity identity) {
        return byTarget.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(target))
                .filter(entry ->
                        collect(fresh(entry.getValue()), Registration::identity).contains(identity))
                .map(entry ->
                        "%s and %s are one database, %s: give it one name".formatted(target, entry.getKey(), identity))
                .findFirst();
    }

    private static @Nullable TargetIdentity identityOf(List<Registration> said) {
        return said.stream()
                .map(Registration::identity)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static List<Registration> fresh(List<Registration> said) {
        return said.stream().filter(one -> one.silence().compareTo(SILENCE) < 0).toList();
    }

    private static <T> SequencedSet<T> collect(List<Registration> said, Function<Registration, @Nullable T> part) {
        SequencedSet<T> parts = new LinkedHashSet<>();
        for (Registration one : said) {
            T value = part.apply(one);
            if (value != null) {
                parts.add(value);
            }
        }
        return parts;
    }
}
