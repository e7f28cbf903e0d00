package dev.lockstep.benchmark;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** The table, line by line as it comes, each with the machine's load average of the last minute when it was told. */
final class Figures {

    private static final System.Logger TABLE;

    static {
        // A table needs no time, level and class before every line; must be said before the first logger is made.
        System.setProperty("java.util.logging.SimpleFormatter.format", "%5$s%n");
        TABLE = System.getLogger(Figures.class.getName());
    }

    Figures() {
        line("figure", "value", "unit", "load");
    }

    void add(String name, double value, String unit) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        line(name, String.format(Locale.ROOT, "%,.1f", value), unit, String.format(Locale.ROOT, "%.1f", load));
    }

    private static void line(String name, String value, String unit, String load) {
        TABLE.log(System.Logger.Level.INFO, String.format("%-58s %12s %-6s %6s", name, value, unit, load));
    }
}
