import { isMessage, t, type Values } from "@/i18n";
import { language } from "@/i18n/locale";
import type { DeviationView, FilterCheck, EvidenceSaid, FindingView, GapCode, JobAttempt, JobIssue, JobRow, JobSaid, JobView, Notice, SourceFinding, TestStep } from "@/rpc/types";
import { labelOf, typeLabel } from "./labels";

/*
 * What the engine found or wants known, in the user's language. Its own words are English, for the log and the command
 * line; they stand in only for a code that the catalogue does not know, such as one an older version kept with a job.
 */

type Params = Readonly<Record<string, string | undefined>>;

function say(key: string, params: Params, english: string): string {
  return isMessage(key) ? t(key, read(params)) : english;
}

/** Counts are numbers again, which choose a plural and are written as the language writes them; attributes have names. */
function read(params: Params): Values {
  const values: Record<string, string | number> = {};
  for (const [name, text = ""] of Object.entries(params)) {
    if (name === "count") values[name] = Number(text);
    else if (name === "path") values[name] = labelOf(text);
    else if (name === "attributes") values[name] = text.split(", ").map(labelOf).join(", ");
    else values[name] = text;
  }
  return values;
}

export const sayFinding = (finding: Pick<FindingView, "rule" | "params" | "message">): string => say(`finding.${finding.rule}`, finding.params, finding.message);

/** A filter that may not mean what it seems to names the rule it breaks. */
export const sayNotice = ({ code, params, message }: Notice): string => say(code === "filter_odd" && params["rule"] !== undefined ? `filter.${params["rule"]}` : `notice.${code}`, params, message);

export const sayFilter = (check: FilterCheck): string => say(`filter.${check.rule}`, check.params, check.message ?? "");

export const sayDeviation = (deviation: DeviationView): string => say(`deviation.${deviation.code}`, deviation.params, deviation.message);

export const saySource = (finding: SourceFinding, encoding: string): string => say(`source.${finding.code}`, { encoding, column: finding.column ?? "" }, finding.message);

/** The sentence of a step; of one that failed the test's own failure says it. */
export function sayStep(step: TestStep, failure: string, deviations: number): string {
  if (step.result === "failed") return failure;
  if (step.result === "waiting") return "";
  const more = step.result === "doubt" ? t("test.deviations", { n: deviations }) : step.plain ? t("test.plain") : "";
  return [t(`testDone.${step.name}`), more].filter(Boolean).join(" ");
}

function sayIssue(issue: JobIssue): string {
  const { rule, ...params } = issue.params;
  const message = rule === undefined ? "" : say(`finding.${rule}`, params, issue.message);
  return say(`issue.${issue.code}`, { ...params, message }, issue.message);
}

/** Why it is not proven that a list is whole: English has the engine's words, others what its numbers show. */
export function sayGap(gap: { reason: string | null; gap?: GapCode | null | undefined; reasonCode?: GapCode | undefined; received: number; total: number | null; duplicates?: number }): string {
  const code = gap.gap ?? gap.reasonCode;
  if (code) {
    const why = t(`gap.${code}`, { received: gap.received, total: gap.total ?? 0 });
    return gap.duplicates ? `${why} ${t("gap.twice", { n: gap.duplicates })}` : why;
  }
  if (gap.reason === null || language() === "en") return gap.reason ?? "";
  const { received, total, duplicates = 0 } = gap;
  if (total === null) return t("gap.noTotal", { received });
  const missing = total === received ? t("gap.other") : t(total > received ? "gap.tooFew" : "gap.tooMany", { total, received });
  return duplicates > 0 ? `${missing} ${t("gap.twice", { n: duplicates })}` : missing;
}

/** What the queue says; words of the server or of the network stand as they are. */
export function saySaid(said: JobSaid | null, words: string | null): string {
  if (!said) return words ?? "";
  const { code, params, message } = said;
  return say(`said.${code}`, message ? { ...params, message: saySaid(message, null) } : params, words ?? "");
}

/** Why a fact is believed; a preset's words, and those of an older version, stand as they are. */
export function sayEvidence(said: EvidenceSaid | null, words: string): string {
  if (!said) return words;
  const { code, params, message } = said;
  const { type, exchange } = params;
  const named = { type: type && typeLabel(type), exchange: exchange?.replace(/ no answer$/, ` ${t("receipt.noAnswer")}`) };
  return say(`evidence.${code}`, { ...params, ...named, ...(message && { message: sayEvidence(message, "") }) }, words);
}

/** What a job is called: by a person or a file, or by what it does. */
export function jobTitle({ title, titled }: Pick<JobView, "title" | "titled">): string {
  if (!titled) return title;
  const { names, type, ...rest } = titled.params;
  return say(`jobTitle.${titled.code}`, { ...rest, names: names?.split(", ").map(labelOf).join(", "), type: type && typeLabel(type) }, title);
}

/** What went wrong with one request: of a server or network that answers in English, that it said so. */
export function sayAttempt({ said, error, status }: Pick<JobAttempt, "said" | "error" | "status">): string {
  if (said || error === null || language() === "en") return saySaid(said, error ?? t("receipt.noAnswer"));
  return status === null ? t("receipt.noAnswer") : t("error.said", { said: error });
}

export interface Why {
  /** What happened. */
  what: string;
  /** What the person may do. */
  fix: string;
  /** The engine's or server's own words, where the first says less. */
  detail: string;
}

/** Why a row was not done. English says all of it, which is short enough for a cell. */
export function whyOf(row: JobRow): Why {
  const [issue] = row.issues;
  if (issue && (row.message === null || row.message === issue.message)) {
    return { what: sayIssue(issue), fix: say(`issueFix.${issue.code}`, {}, issue.fix ?? ""), detail: "" };
  }
  if (language() === "en") return { what: saySaid(row.said, row.message), fix: row.fix ?? "", detail: "" };
  const code = row.state === "conflict" || row.state === "needs_human" ? row.state : row.errorClass ?? "";
  const words = saySaid(row.said, row.message);
  const what = say(`row.${code}`, {}, words);
  return { what, fix: row.fix === null ? "" : say(`rowFix.${code}`, {}, row.fix), detail: what === words ? "" : words };
}
