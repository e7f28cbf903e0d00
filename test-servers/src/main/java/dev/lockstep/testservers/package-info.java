/**
 * Real servers for tests. The classes {@code Shared*} start one server per JVM and give each test a new database or topic
 * prefix. {@link dev.lockstep.testservers.DedicatedServers} starts a server for a test that stops
 * or kills it. No production code depends on this module.
 */
@NullMarked
package dev.lockstep.testservers;

import org.jspecify.annotations.NullMarked;
