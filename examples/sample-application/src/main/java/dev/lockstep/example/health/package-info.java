/**
 * The health of the application: it is up if all three stores answer within the time limit.
 */
@NullMarked
package dev.lockstep.example.health;

import org.jspecify.annotations.NullMarked;
