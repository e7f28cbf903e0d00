package dev.lockstep.mongo;

public class MongoDocuments {}
