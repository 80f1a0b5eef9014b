package dev.tollgate.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What was measured, for machines and for people. Only verified ways get this far.
 *
 * @param charts what may be drawn of it
 */
record Report(ObjectNode json, String text, List<Chart> charts) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** The head of every document: on what, when and how it was measured. */
    static ObjectNode document(String command) {
        return JSON.createObjectNode()
                .put("machine", Machine.describe())
                .put("date", LocalDate.now(ZoneOffset.UTC).toString())
                .put("command", command);
    }

    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
