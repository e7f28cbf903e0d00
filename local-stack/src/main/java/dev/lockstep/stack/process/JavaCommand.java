package dev.lockstep.stack.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The first part of the command line of every JVM that this module starts: the program and its options. The image of a
 * service has the same defaults, see {@code deploy/start}.
 */
public final class JavaCommand {

    /** The environment variable with options for all JVMs. A suffix such as {@code _REDIS_WORKER} limits it to one. */
    public static final String VARIABLE = "LOCKSTEP_JAVA_OPTIONS";

    // A JVM without memory answers only some of its requests, so it must exit.
    private static final List<String> FIXED = List.of("-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8");
    private static final String COLLECTOR = "-XX:+UseSerialGC";
    // The serial collector and the C1 compiler halve the start-up time and are fast enough for one machine.
    private static final List<String> DEFAULTS = List.of(COLLECTOR, "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

    private JavaCommand() {}

    /**
     * Returns the program and its options for the server or service of this name. Options of the environment come last,
     * so they override the defaults.
     *
     * @param heap the default of the maximum heap, such as {@code 192m}
     */
    public static List<String> of(String label, String heap) {
        return of(label, heap, System.getenv());
    }

    static List<String> of(String label, String heap, Map<String, String> environment) {
        List<String> chosen = Stream.of(VARIABLE, variable(label))
                .flatMap(name -> Stream.of(environment.getOrDefault(name, "").split("\\s+")))
                .filter(option -> !option.isEmpty())
                .toList();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FIXED);
        command.addAll(DEFAULTS);
        if (chosen.stream().anyMatch(option -> option.matches("-XX:\\+Use\\w+GC"))) {
            command.remove(COLLECTOR); // A JVM with two collectors does not start.
        }
        command.add("-Xmx" + heap);
        command.addAll(chosen);
        return command;
    }

    private static String variable(String label) {
        return VARIABLE + "_" + label.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
