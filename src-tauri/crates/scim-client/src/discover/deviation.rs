//! What a discovery may find that departs from the RFCs.

use rollcall_scim::sentence::{self, Params};

rollcall_scim::sentences! {
    /// A departure from the RFCs, and how the client copes. Closed: each has one sentence, here in English, elsewhere in
    /// other languages.
    DeviationCode {
        /// No configuration; `cause`.
        ConfigMissing "The server's configuration cannot be read ({cause}); what it supports is learned from its answers.";
        /// The configuration of SCIM 1.1.
        ConfigPlural "The server keeps its configuration under /ServiceProviderConfigs.";
        /// A configuration that is none; `why`.
        ConfigUnreadable "The server's configuration cannot be understood: {why}";
        /// SCIM 1.1.
        Scim11 "The server speaks SCIM 1.1; what is read and changed is translated.";
        /// The server's clock is ahead of this computer's; `minutes`.
        ClockBehind "The clock of this computer is {minutes} minutes behind the server's; tokens may seem not yet valid.";
        /// The server's clock is behind this computer's; `minutes`.
        ClockAhead "The clock of this computer is {minutes} minutes ahead of the server's; tokens may seem expired.";
        /// No resource types; `cause`.
        TypesMissing "The resource types cannot be read ({cause}); /Users and /Groups are assumed.";
        /// Resource types that are none; `why`.
        TypesUnreadable "The resource types cannot be understood: {why}";
        /// A type outside the base address; `type`.
        TypeElsewhere "Resource type {type} lies outside the base address and is left out.";
        /// No type is declared.
        TypesNone "The server declares no resource types; User and Group are assumed.";
        /// More types than are read; `most`.
        TypesMany "The server sent more than {most} resource types; the rest is left out.";
        /// A type without what it needs; `type`, `what`.
        TypeLacks "Resource type {type} has no {what}.";
        /// A type that is called nothing.
        TypeUnnamed "A resource type has neither name nor id.";
        /// A type that is no object; `kind`.
        TypeNoObject "A resource type is an object, not {kind}.";
        /// Two types of one name; `type`.
        TypeTwice "Resource type {type} is declared twice.";
        /// A type names a schema twice; `type`, `schema`.
        TypeNamesTwice "Resource type {type} names {schema} twice.";
        /// A type names a schema by another id; `type`, `schema`, `listed`.
        SchemaRenamed "Resource type {type} names schema {schema}, which the server lists as {listed}.";
        /// A schema of the RFC stands in; `schema`, `type`.
        SchemaStandsIn "The server does not describe {schema} of resource type {type}; the standard schema stands in.";
        /// A schema is nowhere; `schema`, `type`.
        SchemaUnknown "The server does not describe {schema} of resource type {type}; its attributes are unknown.";
        /// No schemas; `cause`.
        SchemasMissing "The schemas cannot be read ({cause}); the RFC's own are used.";
        /// Schemas that are none; `why`.
        SchemasUnreadable "The schemas cannot be understood: {why}";
        /// A schema is not in the list; `schema`.
        SchemasIncomplete "The list of schemas leaves out {schema}; it was read by itself.";
        /// More schemas than are read; `most`.
        SchemasMany "The server sent more than {most} schemas; the rest is left out.";
        /// A schema was sent twice; `schema`.
        SchemaTwice "The server sent schema {schema} twice.";
        /// A schema that is called nothing.
        SchemaUnnamed "A schema has neither id nor name.";
        /// A schema that is no object; `kind`.
        SchemaNoObject "A schema is an object, not {kind}.";
        /// A schema without id; `schema`.
        SchemaNoId "Schema {schema} has no id.";
        /// A schema's id is no URN; `schema`.
        SchemaNoUrn "Schema {schema} has an id that is no URN.";
        /// A schema without attributes; `schema`.
        SchemaEmpty "Schema {schema} has no attributes.";
        /// An attribute without a name; `schema`.
        AttributeNoName "Schema {schema} has an attribute without a name.";
        /// An attribute is declared twice; `schema`, `attribute`.
        AttributeTwice "Schema {schema} declares {attribute} twice.";
        /// Parts of parts of parts; `schema`, `attribute`.
        AttributeDeep "Schema {schema} nests {attribute} too deep; its parts are left out.";
        /// Parts of what is not complex; `schema`, `attribute`.
        AttributeParts "Schema {schema} gives parts to {attribute}, which it does not call complex.";
        /// A characteristic nobody knows; `schema`, `what`, `attribute`.
        AttributeUnknown "Schema {schema} has an unknown {what} on {attribute}.";
        /// A characteristic in another spelling; `schema`, `what`, `attribute`.
        AttributeSpelled "Schema {schema} spells {what} of {attribute} differently.";
        /// A characteristic of another type; `schema`, `what`, `attribute`, `kind`.
        AttributeWritten "Schema {schema} writes {what} of {attribute} as {kind}.";
        /// Something else where attributes or parts belong; `schema`, `kind`, `place`.
        SchemaOdd "Schema {schema} has {kind} where {place}.";
        /// More than are counted one by one; `schema`, `count`.
        SchemaMore "Schema {schema} has {count} more deviations.";
        /// A list of users is refused; `answer`.
        ListRefused "The server answered {answer} to a small list of users.";
        /// A list of users fails.
        ListFails "The server fails on a list of users with startIndex and count.";
        /// A bare list.
        ListBare "The server sent a bare list instead of a ListResponse.";
        /// Nothing in place of a list.
        ListNull "The server sent null instead of a ListResponse.";
        /// One resource in place of a list.
        ListSingle "The server sent a single resource instead of a ListResponse.";
        /// Entries that are no objects; `count`, `sent`.
        ListEntries "{count} of {sent} entries of the list are no objects.";
        /// A number as text; `name`.
        ListText "The server sent {name} as text.";
        /// A number that is none; `name`.
        ListInvalid "The server sent an invalid {name}.";
        /// A list that does not say what it is.
        ListUnnamed "The list does not name the ListResponse schema.";
        /// A list without totalResults.
        ListNoTotal "The list has no totalResults.";
        /// A cursor that is a number.
        ListCursorNumber "The server sent nextCursor as a number.";
        /// Resources under another name; `name`.
        ListCalled "The list calls its resources {name}.";
        /// One object in place of the resources.
        ListOneObject "The list has a single object where a list of resources belongs.";
        /// Nothing in place of the resources.
        ListNullResources "The list has null where a list of resources belongs.";
        /// A total that is too small.
        ListTotalSmall "totalResults is smaller than the number of resources received.";
        /// A page that is not as long as it says.
        ListPerPage "itemsPerPage is not the number of resources received.";
        /// Anything else; `message`.
        Note "{message}";
    }
}

/// Something about the server that departs from the RFC, and how the client copes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// What it is.
    pub code: DeviationCode,
    /// One sentence.
    pub message: String,
    /// What the sentence names, for other languages.
    pub params: Params,
}

impl DeviationCode {
    /// A deviation with what its sentence names.
    pub fn of(self, names: &[(&str, &str)]) -> Deviation {
        let params: Params = names
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Deviation {
            code: self,
            message: sentence::filled(self.sentence(), &params),
            params,
        }
    }
}

impl Deviation {
    /// The deviation that a sentence is about.
    pub fn read(message: &str) -> Self {
        DeviationCode::ALL
            .iter()
            .find_map(|code| {
                Some(Self {
                    code: *code,
                    message: message.to_owned(),
                    params: sentence::read(code.sentence(), message)?,
                })
            })
            .unwrap_or_else(|| DeviationCode::Note.of(&[("message", message)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_scim::Schema;
    use rollcall_scim::discovery::{ResourceType, models};
    use serde_json::json;

    #[test]
    fn whatever_the_reading_of_a_broken_discovery_notes_is_known_by_name() {
        let deep = json!({"name": "d", "type": "complex", "subAttributes": [{"name": "e", "type": "complex", "subAttributes": [
            {"name": "f", "type": "complex", "subAttributes": [{"name": "g", "type": "complex", "subAttributes": [{"name": "h"}]}]}]}]});
        let schemas = json!({"itemsPerPage": 7, "totalResults": "3", "Resources": [
            {"id": "odd", "name": "Odd", "attributes": [1, {}, {"name": "a"}, {"name": "A", "type": "strange"},
                {"name": "b", "type": "STRING", "multiValued": "true", "subAttributes": [{"name": "x"}]},
                {"name": "c", "type": "complex", "subAttributes": "none"}, deep]},
            {"id": "urn:x:Odd", "name": "Empty", "attributes": 4}, {"name": "Bare"}, {"id": "odd", "name": "Odd", "attributes": []}, 5, {}]});
        let (read, mut notes) = Schema::read_all(&schemas).unwrap();
        let types = json!([{"name": "T", "endpoint": "/T", "schema": "urn:y:Odd", "schemaExtensions": [{"schema": "urn:y:Odd"}]},
            {"name": "T", "endpoint": "/T", "schema": "odd"}, {"name": "S", "endpoint": "/S", "schema": "Odd"}, {"name": "U", "schema": "odd"},
            {"name": "V", "endpoint": "/V", "schema": "urn:ietf:params:scim:schemas:core:2.0:User"}]);
        let (types, more) = ResourceType::read_all(&types).unwrap();
        notes.extend(more);
        notes.extend(models(&types, &read).1);
        notes.extend(models(&[], &[]).1);
        let unknown: Vec<&String> = notes
            .iter()
            .filter(|n| Deviation::read(n).code == DeviationCode::Note)
            .collect();
        assert!(
            notes.len() > 15 && unknown.is_empty(),
            "{unknown:#?} of {notes:#?}"
        );
        let same = Deviation::read("Schema odd declares A twice.");
        assert_eq!(
            same,
            DeviationCode::AttributeTwice.of(&[("schema", "odd"), ("attribute", "A")]),
            "with what it names"
        );
    }
}
