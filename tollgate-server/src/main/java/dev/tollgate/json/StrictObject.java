package dev.tollgate.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.api.InvalidRequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that is read member by member: unknown and duplicate members, {@code null}, wrong types and trailing content are
 * refused with {@link InvalidRequestException}, whose field is the JSON path, such as {@code accounts.acme.limits[0].max}.
 *
 * <p>Ask for every member that may be there, then call {@link #noOthers}. Not safe for concurrent use.
 */
public final class StrictObject {
    private static final JsonMapper READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Pattern PLAIN_MEMBER = Pattern.compile("[A-Za-z0-9_-]+");

    private final String path;
    private final ObjectNode members;
    private final Set<String> asked = new HashSet<>();

    private StrictObject(String path, ObjectNode members) {
        this.path = path;
        this.members = members;
    }

    /** Reads a text that is one JSON object and nothing else. */
    public static StrictObject parse(String text) {
        JsonNode root = tree(text);
        if (!(root instanceof ObjectNode object)) {
            throw new InvalidRequestException("(document)", "must be a JSON object but is " + kind(root));
        }
        return new StrictObject("", object);
    }

    /** The tree of a text that is one JSON value of any kind and nothing else. */
    public static JsonNode tree(String text) {
        try (JsonParser parser = READER.createParser(text)) {
            try {
                JsonNode root = READER.readTree(parser);
                if (root == null || root.isMissingNode()) {
                    throw new InvalidRequestException("(document)", "is empty; it must be JSON");
                }
                if (parser.nextToken() != null) {
                    throw new InvalidRequestException("(document)", "holds more after the end of its JSON value");
                }
                return root;
            } catch (JsonProcessingException e) {
                throw new InvalidRequestException(
                        pathOf(parser.getParsingContext()),
                        "is not valid JSON: %s%s".formatted(e.getOriginalMessage(), place(e.getLocation())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** Nothing for a text that is beyond a bound of the reader's: it does not say where. */
    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
    }

    /** The members' names, in the order they stand in. */
    public List<String> names() {
        return List.copyOf(toList(members.fieldNames()));
    }

    public Optional<String> text(String member) {
        return value(member).map(node -> {
            require(node.isTextual(), member, "text", node);
            return node.textValue();
        });
    }

    public String requiredText(String member) {
        return text(member).orElseThrow(() -> missing(member));
    }

    /** A whole number; {@code 1.0} and {@code 1e3} are not. */
    public Optional<Long> wholeNumber(String member) {
        return value(member).map(node -> {
            require(node.isIntegralNumber() && node.canConvertToLong(), member, "a whole number", node);
            return node.longValue();
        });
    }

    public long requiredWholeNumber(String member) {
        return wholeNumber(member).orElseThrow(() -> missing(member));
    }

    public Optional<StrictObject> object(String member) {
        return value(member).map(node -> asObject(pathTo(member), node));
    }

    /** The objects of an array; empty when there is none. */
    public List<StrictObject> objects(String member) {
        List<StrictObject> objects = new ArrayList<>();
        for (Map.Entry<String, JsonNode> element : elements(member)) {
            objects.add(asObject(element.getKey(), element.getValue()));
        }
        return objects;
    }

    /** The texts of an array; empty when there is none. */
    public Optional<List<String>> texts(String member) {
        if (value(member).isEmpty()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> element : elements(member)) {
            if (!element.getValue().isTextual()) {
                throw new InvalidRequestException(element.getKey(), "must be text but is " + kind(element.getValue()));
            }
            texts.add(element.getValue().textValue());
        }
        return Optional.of(texts);
    }

    /** One of the constants, by its lower-case name. */
    public <E extends Enum<E>> Optional<E> constant(String member, Class<E> type) {
        return text(member).map(text -> {
            List<String> names = new ArrayList<>();
            for (E constant : type.getEnumConstants()) {
                if (Json.name(constant).equals(text)) {
                    return constant;
                }
                names.add(Json.name(constant));
            }
            throw invalid(member, "must be one of %s but is '%s'".formatted(String.join(", ", names), text));
        });
    }

    public <E extends Enum<E>> E requiredConstant(String member, Class<E> type) {
        return constant(member, type).orElseThrow(() -> missing(member));
    }

    /** Refuses members that nobody asked for. */
    public void noOthers() {
        for (String name : names()) {
            if (!asked.contains(name)) {
                throw invalid(
                        name,
                        "is not known here; known: "
                                + String.join(", ", asked.stream().sorted().toList()));
            }
        }
    }

    /** The refusal of a member. */
    public InvalidRequestException invalid(String member, String message) {
        return new InvalidRequestException(pathTo(member), message);
    }

    /** The same refusal with its fields as members of this object. */
    public InvalidRequestException invalid(InvalidRequestException e) {
        return new InvalidRequestException(e.errors().stream()
                .map(error -> new InvalidRequestException.FieldError(
                        path.isEmpty() ? error.field() : path + "." + error.field(), error.message()))
                .toList());
    }

    private InvalidRequestException missing(String member) {
        return invalid(member, "is required");
    }

    private Optional<JsonNode> value(String member) {
        asked.add(member);
        JsonNode node = members.get(member);
        if (node != null && node.isNull()) {
            throw invalid(member, "must not be null; leave it out");
        }
        return Optional.ofNullable(node);
    }

    private List<Map.Entry<String, JsonNode>> elements(String member) {
        Optional<JsonNode> array = value(member);
        List<Map.Entry<String, JsonNode>> elements = new ArrayList<>();
        array.ifPresent(node -> {
            require(node.isArray(), member, "an array", node);
            for (int i = 0; i < node.size(); i++) {
                elements.add(Map.entry(pathTo(member) + "[" + i + "]", node.get(i)));
            }
        });
        return elements;
    }

    private void require(boolean holds, String member, String wanted, JsonNode node) {
        if (!holds) {
            throw invalid(member, "must be %s but is %s".formatted(wanted, kind(node)));
        }
    }

    private static StrictObject asObject(String path, JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            throw new InvalidRequestException(path, "must be an object but is " + kind(node));
        }
        return new StrictObject(path, object);
    }

    private String pathTo(String member) {
        return path.isEmpty() ? step(member) : path + (isPlain(member) ? "." : "") + step(member);
    }

    private static String step(String member) {
        return isPlain(member) ? member : "[\"" + member.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]";
    }

    private static boolean isPlain(String member) {
        return PLAIN_MEMBER.matcher(member).matches();
    }

    private static String pathOf(JsonStreamContext context) {
        Deque<String> steps = new ArrayDeque<>();
        for (JsonStreamContext c = context; c != null && !c.inRoot(); c = c.getParent()) {
            if (c.inArray()) {
                steps.push("[" + Math.max(0, c.getCurrentIndex()) + "]");
            } else if (c.hasCurrentName()) {
                String member = c.getCurrentName();
                steps.push(isPlain(member) ? "." + member : step(member));
            }
        }
        String path = String.join("", steps);
        return path.isEmpty() ? "(document)" : path.startsWith(".") ? path.substring(1) : path;
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case BOOLEAN -> node.asText();
            case NULL, MISSING -> "null";
            case NUMBER -> "the number " + node.asText();
            case OBJECT -> "an object";
            case STRING -> "the text '" + node.asText() + "'";
            default -> "something else";
        };
    }

    private static List<String> toList(Iterator<String> names) {
        List<String> list = new ArrayList<>();
        names.forEachRemaining(list::add);
        return list;
    }
}
