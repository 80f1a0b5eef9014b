package dev.tollgate.proof.planted;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A small change of the program that is wrong in a way somebody would pay for.
 *
 * @param harm what goes wrong where it is used, in one sentence
 * @param file the file it is planted in, from the repository's root
 * @param finder what has to notice it
 */
record PlantedBug(String name, String harm, String file, List<Change> changes, Finder finder) {

    /** The text to find, which must stand in the file exactly once, however it is broken into lines, and the text to put there. */
    record Change(String find, String put) {
        private Pattern pattern() {
            String[] words = find.strip().split("\\s+", -1);
            return Pattern.compile(Stream.of(words).map(Pattern::quote).collect(Collectors.joining("\\s+")));
        }
    }

    /** Its name as that of a folder. */
    String slug() {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    /**
     * The file's text with the bug in it.
     *
     * @throws IllegalStateException when what is to be changed does not stand there exactly once: the list is out of date
     */
    String plantedIn(String source) {
        String planted = source;
        for (Change change : changes) {
            long found = change.pattern().matcher(source).results().count();
            if (found != 1) {
                throw new IllegalStateException(
                        "Bug '%s' is to be planted where %s has%n%s%nwhich stands there %d times"
                                .formatted(name, file, change.find(), found));
            }
            planted = change.pattern().matcher(planted).replaceFirst(Matcher.quoteReplacement(change.put()));
        }
        return planted;
    }
}
