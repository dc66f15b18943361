/** Letters without a decomposition, as the search of the engine folds them. */
const plain: Readonly<Record<string, string>> = { "ß": "ss", "ł": "l", "ø": "o", "đ": "d" };

/** Case and accents do not matter for finding: "muller" finds Müller. */
export const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().replace(/[ßłøđ]/g, (letter) => plain[letter] ?? letter);

/** Whether each word stands in a text; both are folded. As in the copy's search, one or two letters begin a word. */
export function hasWords(text: string, words: readonly string[]): boolean {
  return words.every((word) => {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
      if (word.length > 2 || at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return true;
    }
    return false;
  });
}
