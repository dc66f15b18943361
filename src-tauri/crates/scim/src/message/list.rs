//! ListResponse, RFC 7644 §3.4.2.

use serde_json::{Map, Value, json};

use super::MessageError;
use super::lenient::{Count, count, has_schema, kind};
use crate::resource::get_ci;
use crate::urn;

/// A ListResponse read leniently (RFC 7644 §3.4.2 and what real servers send instead:
/// `Resources` or `resources` or a bare array, totals missing or as text).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListResponse {
    /// `totalResults`, when it was a usable number.
    pub total_results: Option<u64>,
    /// `startIndex` as the server says, 1-based.
    pub start_index: Option<u64>,
    /// `itemsPerPage` as the server says.
    pub items_per_page: Option<u64>,
    /// `nextCursor` (RFC 9865).
    pub next_cursor: Option<String>,
    /// The resources, as JSON: objects only, in the order sent.
    pub resources: Vec<Value>,
    /// What was unusual about the envelope, in sentences for the deviations list.
    pub deviations: Vec<String>,
}

impl ListResponse {
    /// Reads a list leniently; noted deviations instead of errors wherever the meaning is clear.
    /// Refuses text, numbers, Error messages, and objects that are neither list nor resource.
    pub fn read(body: &Value) -> Result<Self, MessageError> {
        Self::take(body.clone())
    }

    /// As [`ListResponse::read`], without copying the resources.
    pub fn take(body: Value) -> Result<Self, MessageError> {
        let mut list = Self::default();
        match body {
            Value::Array(items) => {
                list.deviates("The server sent a bare list instead of a ListResponse.");
                list.accept(items);
            }
            Value::Null => list.deviates("The server sent null instead of a ListResponse."),
            Value::Object(map) => list.envelope(map)?,
            other => {
                return Err(MessageError(format!(
                    "The server sent {} instead of a ListResponse.",
                    kind(&other)
                )));
            }
        }
        Ok(list)
    }

    /// The message for these values, as a server writes it.
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        map.insert("schemas".into(), json!([urn::LIST_RESPONSE]));
        let mut number = |name: &str, n: Option<u64>| {
            if let Some(n) = n {
                map.insert(name.into(), n.into());
            }
        };
        number("totalResults", self.total_results);
        number("startIndex", self.start_index);
        number("itemsPerPage", self.items_per_page);
        if let Some(cursor) = &self.next_cursor {
            map.insert("nextCursor".into(), cursor.clone().into());
        }
        map.insert("Resources".into(), Value::Array(self.resources.clone()));
        Value::Object(map)
    }

    fn deviates(&mut self, sentence: impl Into<String>) {
        self.deviations.push(sentence.into());
    }

    fn accept(&mut self, items: Vec<Value>) {
        let sent = items.len();
        self.resources.extend(items.into_iter().filter(Value::is_object));
        let dropped = sent.saturating_sub(self.resources.len());
        if dropped > 0 {
            self.deviates(format!("{dropped} of {sent} entries of the list are no objects."));
        }
    }

    fn number(&mut self, map: &Map<String, Value>, name: &str) -> Option<u64> {
        match count(get_ci(map, name)) {
            Count::Missing => None,
            Count::Number(n) => Some(n),
            Count::Text(n) => {
                self.deviates(format!("The server sent {name} as text."));
                Some(n)
            }
            Count::Unusable => {
                self.deviates(format!("The server sent an invalid {name}."));
                None
            }
        }
    }

    fn envelope(&mut self, mut map: Map<String, Value>) -> Result<(), MessageError> {
        if has_schema(&map, urn::ERROR) {
            return Err(MessageError(
                "The server sent an Error message instead of a list.".into(),
            ));
        }
        let key = match map.contains_key("Resources") {
            true => Some("Resources".to_owned()),
            false => map.keys().find(|k| k.eq_ignore_ascii_case("Resources")).cloned(),
        };
        let declared = has_schema(&map, urn::LIST_RESPONSE);
        let counted = get_ci(&map, "totalResults").is_some();
        if key.is_none() && !declared && !counted {
            if get_ci(&map, "id").is_none() && get_ci(&map, "schemas").is_none() {
                return Err(MessageError(
                    "The server sent an object that is neither a ListResponse nor a resource.".into(),
                ));
            }
            self.deviates("The server sent a single resource instead of a ListResponse.");
            self.resources.push(Value::Object(map));
            return Ok(());
        }
        if !declared {
            self.deviates("The list does not name the ListResponse schema.");
        }
        self.total_results = self.number(&map, "totalResults");
        self.start_index = self.number(&map, "startIndex");
        self.items_per_page = self.number(&map, "itemsPerPage");
        if !counted {
            self.deviates("The list has no totalResults.");
        }
        match get_ci(&map, "nextCursor") {
            Some(Value::String(s)) if !s.is_empty() => self.next_cursor = Some(s.clone()),
            Some(Value::Number(n)) => {
                self.next_cursor = Some(n.to_string());
                self.deviates("The server sent nextCursor as a number.");
            }
            _ => {}
        }
        if let Some(key) = key {
            if key != "Resources" {
                self.deviates(format!("The list calls its resources {key:?}."));
            }
            match map.swap_remove(&key) {
                Some(Value::Array(items)) => self.accept(items),
                Some(resource @ Value::Object(_)) => {
                    self.deviates("The list has a single object where a list of resources belongs.");
                    self.resources.push(resource);
                }
                Some(Value::Null) => self.deviates("The list has null where a list of resources belongs."),
                Some(other) => {
                    return Err(MessageError(format!(
                        "The list has {} where a list of resources belongs.",
                        kind(&other)
                    )));
                }
                None => {}
            }
        }
        let received = u64::try_from(self.resources.len()).unwrap_or(u64::MAX);
        if self.total_results.is_some_and(|total| total < received) {
            self.deviates("totalResults is smaller than the number of resources received.");
        }
        if self.items_per_page.is_some_and(|n| n != received) && received > 0 {
            self.deviates("itemsPerPage is not the number of resources received.");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(body: Value) -> ListResponse {
        ListResponse::read(&body).unwrap_or_else(|e| panic!("{body}: {e}"))
    }

    #[test]
    fn a_list_as_the_rfc_has_it_is_read_without_remarks() {
        let list = read(json!({
            "schemas": [urn::LIST_RESPONSE], "totalResults": 2, "startIndex": 1, "itemsPerPage": 2,
            "Resources": [{"id": "1"}, {"id": "2"}]
        }));
        assert_eq!(
            (list.total_results, list.start_index, list.resources.len()),
            (Some(2), Some(1), 2)
        );
        assert_eq!(
            list.deviations,
            Vec::<String>::new(),
            "nothing is unusual about it"
        );
        let empty = read(json!({"schemas": [urn::LIST_RESPONSE], "totalResults": 0}));
        assert!(
            empty.resources.is_empty() && empty.deviations.is_empty(),
            "§3.4.2: Resources may be absent"
        );
    }

    #[test]
    fn other_shapes_are_read_and_named() {
        for (body, resources) in [
            (json!([{"id": "1"}]), 1),
            (Value::Null, 0),
            (json!({"totalResults": 1, "resources": [{"id": "1"}]}), 1),
            (
                json!({"schemas": [urn::LIST_RESPONSE], "totalResults": 0, "Resources": null}),
                0,
            ),
            (
                json!({"schemas": [urn::LIST_RESPONSE], "totalResults": 1, "Resources": {"id": "1"}}),
                1,
            ),
            (json!({"schemas": [urn::USER], "id": "1"}), 1),
            (
                json!({"schemas": [urn::LIST_RESPONSE], "Resources": [{"id": "1"}, 7, "x"]}),
                1,
            ),
            (
                json!({"schemas": [urn::LIST_RESPONSE], "totalResults": 1, "Resources": [{"id": "1"}, {"id": "2"}]}),
                2,
            ),
        ] {
            let list = read(body.clone());
            assert_eq!(list.resources.len(), resources, "{body}");
            assert!(!list.deviations.is_empty(), "{body} is unusual and must be noted");
        }
    }

    #[test]
    fn totals_are_checked_numbers_or_nothing() {
        let total = |n: Value| {
            let list = read(json!({"schemas": [urn::LIST_RESPONSE], "totalResults": n, "Resources": []}));
            (list.total_results, list.deviations.len())
        };
        assert_eq!(total(json!(7)), (Some(7), 0));
        assert_eq!(total(json!(7.0)), (Some(7), 0), "7.0 is a whole number");
        assert_eq!(total(json!("7")), (Some(7), 1), "text is read and noted");
        for bad in [
            json!(-1),
            json!(1e26),
            json!(1.5),
            json!("many"),
            json!([7]),
            json!("-3"),
        ] {
            assert_eq!(total(bad.clone()), (None, 1), "{bad}: no usable number, said so");
        }
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for body in [
            json!("text"),
            json!(3),
            json!({"message": "hello"}),
            json!({"schemas": [urn::ERROR], "status": "400"}),
            json!({"totalResults": 1, "Resources": "none"}),
        ] {
            assert!(
                ListResponse::read(&body).is_err(),
                "{body} must not pass for an empty directory"
            );
        }
    }

    #[test]
    fn a_written_list_is_read_back_the_same() {
        let list = ListResponse {
            total_results: Some(3),
            start_index: Some(1),
            items_per_page: Some(1),
            next_cursor: Some("abc".into()),
            resources: vec![json!({"id": "1"})],
            deviations: vec![],
        };
        assert_eq!(read(list.to_value()), list);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "[a-zA-Z:0-9.]{0,12}".prop_map(Value::from),
            Just(json!(urn::LIST_RESPONSE)),
        ];
        let key = prop_oneof![
            Just("Resources".to_owned()),
            Just("resources".to_owned()),
            Just("schemas".to_owned()),
            Just("totalResults".to_owned()),
            Just("id".to_owned()),
            Just("nextCursor".to_owned()),
            "[a-z]{0,6}",
        ];
        leaf.prop_recursive(3, 24, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
                prop::collection::vec((key.clone(), inner), 0..6)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_json_is_read_or_refused_and_only_objects_come_through(body in any_json()) {
            if let Ok(list) = ListResponse::read(&body) {
                prop_assert!(list.resources.iter().all(Value::is_object));
            }
        }
    }
}
