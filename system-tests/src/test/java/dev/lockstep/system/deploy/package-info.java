/**
 * Tests of the files in {@code deploy/} and of {@code docker-compose.yml}.
 *
 * <p>Alerts and the dashboard use only metrics that the services declare and the runbook explains. Every service in the
 * compose file has a health check.
 */
@NullMarked
package dev.lockstep.system.deploy;

import org.jspecify.annotations.NullMarked;
