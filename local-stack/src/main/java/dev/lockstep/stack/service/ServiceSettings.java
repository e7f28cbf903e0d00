package dev.lockstep.stack.service;

import dev.lockstep.stack.check.ProcessSettings;
import dev.lockstep.stack.files.FileChecksum;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The settings of a service that need a restart when they change. */
final class ServiceSettings {

    private ServiceSettings() {}

    static ProcessSettings of(ServiceSpec spec, List<String> javaCommand) {
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("port", Integer.toString(spec.port()));
        settings.put("Java version", javaCommand.getFirst() + " " + Runtime.version());
        settings.put("JVM options", String.join("\n", javaCommand.subList(1, javaCommand.size())));
        settings.put("jar", FileChecksum.of(spec.service().jar(spec.project())));
        settings.put("libraries", FileChecksum.ofAllIn(spec.service().libraries(spec.project())));
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(spec.environment());
        new ServiceVariables(environment)
                .of(spec.service(), spec.environment().keySet())
                .forEach((name, value) -> settings.put("environment variable " + name, value));
        return new ProcessSettings(settings);
    }
}
