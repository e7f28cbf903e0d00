package dev.lockstep.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/** The exit code and the output of a command that ran in this JVM. */
record CommandRun(int exitCode, String out, String err) {

    static CommandRun of(String... arguments) {
        PrintStream console = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        CommandLine commandLine = Lockstep.commandLine()
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        try {
            int exitCode = commandLine.execute(arguments);
            return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString());
        } finally {
            System.setOut(console);
        }
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
