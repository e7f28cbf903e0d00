package dev.lockstep.benchmark;

/** One group of measurements on a running system. */
interface Benchmark {

    /** The argument of the command line that selects this benchmark. */
    String name();

    /** Measures and prints. May restart the services of the system with other targets. */
    void measure(BenchmarkSystem system, ResultTable results);
}
