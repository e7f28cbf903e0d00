package dev.lockstep.cli.script;

/**
 * Something that a script has and a plan cannot have as it is.
 *
 * @param line the line in the script, counted from 1
 * @param message what was found and what is expected
 * @param hint what to write instead; empty if nothing is left to do
 */
public record Finding(Weight weight, int line, String message, String hint) {

    /** What a finding means for the plan. */
    public enum Weight {
        /** The step is complete; the user should know how it differs from the script. */
        REMARK,
        /** The step is written, but a person must finish it. */
        TO_FINISH,
        /** There is no step for the script. */
        REFUSED
    }

    public static Finding remark(int line, String message) {
        return new Finding(Weight.REMARK, line, message, "");
    }

    public static Finding toFinish(int line, String message, String hint) {
        return new Finding(Weight.TO_FINISH, line, message, hint);
    }

    public static Finding refused(int line, String message, String hint) {
        return new Finding(Weight.REFUSED, line, message, hint);
    }

    /** The finding as one line. */
    public String text() {
        String found = "line %d: %s".formatted(line, message);
        return (hint.isEmpty() ? found : found + "; " + hint).replaceAll("\\s+", " ");
    }
}
