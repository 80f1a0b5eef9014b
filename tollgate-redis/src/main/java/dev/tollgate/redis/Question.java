package dev.tollgate.redis;

import redis.clients.jedis.CommandArguments;

/** A command for the server that holds a shard. */
record Question(int shard, CommandArguments command) {}
