package dev.strongroom.quickstart.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// The tokens of the demonstration model: a SentencePiece vocabulary as llama.cpp reads it
/// (`tokenizer.ggml.model` = `llama`). Immutable.
///
/// | Ids       | Tokens                              | Type      |
/// |-----------|-------------------------------------|-----------|
/// | 0..2      | `<unk>`, `<s>`, `</s>`              | 2, 3, 3   |
/// | 3..258    | `<0x00>`..`<0xFF>`                  | 6, byte   |
/// | 259       | `▁`, which stands for a space       | 1, normal |
/// | then      | printable ASCII, then syllables     | 1, normal |
/// | last part | words: `▁` and one to four syllables | 1, normal |
///
/// The tokenizer joins two neighbours where their concatenation is a token, so every word's last
/// syllable and everything before it are tokens as well: what the model says reads back as the same
/// tokens. Any other character falls back to its UTF-8 bytes.
///
/// @param tokens text by token id
/// @param types token type by token id, see [#NORMAL]
/// @param firstWord id of the first word; every id from there on is one
record Vocabulary(List<String> tokens, List<Integer> types, int firstWord) {
  /// Number of tokens.
  static final int SIZE = 4096;

  static final int UNKNOWN_ID = 0;
  static final int BEGIN_ID = 1;
  static final int END_ID = 2;

  /// Ordinary text (llama.h, `LLAMA_TOKEN_TYPE_NORMAL`).
  static final int NORMAL = 1;

  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int BYTE = 6;

  private static final String SPACE = "\u2581";
  private static final List<String> CONSONANTS = List.of("bdfghklmnprstvz".split(""));
  private static final List<String> VOWELS = List.of("aeiou".split(""));

  Vocabulary {
    tokens = List.copyOf(tokens);
    types = List.copyOf(types);
  }

  /// Draws the words from `random`.
  static Vocabulary of(SplittableRandom random) {
    var tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    var types = new ArrayList<>(List.of(UNKNOWN, CONTROL, CONTROL));
    for (int value = 0; value < 256; value++) {
      tokens.add("<0x%02X>".formatted(value));
      types.add(BYTE);
    }
    tokens.add(SPACE);
    for (char c = '!'; c <= '~'; c++) {
      tokens.add(String.valueOf(c));
    }
    var syllables = syllables();
    tokens.addAll(syllables);
    int firstWord = tokens.size();
    tokens.addAll(words(syllables, SIZE - firstWord, random));
    while (types.size() < tokens.size()) {
      types.add(NORMAL);
    }
    return new Vocabulary(tokens, types, firstWord);
  }

  private static List<String> syllables() {
    var syllables = new ArrayList<String>();
    for (var consonant : CONSONANTS) {
      for (var vowel : VOWELS) {
        syllables.add(consonant + vowel);
      }
    }
    return syllables;
  }

  /// `count` different words; each is a syllable, or an earlier word and one syllable more.
  private static List<String> words(List<String> syllables, int count, SplittableRandom random) {
    var words = new ArrayList<String>();
    Set<String> seen = new HashSet<>();
    for (var syllable : syllables) {
      words.add(SPACE + syllable);
      seen.add(SPACE + syllable);
    }
    int longest = 1 + 4 * 2;
    while (words.size() < count) {
      var stem = words.get(random.nextInt(words.size()));
      var word = stem + syllables.get(random.nextInt(syllables.size()));
      if (word.length() <= longest && seen.add(word)) {
        words.add(word);
      }
    }
    return words;
  }
}
