package dev.lockstep.stack.service;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The environment variables that configure a service, among all variables. A service inherits the whole environment, but
 * a change of most variables, such as the name of a terminal, does not change the service.
 */
final class ServiceVariables {

    private static final Pattern SPRING =
            Pattern.compile("(LOCKSTEP|SAMPLE|SPRING|SERVER|MANAGEMENT|LOGGING|SPRINGDOC)_.*");
    private static final String LOCKSTEP = "LOCKSTEP_";
    private static final String SAMPLE = "SAMPLE_";
    private static final String ENDPOINTS = "LOCKSTEP_ENDPOINTS_";
    private static final Set<String> JVM =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "TZ", "LANG", "LC_ALL", "DEBUG", "TRACE");
    /** Settings of the commands, not of the services. The options of the JVM are compared as part of its command. */
    private static final Pattern COMMANDS =
            Pattern.compile("LOCKSTEP_(DIRECTORY|PORTS|URL|TOKEN|ON_BEHALF_OF|STACK|TEST_MONGO_URI|JAVA_OPTIONS.*)");
    /** A reference in a value, such as {@code ${DB_PASSWORD}}. */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([\\w.-]+)");

    private final Map<String, String> environment;

    ServiceVariables(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Returns the variables of a service.
     *
     * @param explicit names of variables that count in any case, because they were set for the services
     */
    SortedMap<String, String> of(LockstepService service, Set<String> explicit) {
        TargetVariables targets = new TargetVariables(environment);
        SortedMap<String, String> found = new TreeMap<>();
        environment.forEach((name, value) -> {
            if ((explicit.contains(name) || (isSetting(name) && concerns(service, name)))
                    && targets.concerns(service, name)) {
                found.put(name, value);
            }
        });
        addReferenced(found);
        return found;
    }

    private static boolean concerns(LockstepService service, String name) {
        String canonical = canonical(name);
        return switch (service) {
            case COORDINATOR -> !canonical.startsWith(SAMPLE);
            case POSTGRES_WORKER, MONGO_WORKER, REDIS_WORKER ->
                !canonical.startsWith(SAMPLE) && !canonical.startsWith(ENDPOINTS);
            case APPLICATION -> !canonical.startsWith(LOCKSTEP);
        };
    }

    private static String canonical(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static boolean isSetting(String name) {
        String canonical = canonical(name);
        return JVM.contains(name)
                || (SPRING.matcher(canonical).matches()
                        && !COMMANDS.matcher(canonical).matches());
    }

    private void addReferenced(SortedMap<String, String> found) {
        Set<String> referenced = new HashSet<>();
        found.values()
                .forEach(
                        value -> REFERENCE.matcher(value).results().forEach(result -> referenced.add(result.group(1))));
        int before = found.size();
        referenced.forEach(name -> {
            String value = environment.get(name);
            if (value != null) {
                found.put(name, value);
            }
        });
        if (found.size() > before) {
            addReferenced(found); // A referenced value may itself contain references.
        }
    }
}
