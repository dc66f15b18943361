import { t } from "@/i18n";
import type { AttributeVerdict, HistoryEntry, JsonValue, Receipt } from "@/rpc/types";
import { labelOf, typeLabel } from "@/scim/labels";
import { jobTitle } from "@/scim/words";
import { hasUnseen } from "@/scim/unseen";
import { text } from "@/scim/json";
import { writeJson } from "@/scim/whole";
import { noteOf } from "./look";

export type Form = "text" | "markdown";

/** A change for the ticket, in the user's language: what, when, by whom, and the server's proof. */
export function receiptOf({ entry, place }: Pick<Receipt, "entry" | "place">, form: Form): string {
  const title = t("history.receipt.title", { id: entry.id });
  const facts = factsOf(entry, place);
  const rows = entry.differences.map((each) => [
    labelOf(each.path),
    shown(each.before),
    each.secret ? t("review.secret") : shown(each.after),
    verdict(entry.verdicts.find((one) => one.path === each.path)),
  ]);
  if (form === "text") {
    const lines = facts.map(([name, value]) => `${name}: ${oneLine(value)}`);
    return [title, ...lines, ...rows.map(([field, before, after, stored]) => `- ${field}: ${before} -> ${after}${stored ? ` (${stored})` : ""}`), ""].join("\n");
  }
  const head = [t("history.receipt.field"), t("history.receipt.before"), t("history.receipt.after"), t("history.receipt.onServer")];
  const table = rows.length === 0 ? [] : ["", row(head), "|---|---|---|---|", ...rows.map((cells) => row(cells.map(escaped)))];
  return [`**${title}**`, "", ...facts.map(([name, value]) => `- **${name}:** ${escaped(value)}`), ...table, ""].join("\n");
}

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

function factsOf(entry: HistoryEntry, place: string): [name: string, value: string][] {
  const what = `${typeLabel(entry.typeName)} ${entry.label}`;
  const facts: [string, string | null][] = [
    [t("history.receipt.what"), t(`history.receipt.did.${entry.kind}`, { what })],
    [t("history.receipt.id"), entry.resource],
    [t("history.receipt.where"), place],
    // The instant itself, which no reader of the ticket has to convert.
    [t("history.receipt.when"), entry.at],
    [t("history.receipt.by"), entry.who],
    [t("history.receipt.job"), entry.job && `${jobTitle(entry.job)} (${entry.job.job})`],
    [t("history.receipt.reason"), entry.reason],
    [t("history.receipt.request"), entry.request && `${entry.request.method} ${entry.request.path}`],
    [t("history.receipt.answer"), entry.status === null ? t("history.receipt.none") : String(entry.status)],
    [t("history.receipt.proof"), proof(entry)],
    [t("history.receipt.note"), noteOf(entry)],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}

/** How it is known what became of it. */
export function proof(entry: HistoryEntry): string {
  if (entry.outcome === "stored" && entry.source === "job") return t("history.proof.byJob");
  if (entry.outcome === "stored" && entry.kind === "delete") return t("history.proof.gone");
  if (entry.outcome === "stored" && hasUnseen({ ...entry, notices: entry.note.notices })) return t("history.proof.unseen");
  if (entry.outcome === "unknown" && entry.status !== null) return t("history.proof.answered");
  return t(`history.proof.${entry.outcome}`);
}

function verdict(found: AttributeVerdict | undefined): string {
  return found ? t(`history.receipt.verdict.${found.verdict}`, { value: shown(found.actual) }) : "";
}

function shown(value: JsonValue | null | undefined): string {
  if (value === null || value === undefined) return t("value.notSet");
  return typeof value === "string" ? oneLine(text(value)) : writeJson(value);
}

/** A server's or person's words cannot begin a line of their own. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const oneLine = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, " ");

/** Words that are no Markdown. */
const escaped = (text: string) => oneLine(text).replace(/[\\`*_[\]<>|#!~]/g, "\\$&");
