import { formats } from "./locale";
import { notOurs } from "./pseudo";

/**
 * A small reader of ICU messages: `{name}`, `{n, number}`, `{n, plural, one {# row} other {# rows}}`,
 * `{kind, select, a {…} other {…}}`, and `<b>…</b>` for emphasis. Values never become markup: they are put in after reading.
 */
export type Value = string | number;
export type Values = Readonly<Record<string, Value>>;

export type Part =
  | { kind: "text"; text: string }
  | { kind: "value"; name: string }
  | { kind: "number"; name: string }
  | { kind: "count" }
  | { kind: "bold"; parts: Part[] }
  | { kind: "plural" | "select"; name: string; options: Map<string, Part[]> };

const parsed = new Map<string, Part[]>();

export function parse(message: string): Part[] {
  const known = parsed.get(message);
  if (known) return known;
  const reader = new Reader(message);
  const parts = reader.parts();
  parsed.set(message, parts);
  return parts;
}

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  parts(until?: "}" | "</b>", inPlural = false): Part[] {
    const parts: Part[] = [];
    let plain = "";
    const flush = () => {
      if (plain) parts.push({ kind: "text", text: plain });
      plain = "";
    };
    while (this.at < this.text.length) {
      if (until && this.text.startsWith(until, this.at)) {
        this.at += until.length;
        flush();
        return parts;
      }
      const char = this.text.charAt(this.at);
      if (this.text.startsWith("<b>", this.at)) {
        this.at += 3;
        flush();
        parts.push({ kind: "bold", parts: this.parts("</b>", inPlural) });
      } else if (char === "{") {
        this.at += 1;
        flush();
        parts.push(this.argument());
      } else if (char === "#" && inPlural) {
        this.at += 1;
        flush();
        parts.push({ kind: "count" });
      } else {
        plain += char;
        this.at += 1;
      }
    }
    if (until) throw new Error(`Message ends before ${until}: ${this.text}`);
    flush();
    return parts;
  }

  private argument(): Part {
    const name = this.word();
    if (this.take("}")) return { kind: "value", name };
    this.expect(",");
    const kind = this.word();
    if (kind === "number") {
      this.expect("}");
      return { kind, name };
    }
    if (kind !== "plural" && kind !== "select") throw new Error(`Unknown kind ${kind} in: ${this.text}`);
    this.expect(",");
    const options = new Map<string, Part[]>();
    while (!this.take("}")) {
      const key = this.word();
      this.expect("{");
      options.set(key, this.parts("}", kind === "plural"));
    }
    return { kind, name, options };
  }

  private word(): string {
    this.space();
    const start = this.at;
    while (/[\w=]/.test(this.text.charAt(this.at))) this.at += 1;
    const word = this.text.slice(start, this.at);
    this.space();
    if (!word) throw new Error(`A name is missing at ${start} in: ${this.text}`);
    return word;
  }

  private space() {
    while (/\s/.test(this.text.charAt(this.at))) this.at += 1;
  }

  private take(char: string): boolean {
    this.space();
    if (this.text.charAt(this.at) !== char) return false;
    this.at += 1;
    return true;
  }

  private expect(char: string) {
    if (!this.take(char)) throw new Error(`"${char}" is missing at ${this.at} in: ${this.text}`);
  }
}

/** 86,310 or 86.310, as the language writes it. */
export const formatNumber = (value: number | bigint): string => formats().numbers.format(value);

/** 2.6% of a share of one. */
export const formatPercent = (share: number): string => formats().percent.format(share);

/** The chosen branch of a plural or select. */
export function branch(part: Extract<Part, { options: unknown }>, values: Values): Part[] {
  const value = values[part.name];
  if (part.kind === "select") return part.options.get(String(value)) ?? part.options.get("other") ?? [];
  const count = Number(value ?? 0);
  return part.options.get(`=${count}`) ?? part.options.get(formats().plurals.select(count)) ?? part.options.get("other") ?? [];
}

export function show(value: Value | undefined): string {
  if (value === undefined) return "";
  return typeof value === "number" ? formatNumber(value) : notOurs(value);
}

export function format(parts: readonly Part[], values: Values, count?: Value): string {
  let text = "";
  for (const part of parts) {
    if (part.kind === "text") text += part.text;
    else if (part.kind === "value" || part.kind === "number") text += show(values[part.name]);
    else if (part.kind === "count") text += show(count);
    else if (part.kind === "bold") text += format(part.parts, values, count);
    else text += format(branch(part, values), values, values[part.name]);
  }
  return text;
}
