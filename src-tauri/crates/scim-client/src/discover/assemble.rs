//! Puts the parts of a discovery together, with stand-ins for what is missing.

use rollcall_scim::discovery::{ResourceType, ServiceProviderConfig, models, normalize_endpoint};
use rollcall_scim::schema::builtin;
use rollcall_scim::{Attribute, Mutability, ResourceModel, Returned, Schema};
use serde_json::Value;
use url::Url;

use super::{Deviation, DeviationCode as Code, Discovery, Shown};
use crate::{ClientError, ExchangeMark, observe, version_1};

/// Most deviations kept; a server that is wrong in every line is wrong enough after these.
const MAX_DEVIATIONS: usize = 60;

/// A discovery being put together.
pub(super) struct Assembly {
    base: Url,
    config: Option<ServiceProviderConfig>,
    /// The record of the exchange that brought it.
    config_shown: Option<ExchangeMark>,
    types: Vec<ResourceType>,
    schemas: Vec<Schema>,
    listed_schemas: bool,
    /// SCIM 1.1.
    old: bool,
    deviations: Vec<Deviation>,
}

impl Assembly {
    pub(super) fn new(base: &Url) -> Self {
        Self {
            base: base.clone(),
            config: None,
            config_shown: None,
            types: Vec::new(),
            schemas: Vec::new(),
            listed_schemas: false,
            old: false,
            deviations: Vec::new(),
        }
    }

    pub(super) fn deviates(&mut self, deviation: Deviation) {
        let known = self.deviations.iter().any(|d| d.message == deviation.message);
        if !known && self.deviations.len() < MAX_DEVIATIONS {
            self.deviations.push(deviation);
        }
    }

    fn notes(&mut self, sentences: Vec<String>) {
        for sentence in sentences {
            self.deviates(Deviation::read(&sentence));
        }
    }

    pub(super) fn take_config(&mut self, body: Result<Shown, ClientError>) {
        match body {
            Ok((body, exchange)) => {
                self.config_shown = exchange;
                if speaks_scim_1(&body) {
                    self.old = true;
                    self.deviates(Code::Scim11.of(&[]));
                }
                match ServiceProviderConfig::read(&body) {
                    Ok(config) => self.config = Some(config),
                    Err(e) => self.deviates(Code::ConfigUnreadable.of(&[("why", &e.to_string())])),
                }
            }
            Err(error) => self.deviates(Code::ConfigMissing.of(&[("cause", &brief(&error))])),
        }
    }

    pub(super) fn take_types(&mut self, body: Result<Value, ClientError>) {
        let body = match body {
            Ok(body) => body,
            Err(error) => {
                self.deviates(Code::TypesMissing.of(&[("cause", &brief(&error))]));
                return;
            }
        };
        match ResourceType::read_all(&body) {
            Err(e) => self.deviates(Code::TypesUnreadable.of(&[("why", &e.to_string())])),
            Ok((types, notes)) => {
                self.notes(notes);
                for one in types {
                    self.take_type(one);
                }
            }
        }
    }

    /// An endpoint outside the base URL is never requested.
    fn take_type(&mut self, mut one: ResourceType) {
        match normalize_endpoint(&self.base, &one.endpoint) {
            Some(endpoint) => {
                one.endpoint = endpoint;
                self.types.push(one);
            }
            None => {
                let name: String = one.name.chars().take(100).collect();
                self.deviates(Code::TypeElsewhere.of(&[("type", &name)]));
            }
        }
    }

    pub(super) fn take_schemas(&mut self, body: Result<Value, ClientError>) {
        let body = match body {
            Ok(body) => body,
            Err(error) => {
                self.deviates(Code::SchemasMissing.of(&[("cause", &brief(&error))]));
                return;
            }
        };
        match Schema::read_all(&body) {
            Err(e) => self.deviates(Code::SchemasUnreadable.of(&[("why", &e.to_string())])),
            Ok((schemas, notes)) => {
                self.notes(notes);
                self.schemas = schemas;
                self.listed_schemas = true;
            }
        }
    }

    /// Schemas that resource types name, the list left out, and the RFC does not define.
    pub(super) fn missing_schemas(&self, most: usize) -> Vec<String> {
        if !self.listed_schemas {
            return Vec::new();
        }
        let built_in = builtin::all();
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        let mut missing: Vec<String> = Vec::new();
        let named = self
            .types
            .iter()
            .flat_map(|t| std::iter::once(&t.schema).chain(t.schema_extensions.iter().map(|(urn, _)| urn)));
        for urn in named {
            let known = self.schemas.iter().chain(&built_in).any(|s| same(&s.id, urn))
                || missing.iter().any(|m| same(m, urn));
            if !known && missing.len() < most {
                missing.push(urn.clone());
            }
        }
        missing
    }

    pub(super) fn take_schema(&mut self, body: &Value) {
        if let Ok((schema, notes)) = Schema::read(body) {
            self.deviates(Code::SchemasIncomplete.of(&[("schema", &schema.id)]));
            self.notes(notes);
            self.schemas.push(schema);
        }
    }

    pub(super) fn finish(mut self) -> Discovery {
        let (models, notes) = models(&self.types, &self.schemas);
        self.notes(notes);
        // That types which cannot be read are assumed says that none were declared.
        if self.deviations.iter().any(|d| d.code == Code::TypesMissing) {
            self.deviations.retain(|d| d.code != Code::TypesNone);
        }
        let mut observations = self.config.as_ref().map(observe::declared).unwrap_or_default();
        if self.old {
            observations.push(observe::old_version());
        }
        let shown = observations.into_iter().map(|o| o.shown_by(self.config_shown));
        Discovery {
            observations: shown.collect(),
            config: self.config,
            models,
            schemas: self.schemas,
            deviations: self.deviations,
        }
    }
}

fn speaks_scim_1(body: &Value) -> bool {
    let schemas = body
        .as_object()
        .and_then(|m| rollcall_scim::resource::get_ci(m, "schemas"));
    schemas.and_then(Value::as_array).is_some_and(|urns| {
        urns.iter()
            .filter_map(Value::as_str)
            .any(|urn| urn.starts_with(version_1::PREFIX))
    })
}

/// The cause in a few words.
fn brief(error: &ClientError) -> String {
    match error {
        ClientError::Status(error) => format!("status {}", error.status),
        ClientError::NotScim { status, .. } => format!("status {status}, but no SCIM message"),
        other => other.to_string(),
    }
}

/// Names of attributes whose values must never be written down: secrets by their schema.
pub(super) fn never_returned(models: &[ResourceModel]) -> Vec<String> {
    fn collect(attributes: &[Attribute], names: &mut Vec<String>) {
        for attribute in attributes {
            if attribute.returned == Returned::Never || attribute.mutability == Mutability::WriteOnly {
                names.push(attribute.name.clone());
            }
            collect(&attribute.sub_attributes, names);
        }
    }
    let mut names = Vec::new();
    for model in models {
        collect(&model.core.attributes, &mut names);
        for (extension, _) in &model.extensions {
            collect(&extension.attributes, &mut names);
        }
    }
    names
}
