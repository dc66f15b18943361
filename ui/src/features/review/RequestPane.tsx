import { CopyText } from "@/components/CopyText";
import { Icon } from "@/components/Icon";
import { Json } from "@/components/Json";
import { Tag } from "@/components/marks";
import { Message, t } from "@/i18n";
import type { ChangeReview, ConnectionView, SendBy } from "@/rpc/types";
import { CommandButton } from "@/components/CommandButton";
import { writeJson } from "@/scim/whole";
import s from "./review.module.css";

/** The right side: the request as it goes out, with secrets masked. */
export function RequestPane({ review, connection, onWay }: { review: ChangeReview; connection: ConnectionView; onWay: ((by: SendBy) => void) | undefined }) {
  const { request } = review;
  if (!request) return <div className={s.right} />;
  const head = [`${request.method} ${request.path}`, `Host: ${connection.host}`, ...request.headers.map(([name, value]) => `${name}: ${value}`)].join("\n");
  const bodies = [request, ...review.moreRequests].flatMap((each) => (each.body === null ? [] : [each.body]));
  const whole = [head, ...bodies.map((body) => writeJson(body, 2))].join("\n\n");
  return (
    <div className={s.right}>
      <div className="code__head">
        <Icon name="requests" size="sm" />
        {t("review.request")}
        <span className="spacer" />
        {review.ways.length > 1 && <Ways review={review} onWay={onWay} />}
        <Tag tone="outline">{t("review.requests", { n: review.requests })}</Tag>
        <CopyText text={whole} label={t("review.copyRequest")} />
      </div>
      <div className={s.code}>
        <pre className="code">
          <b>{request.method}</b> <bdi>{request.path}</bdi>{"\n"}
          <span className="h">Host:</span> <bdi>{connection.host}</bdi>
          {request.headers.map(([name, value]) => (
            <span key={name}>{"\n"}<span className="h">{name}:</span> {/^if-match$/i.test(name) ? <span className="hl">{value}</span> : <bdi>{value}</bdi>}</span>
          ))}
        </pre>
        {bodies.map((body, at) => (
          <div key={at}>
            {at > 0 && <div className="code__head">{t("review.requestAfter", { n: at + 1 })}</div>}
            <Json value={body} />
          </div>
        ))}
      </div>
      {review.precondition.kind !== "none" && (
        <div className={s.ifmatch}>
          <Icon name="shield" size="sm" />
          <span><Message id={review.precondition.kind === "ifMatch" ? "review.ifMatch" : "review.readCompare"} /></span>
        </div>
      )}
    </div>
  );
}

/** PATCH sends what changes, PUT the whole record: the person chooses, and sees what the whole would erase. */
function Ways({ review, onWay }: { review: ChangeReview; onWay: ((by: SendBy) => void) | undefined }) {
  return (
    <div className="btngroup" role="group" aria-label={t("review.way")}>
      {review.ways.map((way) => (
        <CommandButton
          key={way}
          size="sm"
          on={review.request?.method === way}
          title={t(`review.way.${way}`)}
          command={{ id: `review.way.${way}`, label: t(`review.way.${way}`), enabled: onWay !== undefined, run: () => { if (review.request?.method !== way) onWay?.(way); } }}
        >
          {way}
        </CommandButton>
      ))}
    </div>
  );
}
