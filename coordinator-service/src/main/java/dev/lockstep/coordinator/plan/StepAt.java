package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.Step;

/** A step that is well formed, and its place in the list. */
record StepAt(int index, Step step) {
    String pointer() {
        return "/spec/steps/" + index;
    }

    String pointer(String member) {
        return pointer() + "/" + member;
    }
}
