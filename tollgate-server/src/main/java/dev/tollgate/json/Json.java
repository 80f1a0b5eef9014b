package dev.tollgate.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds and writes JSON. Absent values are left out. */
public final class Json {
    private static final JsonMapper WRITER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** What is shown within a document lies deeper there, and most readers go no deeper than 1000 levels. */
    private static final int DEPTH_MAX = 500;

    private static final JsonFactory WITHIN = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
            .build();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** An array of what a view makes of each item, in order. */
    public static <T> ArrayNode array(List<T> items, Function<T, ? extends JsonNode> view) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
        items.forEach(item -> array.add(view.apply(item)));
        return array;
    }

    /** One indented JSON document, without a line feed at its end. */
    public static String text(JsonNode document) {
        try {
            return WRITER.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON nodes can always be written", e);
        }
    }

    /**
     * Whether a text is one JSON value and nothing else, at most 500 levels deep: it can stand within a document. Duplicate members are
     * let pass.
     */
    public static boolean isJson(String text) {
        try (JsonParser parser = WITHIN.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** A constant's name as JSON shows it: {@code IN_DOUBT} is {@code in_doubt}. */
    public static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static void putIfPresent(ObjectNode node, String member, @Nullable Object value) {
        if (value instanceof Long number) {
            node.put(member, number);
        } else if (value != null) {
            node.put(member, value.toString());
        }
    }
}
