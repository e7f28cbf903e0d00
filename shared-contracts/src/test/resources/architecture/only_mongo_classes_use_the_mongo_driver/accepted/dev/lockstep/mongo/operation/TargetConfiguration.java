package dev.lockstep.mongo.operation;

import com.mongodb.client.MongoClient;

class TargetConfiguration {
    record Connected(MongoClient client) {}
}
