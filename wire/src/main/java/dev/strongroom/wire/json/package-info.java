/// JSON with one spelling: duplicate and unknown keys, trailing text, numbers for strings and
/// absent required members are refused. [dev.strongroom.wire.json.StrictJson] maps records.
@NullMarked
package dev.strongroom.wire.json;

import org.jspecify.annotations.NullMarked;
