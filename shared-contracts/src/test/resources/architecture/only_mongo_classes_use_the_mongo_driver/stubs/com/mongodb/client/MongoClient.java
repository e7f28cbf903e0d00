package com.mongodb.client;

public class MongoClient {}
