package dev.tollgate.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** A script that the server keeps and runs by the hash of its text. Kept scripts are lost with a restart and loaded again when missed. */
final class Script {
    static final Script APPLY = new Script("apply.lua");
    static final Script LOAD = new Script("load.lua");
    static final Script PAGE = new Script("page.lua");

    private final byte[] text;
    private final Bytes hash;

    private Script(String file) {
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing in this program");
            }
            text = in.readAllBytes();
            hash = Bytes.of(
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Script> all() {
        return List.of(APPLY, LOAD, PAGE);
    }

    CommandArguments load() {
        return new CommandArguments(Command.SCRIPT).add("LOAD").add(text);
    }

    Call call() {
        return new Call(this);
    }

    /** A call with its keys and arguments, which the script reads from left to right. */
    static final class Call {
        private final Script script;
        private final List<Bytes> keys = new ArrayList<>();
        private final List<Bytes> arguments = new ArrayList<>();

        private Call(Script script) {
            this.script = script;
        }

        Call key(Bytes key) {
            keys.add(key);
            return this;
        }

        Call arg(Bytes argument) {
            arguments.add(argument);
            return this;
        }

        Call arg(String argument) {
            return arg(Bytes.of(argument));
        }

        Call arg(long argument) {
            return arg(Long.toString(argument));
        }

        int keyCount() {
            return keys.size();
        }

        int argCount() {
            return arguments.size();
        }

        Call append(Call part) {
            keys.addAll(part.keys);
            arguments.addAll(part.arguments);
            return this;
        }

        CommandArguments command() {
            CommandArguments command =
                    new CommandArguments(Command.EVALSHA).add(script.hash).add(keys.size());
            keys.forEach(command::add);
            arguments.forEach(command::add);
            return command;
        }
    }
}
