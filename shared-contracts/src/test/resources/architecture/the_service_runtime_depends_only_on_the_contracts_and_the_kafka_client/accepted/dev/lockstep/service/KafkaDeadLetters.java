package dev.lockstep.service;

import dev.lockstep.contract.protocol.Topics;
import org.apache.kafka.clients.producer.Producer;

record KafkaDeadLetters(Topics topics, Producer producer) {}
