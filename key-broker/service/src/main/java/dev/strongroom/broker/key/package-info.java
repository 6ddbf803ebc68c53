/// The key hierarchy: root → owner KEK → model key; and the broker's own keys under the same root.
/// Everything is stored wrapped; associated data binds what a key is for, so that swapped rows do
/// not open. The only package that knows Tink.
///
/// ```java
/// var root = RootKey.ofFile(path, !BrokerKeys.existIn(database));
/// var keys = BrokerKeys.load(database, root, identity, random);
/// Bytes stored = modelKeys.wrap(sql, model, secret);
/// ```
@NullMarked
package dev.strongroom.broker.key;

import org.jspecify.annotations.NullMarked;
