/**
 * Servers with TLS, as local processes in every mode. A test creates a certificate authority with the JDK's keytool, which
 * issues the certificates of the servers and clients; nothing of it is kept after the JVM.
 */
@NullMarked
package dev.lockstep.testservers.tls;

import org.jspecify.annotations.NullMarked;
