package dev.lockstep.cli;

import java.util.Arrays;

/** Main class of a fake command line jar: prints the Java version and its arguments. */
final class ArgumentPrinter {

    static final int EXIT_CODE = 42;

    private ArgumentPrinter() {}

    public static void main(String[] arguments) {
        System.out.println("java " + Runtime.version().feature() + " " + Arrays.toString(arguments));
        System.exit(EXIT_CODE);
    }
}
