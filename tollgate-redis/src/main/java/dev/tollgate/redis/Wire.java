package dev.tollgate.redis;

import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A connection that can send without waiting, so that several nodes work at the same time. It counts what it is owed: one that is given
 * back before all answers were read, for whatever reason, would hand them to the next who asks something else.
 */
final class Wire extends Connection {
    private int owed;

    Wire(HostAndPort address, JedisClientConfig config) {
        super(address, config);
    }

    @Override
    public void sendCommand(CommandArguments command) {
        owed++;
        super.sendCommand(command);
    }

    @Override
    protected Object readProtocolWithCheckingBroken() {
        try {
            Object answer = super.readProtocolWithCheckingBroken();
            owed--;
            return answer;
        } catch (JedisDataException e) {
            owed--;
            throw e;
        }
    }

    void push() {
        flush();
    }

    @Override
    public void close() {
        if (owed != 0) {
            setBroken();
        }
        super.close();
    }
}
