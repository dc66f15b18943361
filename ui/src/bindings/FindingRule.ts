/**
 * What exactly a finding is about.
 */
export type FindingRule = "required" | "requiredEmpty" | "alwaysSent" | "notSent" | "idMissing" | "extensionRequired" | "immutableRemoved" | "immutableLeftOut" | "immutableChanged" | "readOnlyIgnored" | "readOnlyChangeIgnored" | "readOnlyChanged" | "neverSent" | "list" | "single" | "object" | "extensionObject" | "boolean" | "integer" | "decimal" | "text" | "dateTime" | "noTimeZone" | "base64" | "base64Breaks" | "address" | "canonical" | "primaries" | "undeclaredExtension" | "undeclaredAttribute" | "undeclaredPart" | "schemasMissing" | "schemasList" | "schemaText" | "schemasCore" | "schemasExtension" | "schemaUndeclared" | "schemaTwice" | "duplicate" | "requiredHere" | "tooLongHere" | "addressHere" | "handleHere";
