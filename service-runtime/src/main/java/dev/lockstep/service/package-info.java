/**
 * What the coordinator and the workers share as processes: the security settings of Kafka clients and what Kafka
 * refuses to them, settings of named things and files with credentials, copies of unreadable messages, and the exit
 * after an error that the virtual machine cannot recover from.
 */
@NullMarked
package dev.lockstep.service;

import org.jspecify.annotations.NullMarked;
