package dev.lockstep.stack.server;

import dev.lockstep.stack.files.ServerJars;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command line of a server that runs in its own JVM, with options for a short start-up and a small heap. */
public final class ServerJvm {

    private ServerJvm() {}

    public static List<String> command(Class<?> main, String heap, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Dfile.encoding=UTF-8",
                "-Djava.awt.headless=true",
                "-cp",
                ServerJars.classPath(),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
