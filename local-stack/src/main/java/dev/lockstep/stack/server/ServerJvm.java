package dev.lockstep.stack.server;

import dev.lockstep.stack.files.ServerJars;
import dev.lockstep.stack.process.JavaCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Command line of a server that runs in its own JVM. */
public final class ServerJvm {

    private static final String MAIN_CLASS_SUFFIX = "ServerMain";

    private ServerJvm() {}

    /**
     * Returns the command line of a main class, such as {@code KafkaServerMain} for the server {@code kafka}.
     *
     * @param heap the default of the maximum heap, such as {@code 256m}
     */
    public static List<String> command(Class<?> main, String heap, String... arguments) {
        String label = main.getSimpleName().replace(MAIN_CLASS_SUFFIX, "").toLowerCase(Locale.ROOT);
        List<String> command = new ArrayList<>(JavaCommand.of(label, heap));
        command.addAll(List.of("-Djava.awt.headless=true", "-cp", ServerJars.classPath(), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
