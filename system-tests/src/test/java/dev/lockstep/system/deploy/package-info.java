/**
 * What an operator takes over: the compose file, the alarms and the dashboard. They are held to what they speak of, so
 * that an alarm never waits for a metric that nobody counts, and no service is composed without a health check.
 */
@NullMarked
package dev.lockstep.system.deploy;

import org.jspecify.annotations.NullMarked;
