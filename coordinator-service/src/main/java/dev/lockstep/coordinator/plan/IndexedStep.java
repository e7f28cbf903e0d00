package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.Step;

/** A well-formed step and its index in the plan, from 0. */
record IndexedStep(int index, Step step) {
    String pointer() {
        return "/spec/steps/" + index;
    }

    String pointer(String member) {
        return pointer() + "/" + member;
    }
}
