package dev.lockstep.worker;

import org.apache.kafka.clients.consumer.KafkaConsumer;

class CommandListener {
    Runnable poll() {
        return new Runnable() {
            @Override
            public void run() {
                new KafkaConsumer();
            }
        };
    }
}
