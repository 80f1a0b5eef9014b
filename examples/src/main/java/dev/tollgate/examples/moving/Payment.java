package dev.tollgate.examples.moving;

import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Operation;

/** A payment as both gates are asked for it. */
record Payment(String merchant, String scene, String number, String operator, long pence) {
    AdmitRequest request() {
        return AdmitRequest.of(new Operation(merchant, scene, number), operator, pence, "GBP");
    }
}
