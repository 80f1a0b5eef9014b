package dev.tollgate.proof.power;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The wall clock of processes, set ahead or back while they run and without touching that of the machine. It is a shared library that
 * stands in front of the C library and adds a number of seconds to what the kernel says; the number is part of the library's
 * own file, which the processes have mapped, so that a change of the file is a change of their clocks.
 *
 * <p>The library is made here byte by byte, so that no compiler is needed: ELF for Linux on x86-64.
 */
final class ShiftedClock {
    private static final String SYMBOLS = "\0clock_gettime\0gettimeofday\0time\0";

    private static final int PAGE = 0x1000;
    private static final int SYMBOL_TABLE = 0x120;
    private static final int HASH_TABLE = 0x180;
    private static final int STRINGS = 0x1a0;
    private static final int CLOCK_GETTIME = 0x200;
    private static final int GETTIMEOFDAY = 0x240;
    private static final int TIME = 0x280;
    private static final int SECONDS = 0x800;
    private static final int DYNAMIC_BYTES = 6 * 16;

    private final Path file;

    private ShiftedClock(Path file) {
        this.file = file;
    }

    /** Makes the library in a folder; the processes' clocks are right at first. */
    static ShiftedClock create(Path folder) {
        ShiftedClock clock = new ShiftedClock(folder.resolve("clock.so"));
        try {
            Files.write(clock.file, library());
            return clock;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a process has to find in its environment for its clock to be this one. */
    Map<String, String> variables() {
        return Map.of("LD_PRELOAD", file.toString());
    }

    /** Sets the clocks so many seconds ahead of the machine's; negative: back. */
    void shift(long seconds) {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(SECONDS);
            // All bytes at once: whoever reads in between would see a time that never was.
            open.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(seconds)
                    .array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] library() {
        ByteBuffer out = ByteBuffer.allocate(2 * PAGE).order(ByteOrder.LITTLE_ENDIAN);
        header(out);
        segment(out, 1, 5, 0, PAGE);
        segment(out, 1, 6, PAGE, DYNAMIC_BYTES);
        segment(out, 2, 6, PAGE, DYNAMIC_BYTES);
        // Says that the stack need not be executable.
        segment(out, 0x6474e551, 6, 0, 0);
        symbols(out);
        code(out);
        dynamic(out.position(PAGE));
        return out.array();
    }

    private static void header(ByteBuffer out) {
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        // A shared object for x86-64, its program headers right behind this, no sections.
        out.putShort((short) 3).putShort((short) 62).putInt(1);
        out.putLong(0).putLong(64).putLong(0).putInt(0);
        out.putShort((short) 64).putShort((short) 56).putShort((short) 4);
        out.putShort((short) 64).putShort((short) 0).putShort((short) 0);
    }

    private static void segment(ByteBuffer out, int type, int flags, long offset, long bytes) {
        out.putInt(type).putInt(flags);
        out.putLong(offset).putLong(offset).putLong(offset);
        out.putLong(bytes).putLong(bytes).putLong(type == 1 ? PAGE : 8);
    }

    private static void symbols(ByteBuffer out) {
        out.position(SYMBOL_TABLE).put(new byte[24]);
        symbol(out, "clock_gettime", CLOCK_GETTIME);
        symbol(out, "gettimeofday", GETTIMEOFDAY);
        symbol(out, "time", TIME);
        // One bucket, and in it a chain of all three.
        out.position(HASH_TABLE).putInt(1).putInt(4).putInt(1);
        out.putInt(0).putInt(2).putInt(3).putInt(0);
        out.position(STRINGS).put(SYMBOLS.getBytes(StandardCharsets.US_ASCII));
    }

    private static void symbol(ByteBuffer out, String name, int address) {
        out.putInt(SYMBOLS.indexOf("\0" + name + "\0") + 1);
        // A global function, defined here.
        out.put((byte) 0x12).put((byte) 0).putShort((short) 1);
        out.putLong(address).putLong(GETTIMEOFDAY - CLOCK_GETTIME);
    }

    private static void dynamic(ByteBuffer out) {
        out.putLong(4).putLong(HASH_TABLE);
        out.putLong(5).putLong(STRINGS);
        out.putLong(6).putLong(SYMBOL_TABLE);
        out.putLong(10).putLong(SYMBOLS.length());
        out.putLong(11).putLong(24);
        out.putLong(0).putLong(0);
    }

    private static void code(ByteBuffer out) {
        out.position(CLOCK_GETTIME);
        bytes(out, 0xb8, 228, 0, 0, 0); // mov eax, SYS_clock_gettime
        bytes(out, 0x0f, 0x05); // syscall
        bytes(out, 0x85, 0xff); // test edi, edi (CLOCK_REALTIME)
        bytes(out, 0x74, 0x05); // jz to the load
        bytes(out, 0x83, 0xff, 5); // cmp edi, CLOCK_REALTIME_COARSE
        bytes(out, 0x75, 0x0a); // jne to the return
        seconds(out, 0x48, 0x8b, 0x15); // mov rdx, [seconds]
        bytes(out, 0x48, 0x01, 0x16); // add [rsi], rdx
        bytes(out, 0xc3); // ret

        out.position(GETTIMEOFDAY);
        bytes(out, 0xb8, 96, 0, 0, 0); // mov eax, SYS_gettimeofday
        bytes(out, 0x0f, 0x05); // syscall
        seconds(out, 0x48, 0x8b, 0x15); // mov rdx, [seconds]
        bytes(out, 0x48, 0x01, 0x17); // add [rdi], rdx
        bytes(out, 0xc3); // ret

        out.position(TIME);
        bytes(out, 0xb8, 201, 0, 0, 0); // mov eax, SYS_time
        bytes(out, 0x0f, 0x05); // syscall
        seconds(out, 0x48, 0x03, 0x05); // add rax, [seconds]
        bytes(out, 0x48, 0x85, 0xff); // test rdi, rdi
        bytes(out, 0x74, 0x03); // jz to the return
        bytes(out, 0x48, 0x89, 0x07); // mov [rdi], rax
        bytes(out, 0xc3); // ret
    }

    private static void bytes(ByteBuffer out, int... values) {
        for (int value : values) {
            out.put((byte) value);
        }
    }

    /** An instruction that takes the seconds from where they are relative to the next one. */
    private static void seconds(ByteBuffer out, int... opcode) {
        bytes(out, opcode);
        out.putInt(SECONDS - (out.position() + Integer.BYTES));
    }
}
