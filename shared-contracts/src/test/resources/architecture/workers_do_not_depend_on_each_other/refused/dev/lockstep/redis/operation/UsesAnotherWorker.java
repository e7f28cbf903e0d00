package dev.lockstep.redis.operation;

import dev.lockstep.mongo.MongoDocuments;

class UsesAnotherWorker {
    MongoDocuments documents = new MongoDocuments();
}
