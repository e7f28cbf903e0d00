package dev.lockstep.service;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * Converts the property sources of a Spring environment to maps of Lockstep's properties, in order of precedence and
 * with placeholders resolved.
 */
public final class PropertyMaps {
    private PropertyMaps() {}

    public static List<Map<String, String>> of(ConfigurableEnvironment environment) {
        return environment.getPropertySources().stream()
                .filter(EnumerablePropertySource.class::isInstance)
                .map(source -> map(environment, (EnumerablePropertySource<?>) source))
                .toList();
    }

    private static Map<String, String> map(ConfigurableEnvironment environment, EnumerablePropertySource<?> source) {
        Map<String, String> values = new HashMap<>();
        for (String name : source.getPropertyNames()) {
            Object value = source.getProperty(name);
            if (value != null && name.toLowerCase(Locale.ROOT).startsWith("lockstep")) {
                values.put(name, environment.resolvePlaceholders(value.toString()));
            }
        }
        return values;
    }
}
