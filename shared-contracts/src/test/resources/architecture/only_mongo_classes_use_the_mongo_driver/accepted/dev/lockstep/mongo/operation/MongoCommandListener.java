package dev.lockstep.mongo.operation;

import com.mongodb.client.MongoClient;

class MongoCommandListener {
    record Connected(MongoClient client) {}
}
