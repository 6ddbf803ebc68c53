/// How a model becomes known: the owner's signed enrolment carries the signed manifest, the signed
/// release policy and the model key, wrapped to this broker.
@NullMarked
package dev.strongroom.broker.enrolment;

import org.jspecify.annotations.NullMarked;
