package org.springframework.jdbc.core.simple;

public class JdbcClient {}
