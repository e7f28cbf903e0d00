package dev.lockstep.benchmark;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Prints each result as one line of a table, with the machine's load average of the last minute. */
final class ResultTable {

    private static final System.Logger TABLE;

    static {
        // Prints the message alone. The property must be set before the first logger is created.
        System.setProperty("java.util.logging.SimpleFormatter.format", "%5$s%n");
        TABLE = System.getLogger(ResultTable.class.getName());
    }

    ResultTable() {
        print("result", "value", "unit", "load");
    }

    void add(String name, double value, String unit) {
        print(name, String.format(Locale.ROOT, "%,.1f", value), unit);
    }

    void addSeconds(String name, double seconds) {
        print(name, String.format(Locale.ROOT, "%,.2f", seconds), "s");
    }

    void addRatio(String name, double ratio) {
        print(name, String.format(Locale.ROOT, "%.2f", ratio), "");
    }

    void addSkipped(String name, String reason) {
        print(name, "not run", reason);
    }

    private static void print(String name, String value, String unit) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        print(name, value, unit, String.format(Locale.ROOT, "%.1f", load));
    }

    private static void print(String name, String value, String unit, String load) {
        TABLE.log(System.Logger.Level.INFO, String.format("%-58s %12s %-6s %6s", name, value, unit, load));
    }
}
