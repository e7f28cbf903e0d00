package dev.lockstep.worker;

import org.apache.kafka.clients.consumer.KafkaConsumer;

class KafkaCommandListener {
    record Connected(KafkaConsumer client) {}
}
