import { Button } from "@/components/Button";
import { Alone, Empty, Skeleton } from "@/components/states";
import { t } from "@/i18n";
import { useRead } from "@/rpc/provider";
import { useGo } from "../useGo";

/** An address that leads nowhere, such as an old bookmark, without the rest of the window. */
export function NowhereAlone() {
  return <Alone><Nowhere what="place" /></Alone>;
}

/** A connection that is not in the list: removed, here or in another window. One just added is looked for once more before that is said. */
export function NoConnection() {
  const { isFetching } = useRead(["connections"], "connection_list", null, { staleTime: 0 });
  return isFetching ? <Skeleton rows={12} /> : <Nowhere what="connection" />;
}

/** What is said there, inside the window. */
export function Nowhere({ what }: { what: "place" | "connection" }) {
  const go = useGo();
  const title = t(`nowhere.${what}`);
  return (
    <>
      <h1 className="sr-only">{title}</h1>
      <Empty icon="search" title={title} actions={<Button kind="primary" onClick={go.home}>{t("nowhere.start")}</Button>}>{t(`nowhere.${what}Text`)}</Empty>
    </>
  );
}
