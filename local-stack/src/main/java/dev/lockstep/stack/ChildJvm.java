package dev.lockstep.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small JVM of the same JDK, made to be up soon rather than to be fast for long. */
final class ChildJvm {

    private ChildJvm() {}

    static List<String> command(Class<?> main, String heap, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Dfile.encoding=UTF-8",
                "-Djava.awt.headless=true",
                "-cp",
                ServerFiles.childClassPath(),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
