package dev.lockstep.mongo.operation;

import com.mongodb.client.MongoClient;

class CommandListener {
    Runnable poll() {
        return new Runnable() {
            @Override
            public void run() {
                new MongoClient();
            }
        };
    }
}
