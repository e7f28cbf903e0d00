package dev.lockstep.system.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads the deployment files and the runbook. */
final class DeployFiles {
    static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    static final Path PROMETHEUS = PROJECT.resolve("deploy/prometheus");
    static final Path RULES = PROMETHEUS.resolve("lockstep-rules.yml");
    static final Path DASHBOARD = PROJECT.resolve("deploy/grafana/dashboards/lockstep.json");
    static final Path RUNBOOK = PROJECT.resolve("docs/runbook.md");
    private static final Pattern METRIC = Pattern.compile("\\blockstep_[a-z_]+");
    private static final Pattern EXPLAINED_METRIC = Pattern.compile("(?m)^\\| `(lockstep_[a-z_]+)` \\|");

    private DeployFiles() {}

    /** All expressions of alerts and panels. */
    static List<String> expressions() {
        return Stream.of(RULES, DASHBOARD)
                .flatMap(file -> valuesOf("expr", yaml(file)))
                .toList();
    }

    /** All Lockstep metrics in the expressions of alerts and panels. */
    static SortedSet<String> metrics() {
        return expressions().stream()
                .flatMap(expression -> METRIC.matcher(expression).results())
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static List<String> alerts() {
        return valuesOf("alert", yaml(RULES)).toList();
    }

    /** The metrics in the table at the end of the runbook. */
    static SortedSet<String> explainedMetrics() {
        return EXPLAINED_METRIC
                .matcher(text(RUNBOOK))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Map<String, Object> yaml(Path file) {
        return map(new Load(LoadSettings.builder().build()).loadFromString(text(file)));
    }

    static Map<String, Object> map(@Nullable Object node) {
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(node)).forEach((key, value) -> map.put(key.toString(), value));
        return map;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> valuesOf(String key, Object node) {
        if (node instanceof Map<?, ?> map) {
            Stream<String> values =
                    Stream.of(map).filter(it -> it.containsKey(key)).map(it -> "" + it.get(key));
            return Stream.concat(values, valuesOf(key, map.values()));
        }
        if (node instanceof Collection<?> children) {
            return children.stream().flatMap(child -> valuesOf(key, child == null ? List.of() : child));
        }
        return Stream.of();
    }
}
