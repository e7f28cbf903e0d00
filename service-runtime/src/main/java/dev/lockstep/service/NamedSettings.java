package dev.lockstep.service;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the settings of named things, such as targets, from properties and environment variables: {@code
 * lockstep.<things>.<name>.<setting>} or {@code LOCKSTEP_<THINGS>_<NAME>_<SETTING>}.
 *
 * <p>In a variable {@code _} also stands for {@code -}, so the variable does not show where the name ends. The names
 * are therefore taken from the keys of the URLs, which every thing has, and the longest matching name wins.
 */
public final class NamedSettings {
    private static final String URL = "url";

    private final String property;
    private final String variable;

    /**
     * @param things what is named, such as {@code targets}
     */
    public NamedSettings(String things) {
        this.property = "lockstep.%s.".formatted(things);
        this.variable = "LOCKSTEP_%s_".formatted(things.toUpperCase(Locale.ROOT));
    }

    /**
     * Returns the settings by name. A setting of a property has its dots; one of a variable has {@code -} instead.
     *
     * @param sources properties and variables in order of precedence
     */
    public SortedMap<String, Map<String, String>> read(List<Map<String, String>> sources) {
        List<String> names = sources.stream()
                .flatMap(source -> source.keySet().stream())
                .flatMap(key -> nameOfUrl(key).stream())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .distinct()
                .toList();
        SortedMap<String, Map<String, String>> settings = new TreeMap<>();
        names.forEach(name -> settings.put(name, new HashMap<>()));
        sources.forEach(source -> source.forEach((key, value) -> settingOf(key, names)
                .ifPresent(setting -> settings.computeIfAbsent(setting.name(), _ -> new HashMap<>())
                        .putIfAbsent(setting.key(), value))));
        return settings;
    }

    private Optional<String> nameOfUrl(String key) {
        return path(key)
                .filter(path -> path.endsWith("." + URL) || path.endsWith("-" + URL))
                .map(path -> path.substring(0, path.length() - URL.length() - 1))
                .filter(name -> !name.isEmpty() && !name.contains("."));
    }

    private Optional<Setting> settingOf(String key, List<String> longestFirst) {
        return path(key).flatMap(path -> longestFirst.stream()
                .filter(name -> path.startsWith(name + ".") || path.startsWith(name + "-"))
                .findFirst()
                .map(name -> new Setting(name, path.substring(name.length() + 1))));
    }

    /** Returns the key without its prefix, in kebab case. It contains dots only if the key is a property. */
    private Optional<String> path(String key) {
        if (key.startsWith(property)) {
            return Optional.of(key.substring(property.length()));
        }
        return key.startsWith(variable)
                ? Optional.of(key.substring(variable.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-'))
                : Optional.empty();
    }

    private record Setting(String name, String key) {}
}
