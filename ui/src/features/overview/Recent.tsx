import { cx } from "@/components/cx";
import { Icon, type IconName } from "@/components/Icon";
import { Skeleton } from "@/components/states";
import { t } from "@/i18n";
import { day, exact, time } from "@/i18n/dates";
import type { ChangeKind, Happening, HappeningKind } from "@/rpc/types";
import { factLabel } from "@/scim/facts";
import { typeLabel } from "@/scim/labels";
import { jobTitle } from "@/scim/words";
import s from "./recent.module.css";
import type { Ways } from "./ways";

const icons: Partial<Record<ChangeKind, IconName>> = { create: "plus", delete: "trash", activate: "refresh", deactivate: "off", members: "groups" };

/** What happened here lately, by day; each line leads to what it is about. `null` where it could not be read. */
export function Recent({ recent, ways }: { recent: readonly Happening[] | null | undefined; ways: Ways }) {
  const days = byDay(recent ?? []);
  return (
    <section className={s.pane} aria-label={t("overview.recent")}>
      <h2 className={s.head}>{t("overview.recent")}</h2>
      {recent === null ? null : !recent ? <Skeleton rows={6} /> : days.length === 0 ? <p className={s.none}>{t("overview.nothingYet")}</p> : (
        <div className={s.scroll}>
          {days.map(([date, all]) => (
            <section key={date}>
              <h3 className={s.day}>{date}</h3>
              <ul>{all.map((each, index) => <li key={`${each.at}${index}`}><Line happening={each} ways={ways} /></li>)}</ul>
            </section>
          ))}
        </div>
      )}
    </section>
  );
}

/** Newest first, as they come. */
function byDay(recent: readonly Happening[]): [string, Happening[]][] {
  const days = new Map<string, Happening[]>();
  for (const each of recent) days.set(day(each.at), [...(days.get(day(each.at)) ?? []), each]);
  return [...days];
}

function Line({ happening: { at, what }, ways }: { happening: Happening; ways: Ways }) {
  const { icon, tone, title, text, go } = look(what, ways);
  const inside = (
    <>
      <span className={s.time} title={exact(at)}>{time(at)}</span>
      <span className={cx(s.icon, tone)}><Icon name={icon} size="sm" /></span>
      <span className={s.text}><bdi>{title}</bdi>{text !== "" && <span className={s.sub}><bdi>{text}</bdi></span>}</span>
    </>
  );
  return go ? <button type="button" className={s.event} onClick={go}>{inside}</button> : <div className={s.event}>{inside}</div>;
}

interface Look {
  icon: IconName;
  tone: string | undefined;
  title: string;
  text: string;
  go: (() => void) | undefined;
}

function look(what: HappeningKind, ways: Ways): Look {
  switch (what.kind) {
    case "change": {
      const doubt = what.outcome !== "stored";
      const done = t(`overview.did.${what.change}`, { name: what.label || typeLabel(what.typeName) });
      return {
        icon: icons[what.change] ?? "pencil",
        tone: doubt ? s.warn : undefined,
        title: done,
        text: [doubt && t(`history.outcome.${what.outcome}`), what.reason].filter(Boolean).join(" · "),
        go: what.resource === "" || what.change === "delete" ? undefined : () => ways.record(what.typeName, what.resource),
      };
    }
    case "job":
      return {
        icon: "jobs",
        tone: what.failed > 0 ? s.warn : undefined,
        title: jobTitle(what),
        text: t("overview.jobRows", { done: what.done, failed: what.failed }),
        go: () => ways.job(what.job),
      };
    case "server":
      return {
        icon: "braces",
        tone: s.server,
        title: t("overview.serverChanged"),
        text: t("overview.serverWhat", { what: factLabel(what.what), more: what.changes - 1 }),
        go: undefined,
      };
  }
}
