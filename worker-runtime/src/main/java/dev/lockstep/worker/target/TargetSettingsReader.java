package dev.lockstep.worker.target;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.TargetSettings;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads targets from properties and environment variables: {@code lockstep.targets.<name>.<setting>} or
 * {@code LOCKSTEP_TARGETS_<NAME>_<SETTING>}.
 *
 * <p>In a variable {@code _} also stands for {@code -}, so the variable does not show where the target's name ends. The
 * names are therefore taken from the keys of the URLs, which every target has, and the longest matching name wins.
 */
public final class TargetSettingsReader {
    private static final String PROPERTY = "lockstep.targets.";
    private static final String VARIABLE = "LOCKSTEP_TARGETS_";
    private static final String URL = "url";

    private TargetSettingsReader() {}

    /**
     * Returns the targets, sorted by name.
     *
     * @param sources properties and variables in order of precedence
     */
    public static List<TargetSettings> read(List<Map<String, String>> sources) {
        List<String> names = sources.stream()
                .flatMap(source -> source.keySet().stream())
                .flatMap(key -> nameOfUrl(key).stream())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .distinct()
                .toList();
        Map<String, Map<String, String>> settings = new TreeMap<>();
        sources.forEach(source -> source.forEach((key, value) -> settingOf(key, names)
                .ifPresent(setting -> settings.computeIfAbsent(setting.name(), _ -> new HashMap<>())
                        .putIfAbsent(setting.key(), value))));
        return names.stream()
                .sorted()
                .map(name -> settings(name, settings.getOrDefault(name, Map.of())))
                .toList();
    }

    private static Optional<String> nameOfUrl(String key) {
        return path(key)
                .filter(path -> path.endsWith("." + URL) || path.endsWith("-" + URL))
                .map(path -> path.substring(0, path.length() - URL.length() - 1))
                .filter(name -> !name.isEmpty() && !name.contains("."));
    }

    private static Optional<Setting> settingOf(String key, List<String> longestFirst) {
        return path(key).flatMap(path -> longestFirst.stream()
                .filter(name -> path.startsWith(name + ".") || path.startsWith(name + "-"))
                .findFirst()
                .map(name -> new Setting(name, path.substring(name.length() + 1))));
    }

    /** Returns the key without its prefix, in kebab case. It contains dots only if the key is a property. */
    private static Optional<String> path(String key) {
        return Stream.of(key)
                .filter(name -> name.startsWith(PROPERTY) || name.startsWith(VARIABLE))
                .map(name -> name.startsWith(PROPERTY)
                        ? name.substring(PROPERTY.length())
                        : name.substring(VARIABLE.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-'))
                .findFirst();
    }

    private static TargetSettings settings(String name, Map<String, String> found) {
        Map<String, String> options = new HashMap<>(found);
        String url = options.remove(URL);
        if (url == null || url.isBlank()) {
            throw new IllegalArgumentException(
                    "target %s has no url; set lockstep.targets.%s.url".formatted(name, name));
        }
        TargetName target = new TargetName(name);
        return new TargetSettings(target, url, CredentialSettings.removeFrom(options, target), options);
    }

    private record Setting(String name, String key) {}
}
