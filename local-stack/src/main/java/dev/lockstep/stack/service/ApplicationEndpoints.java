package dev.lockstep.stack.service;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The endpoints of the sample application under the names that plans use, as settings of the coordinator:
 * {@code LOCKSTEP_ENDPOINTS_<NAME>_<SETTING>}.
 */
final class ApplicationEndpoints {

    private static final String PREFIX = "LOCKSTEP_ENDPOINTS_";

    private final Map<String, Map<String, String>> settings;

    private ApplicationEndpoints(Map<String, Map<String, String>> settings) {
        this.settings = settings;
    }

    /** No endpoints if the system has no sample application. */
    static ApplicationEndpoints of(SystemSpec spec, SystemTokens tokens) {
        if (!spec.services().contains(LockstepService.APPLICATION)) {
            return new ApplicationEndpoints(Map.of());
        }
        String url = "http://127.0.0.1:" + spec.ports().of(LockstepService.APPLICATION);
        return new ApplicationEndpoints(Map.of(
                "SAMPLE_MAINTENANCE",
                Map.of(
                        "URL",
                        url + "/maintenance",
                        "METHOD",
                        "PUT",
                        "LEAVE_METHOD",
                        "DELETE",
                        "BEARER_TOKEN",
                        tokens.application()),
                "SAMPLE_SMOKE",
                Map.of("URL", url + "/smoke?form=new", "METHOD", "GET"),
                "TEAM_CHAT",
                Map.of("URL", url + "/team-chat", "FORMAT", "text", "BEARER_TOKEN", tokens.application())));
    }

    /** The variables of all endpoints but those that the user configures in the inherited environment. */
    Map<String, String> environment(Map<String, String> inherited) {
        Map<String, String> environment = new HashMap<>();
        settings.forEach((endpoint, values) -> {
            String prefix = PREFIX + endpoint + "_";
            if (inherited.keySet().stream()
                    .noneMatch(name -> name.toUpperCase(Locale.ROOT).startsWith(prefix))) {
                values.forEach((name, value) -> environment.put(prefix + name, value));
            }
        });
        return environment;
    }
}
