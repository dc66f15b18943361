import { cx } from "@/components/cx";
import s from "./facts.module.css";

const WIDTH = 216;
const HEIGHT = 34;

/** A line over the last day. A gap is a time without anything to say; its numbers stand beside it in words. */
export function Spark({ values, quiet }: { values: readonly (number | null)[]; quiet?: boolean }) {
  const most = Math.max(...values.map((value) => value ?? 0), 1);
  const x = (index: number) => ((index + 0.5) / values.length) * WIDTH;
  const y = (value: number) => HEIGHT - 3 - (value / most) * (HEIGHT - 8);
  const runs = runsOf(values);
  return (
    <svg className={s.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {runs.map((run) => {
        const points = run.map(({ index, value }) => `${x(index).toFixed(1)} ${y(value).toFixed(1)}`);
        const first = run[0]?.index ?? 0;
        const last = run.at(-1)?.index ?? first;
        // One half-hour alone is a short dash, or it would not be seen.
        const line = run.length === 1 ? `M${(x(first) - 2).toFixed(1)} ${points[0]?.split(" ")[1]} h4` : `M${points.join(" L")}`;
        return (
          <g key={first}>
            {run.length > 1 && <path className={s.area} d={`${line} L${x(last).toFixed(1)} ${HEIGHT} L${x(first).toFixed(1)} ${HEIGHT} Z`} />}
            <path className={cx(s.line, quiet && s.quiet)} d={line} vectorEffect="non-scaling-stroke" />
          </g>
        );
      })}
    </svg>
  );
}

/** The stretches without a gap. */
function runsOf(values: readonly (number | null)[]): { index: number; value: number }[][] {
  const runs: { index: number; value: number }[][] = [];
  let open = false;
  values.forEach((value, index) => {
    if (value === null) {
      open = false;
      return;
    }
    if (!open) runs.push([]);
    runs.at(-1)?.push({ index, value });
    open = true;
  });
  return runs;
}
