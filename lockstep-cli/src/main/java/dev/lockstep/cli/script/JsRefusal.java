package dev.lockstep.cli.script;

/** Thrown for code that is more than literal calls. */
final class JsRefusal extends Exception {
    private static final String HINT =
            "write a step mongo.update or mongo.rename-field by hand (./lockstep new mongo.update)";
    private final int line;
    private final String hint;

    JsRefusal(int line, String message) {
        this(line, message, HINT);
    }

    JsRefusal(int line, String message, String hint) {
        super(message);
        this.line = line;
        this.hint = hint;
    }

    ScriptReport report(String name) {
        return ScriptReport.refused(name, line, String.valueOf(getMessage()), hint);
    }
}
