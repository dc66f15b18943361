import { Failed } from "@/components/Failed";
import { Icon, type IconName } from "@/components/Icon";
import { Scim, Tag } from "@/components/marks";
import { formatNumber, t } from "@/i18n";
import { useRead } from "@/rpc/provider";
import type { TypeModel } from "@/rpc/types";
import { typesLabel } from "@/scim/labels";
import s from "./overview.module.css";

/** What kinds of records the server has, by its own description. */
export function Types({ connection }: { connection: string }) {
  const models = useRead(["models", connection], "models", { connection, refresh: false });
  if (models.error) return <Failed part error={models.error} onAgain={() => void models.refetch()} />;
  if (!models.data || models.data.length === 0) return null;
  return (
    <>
      <div className={s.head}>
        <h2 className={s.title}>{t("overview.types")}</h2>
        <Scim>(ResourceTypes, Schemas)</Scim>
      </div>
      <table className={s.table}>
        <thead>
          <tr>
            <th scope="col">{t("overview.type")}</th>
            <th scope="col">{t("overview.typeAddress")}</th>
            <th scope="col">{t("overview.typeExtras")}</th>
            <th scope="col">{t("overview.typeFields")}</th>
          </tr>
        </thead>
        <tbody>
          {models.data.map((model) => <Row key={model.name} model={model} />)}
        </tbody>
      </table>
    </>
  );
}

const iconOf = (type: string): IconName => ({ User: "users", Group: "groups" } as const)[type] ?? "roles";

function Row({ model: { name, endpoint, schemas, declared } }: { model: TypeModel }) {
  const [core, ...extensions] = schemas;
  const all = schemas.flatMap((schema) => schema.attributes);
  const required = (core?.attributes ?? []).filter((attribute) => attribute.required).length;
  return (
    <tr>
      <th scope="row" className={s.feature}>
        <span className="row"><Icon name={iconOf(name)} size="sm" /><bdi>{typesLabel(name)}</bdi>{!declared && <Tag tone="outline" title={t("overview.standsInText")}>{t("overview.standsIn")}</Tag>}</span>
      </th>
      <td className="mono muted"><bdi>{endpoint}</bdi></td>
      <td className="muted">{extensions.length === 0 ? t("overview.noExtras") : extensions.map((each, at) => <span key={each.id}>{at > 0 && ", "}<bdi title={each.id}>{each.name}</bdi></span>)}</td>
      <td>{formatNumber(all.length)}, <span className="muted">{t("overview.required", { n: formatNumber(required), count: required })}</span></td>
    </tr>
  );
}
