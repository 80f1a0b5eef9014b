/** Whether what real stores answer to many at once is what they would answer to one after the other. */
@NullMarked
package dev.tollgate.proof.history;

import org.jspecify.annotations.NullMarked;
