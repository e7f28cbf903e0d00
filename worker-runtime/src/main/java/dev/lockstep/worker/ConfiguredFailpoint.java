package dev.lockstep.worker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A failpoint with its fault and with the number of the hit at which the fault occurs. */
final class ConfiguredFailpoint {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredFailpoint.class);
    private static final Pattern SYNTAX =
            Pattern.compile("\\s*([a-z0-9.-]+)=(?:(halt)|(throw)|pause:(\\d+)s)(?:@(\\d+))?\\s*");
    private static final int SIGKILL_EXIT_CODE = 137;

    private final String name;
    private final Runnable fault;
    private final int atHit;
    private final AtomicInteger hits = new AtomicInteger();

    private ConfiguredFailpoint(String name, Runnable fault, int atHit) {
        this.name = name;
        this.fault = fault;
        this.atHit = atHit;
    }

    static ConfiguredFailpoint parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "failpoint is \"%s\"; expected <name>=halt|throw|pause:<seconds>s[@<hit>]".formatted(text));
        }
        return new ConfiguredFailpoint(
                matcher.group(1), faultOf(matcher), matcher.group(5) == null ? 1 : Integer.parseInt(matcher.group(5)));
    }

    void onHit(String failpoint) {
        if (name.equals(failpoint) && hits.incrementAndGet() == atHit) {
            // Fault tests wait for this log line.
            LOG.atWarn().addKeyValue("failpoint", name).log("failpoint reached");
            fault.run();
        }
    }

    private static Runnable faultOf(Matcher matcher) {
        if (matcher.group(2) != null) {
            return () -> Runtime.getRuntime().halt(SIGKILL_EXIT_CODE);
        }
        if (matcher.group(3) != null) {
            return () -> {
                throw new FailpointCrash(matcher.group(1));
            };
        }
        Duration pause = Duration.ofSeconds(Long.parseLong(matcher.group(4)));
        return () -> pauseFor(pause);
    }

    private static void pauseFor(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        for (long remaining = pause.toNanos(); remaining > 0; remaining = end - System.nanoTime()) {
            LockSupport.parkNanos(remaining);
        }
    }
}
