package dev.lockstep.worker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A failpoint with its fault and the number of the hit at which the fault occurs. */
final class ArmedFailpoint {
    private static final Logger LOG = LoggerFactory.getLogger(ArmedFailpoint.class);
    private static final Pattern FORM =
            Pattern.compile("\\s*([a-z0-9.-]+)=(?:(halt)|(throw)|pause:(\\d+)s)(?:@(\\d+))?\\s*");
    private static final int SIGKILL_EXIT_CODE = 137;

    private final String point;
    private final Runnable fault;
    private final int atHit;
    private final AtomicInteger hits = new AtomicInteger();

    private ArmedFailpoint(String point, Runnable fault, int atHit) {
        this.point = point;
        this.fault = fault;
        this.atHit = atHit;
    }

    static ArmedFailpoint parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "failpoint is \"%s\"; expected <name>=halt|throw|pause:<seconds>s[@<hit>]".formatted(text));
        }
        return new ArmedFailpoint(
                form.group(1), faultOf(form), form.group(5) == null ? 1 : Integer.parseInt(form.group(5)));
    }

    void onHit(String hit) {
        if (point.equals(hit) && hits.incrementAndGet() == atHit) {
            // Fault tests wait for this log line.
            LOG.atWarn().addKeyValue("failpoint", point).log("failpoint reached");
            fault.run();
        }
    }

    private static Runnable faultOf(Matcher form) {
        if (form.group(2) != null) {
            return () -> Runtime.getRuntime().halt(SIGKILL_EXIT_CODE);
        }
        if (form.group(3) != null) {
            return () -> {
                throw new FailpointCrash(form.group(1));
            };
        }
        Duration pause = Duration.ofSeconds(Long.parseLong(form.group(4)));
        return () -> pauseFor(pause);
    }

    private static void pauseFor(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
