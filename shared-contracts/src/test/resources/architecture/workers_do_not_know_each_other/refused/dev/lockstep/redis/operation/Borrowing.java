package dev.lockstep.redis.operation;

import dev.lockstep.mongo.MongoDocuments;

class Borrowing {
    MongoDocuments documents = new MongoDocuments();
}
