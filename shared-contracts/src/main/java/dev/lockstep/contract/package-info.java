/**
 * The published language of Lockstep: the plan as it is posted, the commands that go to workers, the reports that
 * come back, and the events that anyone may subscribe to. Everything here can be written as JSON and read again by
 * somebody who was not there when it was written, so a type that has been published only ever grows.
 */
@NullMarked
package dev.lockstep.contract;

import org.jspecify.annotations.NullMarked;
