import { fold } from "@/i18n/fold";

interface Rows<R> {
  count: number;
  descending: boolean;
  /** The row, where it is here. */
  row(index: number): R | undefined;
  /** Fetches one that is not; absent where only these are to be looked at. */
  ask?(index: number): Promise<R | undefined>;
  /** What the rows are sorted by. */
  key(row: R): string;
  name(row: R): string;
}

/** The row that begins with what was typed: by what the rows are sorted by, among those that are here from one place on, then by halves of the order; else by name among those that are here. */
export async function beginsAt<R>(typed: string, from: number, { count, descending, row, ask, key, name }: Rows<R>): Promise<number | undefined> {
  const wanted = fold(typed);
  const begins = (each: R | undefined, by: (row: R) => string) => each !== undefined && fold(by(each)).startsWith(wanted);
  const here = (first: number, last: number, by: (row: R) => string) => {
    for (let index = first; index < last; index += 1) if (begins(row(index), by)) return index;
    return undefined;
  };
  let reach = from;
  while (reach < count && row(reach) !== undefined) reach += 1;
  const near = here(from, reach, key);
  if (near !== undefined) return near;
  if (ask && reach < count) {
    const at = async (index: number) => row(index) ?? ask(index);
    let [low, high] = [0, count];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      // oxlint-disable-next-line no-await-in-loop -- half after half
      const found = await at(middle);
      const now = found === undefined ? "" : fold(key(found));
      // Who has nothing there stands at the end, or at the beginning where the order goes down.
      const after = descending ? now !== "" && (now <= wanted || now.startsWith(wanted)) : now === "" || now >= wanted;
      if (after) high = middle;
      else low = middle + 1;
    }
    if (low < count && begins(await at(low), key)) return low;
  }
  return here(0, Math.min(from, count), key) ?? here(from, count, name) ?? here(0, Math.min(from, count), name);
}
