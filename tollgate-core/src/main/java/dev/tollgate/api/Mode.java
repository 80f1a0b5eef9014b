package dev.tollgate.api;

/** Whether a limit declines, or only reports what it would decline. */
public enum Mode {
    ENFORCE,
    SHADOW
}
