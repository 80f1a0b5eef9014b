package dev.tollgate.spi;

/** The order of names: by byte of UTF-8. */
public final class Names {
    private Names() {}

    /** Compares as the bytes of UTF-8 compare, which is by code point; {@link String#compareTo} differs above U+FFFF. */
    public static int compare(String a, String b) {
        // Most names that are compared are the same: of one tenant, one account, one scenario.
        if (a.equals(b)) {
            return 0;
        }
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean highX = Character.isSurrogate(x);
                boolean highY = Character.isSurrogate(y);
                return highX == highY ? x - y : highX ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }
}
