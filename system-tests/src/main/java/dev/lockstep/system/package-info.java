/**
 * Tests of the whole system. This module has no production code.
 *
 * <p>Package {@code simulation} simulates the system in one thread. Package {@code process} runs the services as processes
 * with real servers. Both inject faults and check the content of the stores. Package {@code deploy} tests the deployment
 * files.
 */
@NullMarked
package dev.lockstep.system;

import org.jspecify.annotations.NullMarked;
