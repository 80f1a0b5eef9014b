package dev.tollgate.api;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The request can never be right as it stands: a name over its bound, an amount of zero, an unknown currency. Thrown where the
 * value is built, before anything is queued; every bad field is named.
 */
public final class InvalidRequestException extends TollgateException {
    private static final long serialVersionUID = 1L;

    private final transient List<FieldError> errors;

    /** One bad field: its name as in the HTTP contract, and what is wrong with it. */
    public record FieldError(String field, String message) {}

    public InvalidRequestException(List<FieldError> errors) {
        super(errors.stream().map(e -> e.field() + " " + e.message()).collect(Collectors.joining("; ")), null);
        this.errors = List.copyOf(errors);
    }

    public InvalidRequestException(String field, String message) {
        this(List.of(new FieldError(field, message)));
    }

    public List<FieldError> errors() {
        return errors;
    }
}
