package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** A command line that was run in this process, and what came of it. */
record Run(int exitCode, String out, String err) {
    private static final JsonMapper ONE_DOCUMENT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static Run of(Object... args) {
        return withInput("", args);
    }

    static Run withInput(String input, Object... args) {
        String[] texts = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            texts[i] = args[i].toString();
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        int exitCode = Main.run(in, new PrintWriter(out), new PrintWriter(err), texts);
        return new Run(exitCode, out.toString(), err.toString());
    }

    /** Standard output, which must be exactly one JSON document. */
    JsonNode json() {
        try {
            return ONE_DOCUMENT.readTree(out);
        } catch (IOException e) {
            throw new AssertionError("not one JSON document: " + out, e);
        }
    }

    Run endsWith(int expected) {
        assertThat(exitCode).as("exit code; out: %s err: %s", out, err).isEqualTo(expected);
        assertThat(err).as("stack traces are not for users").doesNotContain("\tat ");
        return this;
    }

    /** The code of a refusal, which must be the one document on standard output. */
    String errorCode() {
        JsonNode document = json();
        assertThat(document.path("error").path("detail").asText()).isNotEmpty();
        assertThat(err).contains(document.path("error").path("detail").asText());
        return document.path("error").path("code").asText();
    }
}
