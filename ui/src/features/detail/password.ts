export const MIN_LENGTH = 8;
export const MAX_LENGTH = 128;
export const DEFAULT_LENGTH = 20;

// Without letters and digits that are read for each other.
const kinds = ["ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "!#$%+-./:=?@_"] as const;

/** A whole number below `below`, each as likely as any other. */
function pick(below: number, random: (into: Uint32Array<ArrayBuffer>) => void): number {
  const fair = Math.floor(2 ** 32 / below) * below;
  const into = new Uint32Array(1);
  do random(into); while ((into[0] ?? 0) >= fair);
  return (into[0] ?? 0) % below;
}

/** A password with at least one of each kind, from the system's own randomness. */
export function generate(length: number, random: (into: Uint32Array<ArrayBuffer>) => void = (into) => { crypto.getRandomValues(into); }): string {
  const from = (letters: string) => letters[pick(letters.length, random)] ?? "";
  const all = kinds.join("");
  const letters = [...kinds.map(from), ...Array.from({ length: Math.max(0, length - kinds.length) }, () => from(all))];
  for (let at = letters.length - 1; at > 0; at -= 1) {
    const other = pick(at + 1, random);
    [letters[at], letters[other]] = [letters[other] ?? "", letters[at] ?? ""];
  }
  return letters.join("");
}
