/** What a rule makes of a row, as the engine will: an empty cell leaves the whole value empty. */
export function fillTemplate(rule: string, headers: readonly string[], cells: readonly string[]): string {
  let empty = false;
  const text = rule.replace(/\{([^}|]*)(?:\|([^}]*))?\}/g, (_, header: string, change: string | undefined) => {
    const at = headers.findIndex((each) => each.toLowerCase() === header.trim().toLowerCase());
    const cell = cells[at] ?? "";
    if (cell === "") empty = true;
    if (change?.trim() === "lower") return cell.toLowerCase();
    if (change?.trim() === "upper") return cell.toUpperCase();
    if (change?.trim() === "initial") return [...cell][0] ?? "";
    return cell;
  });
  return empty ? "" : text;
}
