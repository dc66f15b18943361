use rollcall_scim::message::{
    BulkMethod, BulkRequest, BulkResponse, ListResponse, ScimError, SearchRequest, replace_bulk_ids,
};
use rollcall_scim::patch::{PatchOperation, PatchVerb};
use rollcall_scim::validate::{Context, Severity, validate};
use rollcall_scim::{Filter, ResourceModel};

use super::{fixture, names, resource};

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
