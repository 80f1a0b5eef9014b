/** The model of docs/model, explored by TLC: the right one wholly, and every wrong one until it is refuted. */
@NullMarked
package dev.tollgate.proof.model;

import org.jspecify.annotations.NullMarked;
