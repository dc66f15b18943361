import { ExportButton } from "@/features/connection";
import { Inventory } from "@/features/inventory";
import { useGo } from "../useGo";

/** All connections in one table. */
export function InventoryPage() {
  const go = useGo();
  return <Inventory onOpen={go.overview} actions={<ExportButton connections={[]} />} />;
}
