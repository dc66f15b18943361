// Stand-ins for types of the contract whose bindings are on their way; each goes when its binding exists.
import type { At } from "@/bindings";

export interface AttributeView {
  path: string; name: string; kind: string; multiValued: boolean; description: string; required: boolean; canonicalValues: string[];
  caseExact: boolean; mutability: string; returned: string; uniqueness: string; referenceTypes: string[]; subAttributes: AttributeView[];
}
export interface SchemaView { id: string; name: string; extension: boolean; required: boolean; attributes: AttributeView[] }
export interface TypeModel { name: string; endpoint: string; schemas: SchemaView[]; columns: string[]; declared: boolean; readAt: At | null }
