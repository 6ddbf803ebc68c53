package dev.strongroom.quickstart;

/// Asks the person who watches before something harmful is done.
@FunctionalInterface
interface Confirmation {
  /// True if `question` was answered with yes.
  boolean confirm(String question);
}
