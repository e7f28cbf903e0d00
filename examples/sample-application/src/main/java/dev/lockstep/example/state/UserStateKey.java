package dev.lockstep.example.state;

import dev.lockstep.example.store.Form;

/** The key of a user's state in one form. */
record UserStateKey(Form form, long userId) {

    static final String NEW_PREFIX = "user_state_v2:";
    static final String OLD_PREFIX = "user_state:";

    String name() {
        return prefix(form) + userId;
    }

    static String prefix(Form form) {
        return switch (form) {
            case NEW -> NEW_PREFIX;
            case OLD -> OLD_PREFIX;
        };
    }
}
