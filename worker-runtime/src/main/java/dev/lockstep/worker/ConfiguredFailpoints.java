package dev.lockstep.worker;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The failpoints that were configured at the start of this process. */
final class ConfiguredFailpoints implements Consumer<String> {
    private final List<ConfiguredFailpoint> failpoints;

    private ConfiguredFailpoints(List<ConfiguredFailpoint> failpoints) {
        this.failpoints = failpoints;
    }

    static Consumer<String> of(Properties properties, Map<String, String> environment) {
        return parse(properties.getProperty(Failpoints.PROPERTY, environment.getOrDefault(Failpoints.VARIABLE, "")));
    }

    static Consumer<String> parse(String text) {
        if (text.isBlank()) {
            return _ -> {};
        }
        return new ConfiguredFailpoints(
                Stream.of(text.split(",")).map(ConfiguredFailpoint::parse).toList());
    }

    @Override
    public void accept(String name) {
        failpoints.forEach(failpoint -> failpoint.onHit(name));
    }
}
