/**
 * Plans to start from: one for each operation, one with all gates, and those of the operating procedure.
 *
 * <p>The text of a template is a valid plan with comments, kept as a resource. The coordinator serves it, and
 * {@code ./lockstep new} prints it without a coordinator.
 */
@NullMarked
package dev.lockstep.contract.template;

import org.jspecify.annotations.NullMarked;
