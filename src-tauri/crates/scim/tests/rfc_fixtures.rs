//! Every example of RFC 7643 and RFC 7644 as a fixture of our own with the same shape, named by
//! section: each is read, typed, and checked or written back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rollcall_scim::discovery::{ResourceType, ServiceProviderConfig, models};
use rollcall_scim::message::{
    BulkMethod, BulkRequest, BulkResponse, ListResponse, ScimError, SearchRequest, replace_bulk_ids,
};
use rollcall_scim::patch::{PatchOperation, PatchVerb};
use rollcall_scim::schema::builtin;
use rollcall_scim::validate::{Context, Finding, Severity, validate};
use rollcall_scim::{AttrPath, Filter, Resource, ResourceModel, Schema, json, urn};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures")
}

/// Reads a fixture such as `7643/8.1-minimal-user`, with the reader that servers' bodies go through.
fn fixture(name: &str) -> Value {
    let path = folder().join(format!("rfc{name}.json"));
    let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{name}: {e}"));
    let parsed = json::parse(&bytes, json::DEFAULT_MAX_DEPTH).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(
        parsed.duplicate_keys,
        Vec::<String>::new(),
        "{name} has no repeated keys"
    );
    parsed.value
}

fn resource(name: &str) -> Resource {
    Resource::from_value(fixture(name)).unwrap_or_else(|| panic!("{name} is an object"))
}

fn errors(model: &ResourceModel, resource: &Resource, context: Context) -> Vec<Finding> {
    let mut findings = validate(model, resource, None, context);
    findings.retain(|f| f.severity == Severity::Error);
    findings
}

fn text_at(model: &ResourceModel, resource: &Resource, path: &str) -> Option<String> {
    let path = AttrPath::parse(path).expect("a path");
    resource.at(model, &path)?.as_str().map(str::to_owned)
}

#[test]
fn rfc7643_section_3_a_resource_with_an_extension() {
    let user = resource("7643/3-resource-with-extension");
    assert_eq!(
        validate(&ResourceModel::user(), &user, None, Context::Response),
        []
    );
    assert_eq!(user.schemas(), [urn::USER, urn::ENTERPRISE_USER]);
    let department = format!("{}:department", urn::ENTERPRISE_USER);
    assert_eq!(
        text_at(&ResourceModel::user(), &user, &department).as_deref(),
        Some("Night Watch"),
        "an extension's attribute is found under its URN"
    );
}

#[test]
fn rfc7643_section_8_1_minimal_user() {
    let user = resource("7643/8.1-minimal-user");
    assert_eq!(
        validate(&ResourceModel::user(), &user, None, Context::Response),
        []
    );
    assert!(
        user.id().is_some() && user.version() == Some("W/\"1\""),
        "id and ETag are typed views"
    );
    assert_eq!(user.active(), None, "not said is not inactive");
    assert_eq!(user.label(), "imarlow@example.com", "the best name there is");
}

#[test]
fn rfc7643_section_8_2_full_user() {
    let model = ResourceModel::user();
    let user = resource("7643/8.2-full-user");
    let found = errors(&model, &user, Context::Create);
    assert_eq!(found, [], "everything in it is declared and well formed");
    let unknown = validate(&model, &user, None, Context::Create);
    assert!(
        unknown.iter().all(|f| f.code != "unknown"),
        "the built-in schema knows all of §8.2: {unknown:?}"
    );
    let answered = errors(&model, &user, Context::Response);
    assert_eq!(
        answered
            .iter()
            .map(|f| (f.code, f.path.as_str()))
            .collect::<Vec<_>>(),
        [("returnedNever", "password")],
        "§4.1.1: the password is never returned"
    );
    assert_eq!(user.primary_email(), Some("imarlow@example.com"));
    assert_eq!(user.plural("phoneNumbers").count(), 2);
    assert_eq!(
        text_at(&model, &user, "name.honorificSuffix").as_deref(),
        Some("II")
    );
}

#[test]
fn rfc7643_section_8_3_enterprise_user() {
    let model = ResourceModel::user();
    let user = resource("7643/8.3-enterprise-user");
    assert_eq!(errors(&model, &user, Context::Create), []);
    let manager = format!("{}:manager.displayName", urn::ENTERPRISE_USER);
    assert_eq!(text_at(&model, &user, &manager).as_deref(), Some("Tomas Reyes"));
    let noted = validate(&model, &user, None, Context::Create);
    assert!(
        noted.iter().any(|f| f.code == "readOnly" && f.path == manager),
        "§4.3: the manager's name is the server's to write"
    );
    let mut edited = user.clone();
    edited
        .set_at(
            &model,
            &AttrPath::parse(&format!("{}:division", urn::ENTERPRISE_USER)).expect("path"),
            "Tugs".into(),
        )
        .expect("writable");
    assert_eq!(edited.schemas(), user.schemas(), "the extension is named once");
}

#[test]
fn rfc7643_section_8_4_group() {
    let group = resource("7643/8.4-group");
    assert_eq!(
        validate(&ResourceModel::group(), &group, None, Context::Response),
        []
    );
    let names: Vec<_> = group.plural("members").filter_map(|m| m.display).collect();
    assert_eq!(names, ["Ines Marlow", "Oskar Lind"]);
}

#[test]
fn rfc7643_section_8_5_service_provider_config() {
    let body = fixture("7643/8.5-service-provider-config");
    let config = ServiceProviderConfig::read(&body).expect("a configuration");
    assert_eq!(config.bulk_max_operations, Some(1000));
    assert_eq!(config.filter_max_results, Some(200));
    assert_eq!(config.authentication_schemes, ["oauthbearertoken", "httpbasic"]);
    assert_eq!(
        ServiceProviderConfig::read(&config.to_value()),
        Ok(config),
        "written and read back"
    );
    let model = ResourceModel {
        name: "ServiceProviderConfig".into(),
        endpoint: "/ServiceProviderConfig".into(),
        core: builtin::service_provider_config(),
        extensions: vec![],
    };
    let mut found = errors(
        &model,
        &Resource::from_value(body).expect("an object"),
        Context::Response,
    );
    found.retain(|f| f.path != "id");
    assert_eq!(found, [], "§5: id is not required of this resource, the rest is");
}

#[test]
fn rfc7643_section_8_6_resource_types() {
    let body = fixture("7643/8.6-resource-types");
    let (types, _) = ResourceType::read_all(&body).expect("a list");
    for (one, original) in types.iter().zip(body.as_array().expect("a list")) {
        assert_eq!(
            ResourceType::read(&one.to_value()).as_ref(),
            Ok(one),
            "written and read back"
        );
        assert_eq!(ResourceType::read(original).as_ref(), Ok(one));
    }
    let (joined, deviations) = models(&types, &builtin::all());
    assert_eq!(deviations, Vec::<String>::new());
    assert_eq!(
        joined.iter().map(|m| m.endpoint.as_str()).collect::<Vec<_>>(),
        ["/Users", "/Groups"]
    );
    assert_eq!(
        joined.first().map(|m| m.extensions.iter().map(|e| e.1).collect()),
        Some(vec![true])
    );
}

#[test]
fn rfc7643_section_8_7_schemas() {
    for (name, expected) in [
        (
            "7643/8.7.1-resource-schemas",
            vec![builtin::user(), builtin::group(), builtin::enterprise_user()],
        ),
        (
            "7643/8.7.2-service-provider-schemas",
            vec![
                builtin::service_provider_config(),
                builtin::resource_type(),
                builtin::schema(),
            ],
        ),
    ] {
        let (schemas, deviations) = Schema::read_all(&fixture(name)).expect("a list");
        assert_eq!(schemas, expected, "{name}: the built-in schemas are these");
        assert_eq!(
            deviations,
            ["The server sent a bare list instead of a ListResponse."],
            "{name}: nothing else is unusual"
        );
    }
}

#[test]
fn a_schema_is_itself_valid_by_the_schema_of_schemas() {
    let model = ResourceModel {
        name: "Schema".into(),
        endpoint: "/Schemas".into(),
        core: builtin::schema(),
        extensions: vec![],
    };
    for schema in builtin::all() {
        let value = Resource::from_value(schema.to_value()).expect("an object");
        let mut found = validate(&model, &value, None, Context::Response);
        // §8.7.2 describes parts of parts once; the schema of schemas itself goes one level deeper.
        found.retain(|f| f.path != "attributes[3].subAttributes[11].subAttributes");
        assert_eq!(found, [], "{}", schema.id);
    }
}

#[test]
fn rfc7644_section_3_3_creating() {
    let model = ResourceModel::user();
    assert_eq!(
        validate(
            &model,
            &resource("7644/3.3-create-request"),
            None,
            Context::Create
        ),
        []
    );
    let created = resource("7644/3.3-create-response");
    assert_eq!(validate(&model, &created, None, Context::Response), []);
    assert_eq!(
        created.external_id(),
        Some("staff-20588"),
        "the client's identifier comes back"
    );
}

#[test]
fn rfc7644_section_3_4_1_and_3_9_and_3_14_reading_one() {
    let model = ResourceModel::user();
    for name in [
        "7644/3.4.1-get-response",
        "7644/3.9-projected-response",
        "7644/3.14-versioned-response",
    ] {
        assert_eq!(
            validate(&model, &resource(name), None, Context::Response),
            [],
            "{name}"
        );
    }
    let versioned = resource("7644/3.14-versioned-response");
    assert_eq!(
        versioned.version(),
        Some("W/\"e180ee84f0671b1\""),
        "the ETag is kept with its quotes"
    );
}

#[test]
fn rfc7644_section_3_4_2_lists() {
    for (name, total, start, resources) in [
        ("7644/3.4.2-list-response", 2, None, 2),
        ("7644/3.4.2.4-page", 100, Some(11), 2),
        ("7644/3.4.3-search-response", 100, Some(1), 2),
    ] {
        let list = ListResponse::read(&fixture(name)).expect("a list");
        assert_eq!(list.total_results, Some(total), "{name}");
        assert_eq!(list.start_index, start, "{name}");
        assert_eq!(list.resources.len(), resources, "{name}");
        assert_eq!(
            list.deviations,
            Vec::<String>::new(),
            "{name} is as the RFC wants it"
        );
        assert_eq!(
            ListResponse::read(&list.to_value()),
            Ok(list),
            "{name}: written and read back"
        );
    }
}

#[test]
fn rfc7644_section_3_4_2_2_filters() {
    let model = ResourceModel::user();
    let user = resource("7643/8.3-enterprise-user");
    for text in fixture("7644/3.4.2.2-filters").as_array().expect("a list") {
        let text = text.as_str().expect("a filter's text");
        let filter = Filter::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let printed = filter.to_string();
        assert_eq!(
            Filter::parse(&printed).as_ref(),
            Ok(&filter),
            "{text} is printed as {printed} and means the same"
        );
        assert_eq!(filter.check(&model), Ok(()), "{text} fits the User schema");
    }
    let matches = |text: &str| Filter::parse(text).is_ok_and(|f| f.matches(&model, &user));
    assert!(matches(
        "userType eq \"employee\" and emails[type eq \"work\" and value co \"@example.com\"]"
    ));
    assert!(!matches("userType ne \"Employee\""));
}

#[test]
fn rfc7644_section_3_4_3_search_request() {
    let body = fixture("7644/3.4.3-search-request");
    let request = SearchRequest::read(&body).expect("a request");
    assert_eq!(request.to_value(), body, "written as it was read");
    assert!(
        Filter::parse(request.filter.as_deref().unwrap_or_default()).is_ok(),
        "its filter is one"
    );
}

#[test]
fn rfc7644_section_3_5_1_replacing() {
    let model = ResourceModel::user();
    let before = resource("7644/3.4.1-get-response");
    let request = resource("7644/3.5.1-replace-request");
    assert_eq!(
        validate(&model, &request, Some(&before), Context::Replace),
        [],
        "§3.5.1: [] clears a list"
    );
    assert_eq!(
        validate(
            &model,
            &resource("7644/3.5.1-replace-response"),
            None,
            Context::Response
        ),
        []
    );
}

#[test]
fn rfc7644_section_3_5_2_patching() {
    let (user, group) = (ResourceModel::user(), ResourceModel::group());
    let (ines, pilots) = (resource("7643/8.3-enterprise-user"), resource("7643/8.4-group"));
    let mut seen = 0;
    for name in names("rfc7644") {
        if !name.starts_with("3.5.2") {
            continue;
        }
        seen += 1;
        let message = fixture(&format!("7644/{name}"));
        let operations = PatchOperation::from_message(&message).unwrap_or_else(|e| panic!("{name}: {e}"));
        let written = PatchOperation::to_message(&operations);
        assert_eq!(
            PatchOperation::from_message(&written),
            Ok(operations.clone()),
            "{name}: written and read back"
        );
        let about_group = message.to_string().contains("members");
        let (model, before) = if about_group {
            (&group, &pilots)
        } else {
            (&user, &ines)
        };
        let after =
            rollcall_scim::patch::apply(model, before, &operations).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_ne!(&after, before, "{name} changes something");
        let mut found = validate(model, &after, Some(before), Context::Patch);
        found.retain(|f| f.severity == Severity::Error);
        assert_eq!(found, [], "{name} leads to a valid resource");
    }
    assert_eq!(seen, 11, "all examples of §3.5.2 are here");
    let one = PatchOperation::from_message(&fixture("7644/3.5.2.2-remove-one-member")).expect("a PATCH");
    assert_eq!(one.first().map(|o| o.verb), Some(PatchVerb::Remove));
}

#[test]
fn rfc7644_section_3_7_bulk_requests() {
    for name in [
        "7644/3.7.1-circular-request",
        "7644/3.7.2-bulk-id-request",
        "7644/3.7.2-bulk-id-in-enterprise-manager",
        "7644/3.7.3-four-verbs-request",
    ] {
        let body = fixture(name);
        let request = BulkRequest::read(&body).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(
            BulkRequest::read(&request.to_value()),
            Ok(request),
            "{name}: written and read back"
        );
    }
    let four = BulkRequest::read(&fixture("7644/3.7.3-four-verbs-request")).expect("a request");
    let methods: Vec<_> = four.operations.iter().map(|o| o.method).collect();
    assert_eq!(
        methods,
        [
            BulkMethod::Post,
            BulkMethod::Put,
            BulkMethod::Patch,
            BulkMethod::Delete
        ]
    );
    assert_eq!(four.fail_on_errors, Some(1));
    let mut manager = fixture("7644/3.7.2-bulk-id-in-enterprise-manager");
    let unknown = replace_bulk_ids(&mut manager, &|id| (id == "edc").then(|| "77aa".to_owned()));
    assert!(
        unknown.is_empty() && manager.to_string().contains("\"value\":\"77aa\""),
        "§3.7.2: deep inside too"
    );
}

#[test]
fn rfc7644_section_3_7_bulk_responses() {
    for (name, statuses) in [
        ("7644/3.7.1-circular-response", vec![201, 201]),
        ("7644/3.7.2-bulk-id-response", vec![201, 201]),
        ("7644/3.7.3-success-response", vec![201, 200, 200, 204]),
        ("7644/3.7.3-stopped-response", vec![400]),
        ("7644/3.7.3-error-response", vec![400, 412, 412, 404]),
    ] {
        let response = BulkResponse::read(&fixture(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let read: Vec<_> = response.operations.iter().filter_map(|o| o.status).collect();
        assert_eq!(read, statuses, "{name}: a status as text or with a code");
        for failed in response
            .operations
            .iter()
            .filter(|o| o.succeeded() == Some(false))
        {
            assert_eq!(
                failed.error().and_then(|e| e.status),
                failed.status,
                "{name}: the reason comes along"
            );
        }
        assert_eq!(
            BulkResponse::read(&response.to_value()),
            Ok(response),
            "{name}: written and read back"
        );
    }
}

#[test]
fn rfc7644_section_3_12_errors() {
    for (name, status, scim_type) in [
        ("7644/3.7.4-too-large-error", 413, None),
        ("7644/3.12-not-found-error", 404, None),
        ("7644/3.12-mutability-error", 400, Some("mutability")),
        ("7644/3.12-uniqueness-error", 409, Some("uniqueness")),
        ("7644/4-forbidden-filter-error", 403, None),
    ] {
        let body = fixture(name);
        let error = ScimError::read(&body).unwrap_or_else(|| panic!("{name} is an error"));
        assert_eq!(
            (error.status, error.scim_type.as_deref()),
            (Some(status), scim_type),
            "{name}"
        );
        assert_eq!(error.to_value(), body, "{name}: written as it was read");
        assert!(
            ListResponse::read(&body).is_err(),
            "{name} must not pass for an empty list"
        );
    }
}

fn names(rfc: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder().join(rfc)).expect("the fixtures are part of the repository");
    let mut names: Vec<String> = entries
        .map(|e| e.expect("an entry").path())
        .filter_map(|p| Some(p.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

#[test]
fn no_fixture_is_left_unused() {
    let source = include_str!("rfc_fixtures.rs");
    let unused: BTreeSet<String> = ["rfc7643", "rfc7644"]
        .into_iter()
        .flat_map(|rfc| names(rfc).into_iter().map(move |n| format!("{}/{n}", &rfc[3..])))
        .filter(|n| !n.contains("/3.5.2") && !source.contains(&format!("\"{n}\"")))
        .collect();
    assert_eq!(
        unused,
        BTreeSet::new(),
        "each fixture stands for an example and is tested above"
    );
}
