package dev.lockstep.worker;

import org.apache.kafka.clients.consumer.KafkaConsumer;

class TargetConfiguration {
    record Connected(KafkaConsumer client) {}
}
