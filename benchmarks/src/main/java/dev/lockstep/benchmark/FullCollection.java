package dev.lockstep.benchmark;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/** A full garbage collection of another JVM, after which its used heap is what it still refers to. */
final class FullCollection {
    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

    private FullCollection() {}

    static void of(long pid) {
        try {
            Process jcmd = new ProcessBuilder(JCMD.toString(), Long.toString(pid), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            int status = jcmd.waitFor();
            if (status != 0) {
                throw new IllegalStateException("%s %d GC.run ended with status %d".formatted(JCMD, pid, status));
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + JCMD + "; a JDK is needed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during a garbage collection of process " + pid, e);
        }
    }
}
