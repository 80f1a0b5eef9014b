package dev.tollgate.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import dev.tollgate.spi.StoredForm;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Any text as JSON: refused by naming the document or a member, or one tree that writes itself as the same tree. Two readers that know
 * nothing of each other, Jackson's and that of the stored form, agree on what JSON is.
 */
public final class StrictObjectFuzz {
    private StrictObjectFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = Input.text(bytes);
        JsonNode tree = null;
        try {
            tree = StrictObject.tree(text);
        } catch (InvalidRequestException e) {
            refused(e);
        }
        if (tree != null) {
            Holds.same(depth(tree) <= 500, Json.isJson(text));
            if (!hasFractions(tree)) {
                Holds.same(tree, StrictObject.tree(Json.text(tree)));
            }
            object(text, tree);
        }
        attributes(text, tree);
    }

    private static int depth(JsonNode tree) {
        int below = tree.valueStream().mapToInt(StrictObjectFuzz::depth).max().orElse(0);
        return tree.isContainerNode() ? below + 1 : 0;
    }

    /** Read as floating point: nobody asks for one. */
    private static boolean hasFractions(JsonNode tree) {
        return tree.isDouble() || tree.valueStream().anyMatch(StrictObjectFuzz::hasFractions);
    }

    private static void object(String text, JsonNode tree) {
        try {
            StrictObject object = StrictObject.parse(text);
            Holds.that(tree.isObject(), "an object of %s", tree);
            for (String name : object.names()) {
                member(object, name, tree.get(name));
            }
            object.noOthers();
        } catch (InvalidRequestException e) {
            refused(e);
            Holds.that(!tree.isObject(), "no object, but %s", tree);
        }
    }

    private static void member(StrictObject object, String name, JsonNode value) {
        try {
            Holds.same(value.textValue(), object.text(name).orElseThrow());
        } catch (InvalidRequestException e) {
            Holds.that(!value.isTextual(), "no text, but %s", value);
        }
        try {
            long number = object.wholeNumber(name).orElseThrow();
            Holds.that(value.isIntegralNumber(), "no whole number: %s", value);
            Holds.same(value.bigIntegerValue().longValueExact(), number);
        } catch (InvalidRequestException e) {
            refused(e);
            Holds.that(!value.isLong() && !value.isInt(), "a whole number: %s", value);
        }
    }

    /** An object of texts alone is what the stored form calls attributes; it alone may hold an unpaired surrogate, escaped. */
    private static void attributes(String text, @Nullable JsonNode tree) {
        Map<String, String> attributes = null;
        if (tree != null && tree.isObject()) {
            attributes = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> member : tree.properties()) {
                if (!member.getValue().isTextual()) {
                    attributes = null;
                    break;
                }
                attributes.put(member.getKey(), member.getValue().textValue());
            }
        }
        Map<String, String> stored = null;
        try {
            stored = StoredForm.readAttributes(text);
        } catch (IllegalArgumentException e) {
            Holds.says(e);
        }
        if (stored == null || StandardCharsets.UTF_8.newEncoder().canEncode(stored.toString())) {
            Holds.same(attributes, stored);
        }
    }

    static void refused(InvalidRequestException refusal) {
        Holds.that(!refusal.errors().isEmpty(), "a refusal of nothing");
        for (InvalidRequestException.FieldError error : refusal.errors()) {
            Holds.that(!error.field().isBlank(), "a refusal of no field: %s", error);
            Holds.that(!error.message().isBlank(), "a refusal without a word: %s", error);
        }
    }
}
