use rollcall_scim::discovery::{ResourceType, ServiceProviderConfig, models};
use rollcall_scim::schema::builtin;
use rollcall_scim::validate::{Context, validate};
use rollcall_scim::{AttrPath, Resource, ResourceModel, Schema, urn};

use super::{errors, fixture, resource, text_at};

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
