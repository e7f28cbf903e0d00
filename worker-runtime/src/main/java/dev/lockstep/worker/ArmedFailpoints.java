package dev.lockstep.worker;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The failpoints that were configured at the start of this process. */
final class ArmedFailpoints implements Consumer<String> {
    private final List<ArmedFailpoint> armed;

    private ArmedFailpoints(List<ArmedFailpoint> armed) {
        this.armed = armed;
    }

    static Consumer<String> of(Properties properties, Map<String, String> environment) {
        return parse(properties.getProperty(Failpoints.PROPERTY, environment.getOrDefault(Failpoints.VARIABLE, "")));
    }

    static Consumer<String> parse(String text) {
        if (text.isBlank()) {
            return _ -> {};
        }
        return new ArmedFailpoints(
                Stream.of(text.split(",")).map(ArmedFailpoint::parse).toList());
    }

    @Override
    public void accept(String point) {
        armed.forEach(failpoint -> failpoint.onHit(point));
    }
}
