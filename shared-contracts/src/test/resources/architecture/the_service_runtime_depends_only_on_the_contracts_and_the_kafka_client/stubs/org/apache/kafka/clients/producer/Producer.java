package org.apache.kafka.clients.producer;

public class Producer {}
