package org.springframework.http;

public class MediaType {}
