package dev.lockstep.example.smoke;

import dev.lockstep.example.http.InvalidRequest;
import dev.lockstep.example.store.Form;

/** The form that a smoke test insists on. */
enum ExpectedForm {
    ANY,
    OLD,
    NEW;

    static ExpectedForm of(String parameter) {
        return switch (parameter) {
            case "any" -> ANY;
            case "old" -> OLD;
            case "new" -> NEW;
            default -> throw new InvalidRequest("form is '" + shortened(parameter) + "', expected any, old or new");
        };
    }

    private static String shortened(String parameter) {
        return parameter.length() <= 20 ? parameter : parameter.substring(0, 20) + "...";
    }

    boolean accepts(Form form) {
        return switch (this) {
            case ANY -> true;
            case OLD -> form == Form.OLD;
            case NEW -> form == Form.NEW;
        };
    }
}
