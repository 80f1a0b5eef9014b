package dev.tollgate.cli;

import java.util.regex.Pattern;

/** A store's address as it may be shown: without its passwords. */
final class StoreAddress {
    private static final Pattern IN_USER_INFO = Pattern.compile("(?<=//)([^:/?]*):[^?]*@");
    private static final Pattern IN_PARAMETER =
            Pattern.compile("([?&;][^=&;]*(?:password|passwd|secret)[^=&;]*=)[^&;]*", Pattern.CASE_INSENSITIVE);

    private StoreAddress() {}

    static String shown(String url) {
        String withoutUserInfo = IN_USER_INFO.matcher(url).replaceAll("$1:***@");
        return IN_PARAMETER.matcher(withoutUserInfo).replaceAll("$1***");
    }
}
