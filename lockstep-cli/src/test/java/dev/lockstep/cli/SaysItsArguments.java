package dev.lockstep.cli;

import java.util.Arrays;

/** The main class of a jar that stands in for the command line. */
final class SaysItsArguments {

    static final int EXIT_CODE = 42;

    private SaysItsArguments() {}

    public static void main(String[] arguments) {
        System.out.println("java " + Runtime.version().feature() + " " + Arrays.toString(arguments));
        System.exit(EXIT_CODE);
    }
}
