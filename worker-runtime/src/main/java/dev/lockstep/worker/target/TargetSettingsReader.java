package dev.lockstep.worker.target;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.service.NamedSettings;
import dev.lockstep.worker.TargetSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads targets from properties and environment variables: {@code lockstep.targets.<name>.<setting>} or
 * {@code LOCKSTEP_TARGETS_<NAME>_<SETTING>}.
 */
public final class TargetSettingsReader {
    private static final NamedSettings SETTINGS = new NamedSettings("targets");
    private static final String URL = "url";

    private TargetSettingsReader() {}

    /**
     * Returns the targets, sorted by name.
     *
     * @param sources properties and variables in order of precedence
     */
    public static List<TargetSettings> read(List<Map<String, String>> sources) {
        return SETTINGS.read(sources).entrySet().stream()
                .map(target -> settings(target.getKey(), target.getValue()))
                .toList();
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
}
