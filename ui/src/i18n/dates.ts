import { t } from "./index";
import { formats } from "./locale";
import { notOurs } from "./pseudo";

function read(value: string | number): Date | undefined {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** 20 Nov 2026, 08:13; the year is left out when it is this one. A value that is no date is shown as it is. */
export function dateTime(value: string | number, now: Date = new Date()): string {
  const date = read(value);
  if (!date) return String(value);
  const { day, dayThisYear, clock } = formats();
  const days = date.getFullYear() === now.getFullYear() ? dayThisYear : day;
  return notOurs(`${days.format(date)}, ${clock.format(date)}`);
}

/** 20 Nov; with the year when it is not this one. */
export function day(value: string | number, now: Date = new Date()): string {
  const date = read(value);
  if (!date) return String(value);
  const { day: whole, dayThisYear } = formats();
  return (date.getFullYear() === now.getFullYear() ? dayThisYear : whole).format(date);
}

/** 10:05, local. */
export function time(value: string | number): string {
  const date = read(value);
  return date ? formats().clock.format(date) : String(value);
}

/** For tooltips: seconds and the offset. */
export function exact(value: string | number): string {
  const date = read(value);
  return date ? notOurs(formats().exact.format(date)) : String(value);
}

/** "4 min ago", in steps a person thinks in. */
export function ago(value: string | number, now: number): string {
  const date = read(value);
  if (!date) return String(value);
  const seconds = Math.max(0, Math.round((now - date.getTime()) / 1000));
  if (seconds < 10) return t("time.now");
  if (seconds < 60) return t("time.secondsAgo", { n: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t("time.minutesAgo", { n: minutes });
  const hours = Math.round(minutes / 60);
  if (hours < 24) return t("time.hoursAgo", { n: hours });
  return dateTime(value);
}

/** "about 5 min" for a number of milliseconds. */
export function about(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return t("time.aboutSeconds", { n: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return t("time.aboutMinutes", { n: minutes });
  return t("time.aboutHours", { n: Math.round(minutes / 60) });
}

/** "12 ms", "1.3 s". */
export function took(ms: number): string {
  if (ms < 1000) return t("time.ms", { n: Math.round(ms) });
  return t("time.s", { n: formats().tenths.format(ms / 1000) });
}
