package dev.lockstep.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/** One run of a command in this JVM: its exit code and what it said. */
record Run(int exitCode, String out, String err) {

    static Run of(String... arguments) {
        PrintStream console = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        CommandLine commandLine = Lockstep.commandLine()
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        try {
            int exitCode = commandLine.execute(arguments);
            return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString());
        } finally {
            System.setOut(console);
        }
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
