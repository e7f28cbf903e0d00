/**
 * Pages for people in a browser: the login and the start page.
 *
 * <p>The server renders them from templates, without scripts, so they work with the strictest content security policy.
 * The templates escape all values and have no expressions.
 */
@NullMarked
package dev.lockstep.coordinator.page;

import org.jspecify.annotations.NullMarked;
