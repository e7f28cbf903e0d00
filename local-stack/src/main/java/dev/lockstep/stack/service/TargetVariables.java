package dev.lockstep.stack.service;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The environment variables of targets, {@code LOCKSTEP_TARGETS_<NAME>_<SETTING>}, and the services that read them. */
public final class TargetVariables {

    private static final String PREFIX = "LOCKSTEP_TARGETS_";
    private static final String URL = "_URL";

    private final Map<String, String> environment;
    private final List<String> longestNamesFirst;

    public TargetVariables(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        this.longestNamesFirst = this.environment.keySet().stream()
                .filter(name ->
                        name.startsWith(PREFIX) && name.endsWith(URL) && name.length() > PREFIX.length() + URL.length())
                .map(name -> name.substring(PREFIX.length(), name.length() - URL.length()))
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The names of the targets, as plans use them. */
    public List<String> targets() {
        return longestNamesFirst.stream()
                .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'))
                .sorted()
                .toList();
    }

    /** Whether a change of the variable changes the service. True for variables that do not belong to a target. */
    boolean concerns(LockstepService service, String variable) {
        if (!variable.startsWith(PREFIX)) {
            return true;
        }
        if (service == LockstepService.COORDINATOR || service == LockstepService.APPLICATION) {
            return false;
        }
        return workerOf(variable).map(worker -> worker == service).orElse(true);
    }

    // In a variable, the name of the target does not show where it ends, so the longest name wins, as in the workers.
    private Optional<LockstepService> workerOf(String variable) {
        return longestNamesFirst.stream()
                .filter(name -> variable.startsWith(PREFIX + name + "_"))
                .findFirst()
                .map(name -> environment.getOrDefault(PREFIX + name + URL, ""))
                .flatMap(TargetVariables::workerOfUrl);
    }

    private static Optional<LockstepService> workerOfUrl(String url) {
        return switch (url.replaceFirst("(\\+srv)?:.*", "")) {
            case "jdbc" -> Optional.of(LockstepService.POSTGRES_WORKER);
            case "mongodb" -> Optional.of(LockstepService.MONGO_WORKER);
            case "redis", "rediss" -> Optional.of(LockstepService.REDIS_WORKER);
            default -> Optional.empty();
        };
    }
}
