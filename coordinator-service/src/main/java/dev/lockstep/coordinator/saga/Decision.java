package dev.lockstep.coordinator.saga;

import java.util.List;

/** The result of a command. */
public sealed interface Decision {
    /**
     * The transitions that the command causes, in order; none if the command is late, a duplicate or changes nothing.
     */
    record Accepted(List<Transition> transitions) implements Decision {
        public Accepted {
            transitions = List.copyOf(transitions);
        }

        public List<SagaEvent> events() {
            return transitions.stream().map(Transition::event).toList();
        }
    }

    /** The state does not allow the operator action, or a report is from another database. */
    record Refused(String reason) implements Decision {}

    static Decision noChange() {
        return new Accepted(List.of());
    }
}
