//! Discovery that is missing, broken or hostile never stops a connection that works (quirks §3.1).

use rollcall_scim_client::{Client, ClientError, DeviationCode as Code, Discovery, Projection, Source};
use serde_json::{Value, json as value};

use crate::server::{Act, Seen, Server, answer, json};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn config() -> Value {
    value!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": {"supported": true}, "bulk": {"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": true, "maxResults": 200}, "changePassword": {"supported": false},
        "sort": {"supported": false}, "etag": {"supported": true}, "authenticationSchemes": []
    })
}

fn types() -> Value {
    let user = value!({
        "name": "User", "endpoint": "/Users", "schema": "urn:ietf:params:scim:schemas:core:2.0:User",
        "schemaExtensions": [{"schema": ENTERPRISE, "required": false}]
    });
    let role = value!({"name": "Role", "endpoint": "/Roles", "schema": "urn:example:Role"});
    value!({"totalResults": 2, "Resources": [user, role]})
}

fn schemas() -> Value {
    let attribute = value!({"name": "pin", "type": "string", "returned": "never", "mutability": "writeOnly"});
    value!({"totalResults": 1, "Resources": [
        {"id": "urn:example:Role", "name": "Role", "attributes": [attribute]}
    ]})
}

fn whole(seen: &Seen) -> Act {
    match seen.target.strip_prefix("/scim/v2").unwrap() {
        "/ServiceProviderConfig" => json(200, &config()),
        "/ResourceTypes" => json(200, &types()),
        "/Schemas" => json(200, &schemas()),
        "/Roles" => json(201, &value!({"id": "1", "pin": "1234-pin"})),
        _ => json(404, &value!({})),
    }
}

async fn discover(script: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> Result<Discovery, ClientError> {
    Server::start(script).await.client().discover().await
}

fn codes(discovery: &Discovery) -> Vec<Code> {
    discovery.deviations.iter().map(|d| d.code).collect()
}

#[tokio::test]
async fn a_whole_discovery_is_read_and_declared_feature_by_feature() {
    let discovery = discover(whole).await.unwrap();
    let names: Vec<_> = discovery
        .models
        .iter()
        .map(|m| (m.name.as_str(), m.endpoint.as_str()))
        .collect();
    assert_eq!(names, [("User", "/Users"), ("Role", "/Roles")]);
    let declared = |feature: &str| {
        let found = discovery.observations.iter().find(|o| o.feature == feature);
        found.map(|o| (o.source, o.value.as_str()))
    };
    assert_eq!(declared("patch"), Some((Source::Declared, "yes")));
    assert_eq!(declared("bulk"), Some((Source::Declared, "no")));
    assert_eq!(declared("filter.maxResults"), Some((Source::Declared, "200")));
    assert_eq!(
        declared("bulk.maxOperations"),
        None,
        "0 stands for nothing said, not for a limit"
    );
    assert_eq!(declared("cursor"), None, "what is not said is unknown, not no");
    assert!(
        !codes(&discovery).iter().any(|c| c.name().ends_with("Missing")),
        "{:?}",
        discovery.deviations
    );
}

#[tokio::test]
async fn the_values_of_attributes_that_are_never_returned_stay_out_of_the_record() {
    let server = Server::start(whole).await;
    let tape = std::sync::Arc::new(crate::server::Tape::default());
    let mut config = server.config();
    config.recorder = Some(tape.clone());
    let client = Client::new(config).unwrap();
    client.discover().await.unwrap();
    let role = rollcall_scim::Resource::from_value(value!({"name": "x", "pin": "1234-pin"})).unwrap();
    client.create("/Roles", &role).await.unwrap();
    let last = tape.exchanges().pop().unwrap();
    assert!(
        !format!("{last:?}").contains("1234-pin"),
        "its schema says returned: never: {last:?}"
    );
}

#[tokio::test]
async fn a_server_without_any_discovery_gets_the_rfcs_own() {
    let discovery = discover(|s| match s.target.starts_with("/scim/v2/Users") {
        true => json(200, &value!({"totalResults": 0, "Resources": []})),
        false => json(404, &value!({"detail": "not found"})),
    })
    .await
    .unwrap();
    let endpoints: Vec<_> = discovery.models.iter().map(|m| m.endpoint.as_str()).collect();
    assert_eq!(endpoints, ["/Users", "/Groups"], "the built-in kinds stand in");
    assert_eq!(
        codes(&discovery),
        [Code::ConfigMissing, Code::TypesMissing, Code::SchemasMissing],
        "each is said once, and not that no types are declared"
    );
}

#[tokio::test]
async fn the_plural_address_of_the_configuration_is_tried_once() {
    let discovery = discover(|s| match s.target.as_str() {
        "/scim/v2/ServiceProviderConfigs" => json(200, &config()),
        "/scim/v2/ServiceProviderConfig" => json(404, &value!({})),
        _ => whole(s),
    })
    .await
    .unwrap();
    assert!(discovery.config.is_some());
    assert!(codes(&discovery).contains(&Code::ConfigPlural));
}

#[tokio::test]
async fn one_broken_part_does_not_take_the_others_with_it() {
    let discovery = discover(|s| match s.target.as_str() {
        "/scim/v2/Schemas" => answer(500, &[], b"<html>oops</html>"),
        "/scim/v2/ServiceProviderConfig" => answer(200, &[], b"{\"patch\":"),
        _ => whole(s),
    })
    .await
    .unwrap();
    assert_eq!(discovery.models.len(), 2, "the resource types are good");
    assert!(
        codes(&discovery).contains(&Code::SchemasMissing) && codes(&discovery).contains(&Code::ConfigMissing)
    );
}

#[tokio::test]
async fn an_endpoint_on_another_host_is_left_out_and_never_requested() {
    let other = Server::start(|_| json(200, &value!({}))).await;
    let address = other.address;
    let discovery = discover(move |s| match s.target.as_str() {
        "/scim/v2/ResourceTypes" => {
            let kind = |name: &str, endpoint: String| value!({"name": name, "endpoint": endpoint, "schema": "urn:x:y"});
            let kinds = [
                kind("Evil", format!("http://{address}/Users")),
                kind("Slashes", format!("//{address}/Users")),
                kind("Up", "/../admin".into()),
                kind("User", "/Users".into()),
            ];
            json(200, &value!({"totalResults": 4, "Resources": kinds}))
        }
        _ => whole(s),
    })
    .await
    .unwrap();
    let names: Vec<_> = discovery.models.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names, ["User"], "the token is for one origin only");
    let left_out = codes(&discovery)
        .iter()
        .filter(|c| **c == Code::TypeElsewhere)
        .count();
    assert_eq!((left_out, other.connections()), (3, 0));
}

#[tokio::test]
async fn a_schema_that_the_list_leaves_out_is_read_by_itself() {
    let discovery = discover(|s| match s.target.as_str() {
        "/scim/v2/Schemas" => json(200, &value!({"totalResults": 0, "Resources": []})),
        "/scim/v2/Schemas/urn%3Aexample%3ARole" => json(200, &schemas()["Resources"][0]),
        _ => whole(s),
    })
    .await
    .unwrap();
    let role = discovery.models.iter().find(|m| m.name == "Role").unwrap();
    assert!(role.core.attribute("pin").is_some(), "the attribute is known");
    assert!(codes(&discovery).contains(&Code::SchemasIncomplete));
}

#[tokio::test]
async fn a_refused_credential_is_an_error_when_everything_is_refused() {
    for status in [401, 403] {
        let error = discover(move |_| json(status, &value!({}))).await.unwrap_err();
        assert_eq!(error.status(), Some(status), "{error:?}");
    }
}

#[tokio::test]
async fn a_web_site_is_not_taken_for_a_server_without_discovery() {
    let page = b"<!doctype html><html><title>Welcome</title></html>";
    let error = discover(move |_| answer(200, &[("Content-Type", "text/html")], page))
        .await
        .unwrap_err();
    assert!(matches!(error, ClientError::NotScim { .. }), "{error:?}");
    let error = discover(|_| answer(404, &[], b"nothing here")).await.unwrap_err();
    assert_eq!(
        error.status(),
        Some(404),
        "neither discovery nor users: the address is wrong"
    );
}

#[tokio::test]
async fn links_in_resources_are_text() {
    let other = Server::start(|_| json(200, &value!({}))).await;
    let link = format!("http://{}/x", other.address);
    let server = Server::start(move |_| {
        json(
            200,
            &value!({"id": "1", "meta": {"location": link}, "groups": [{"value": "g", "$ref": link}]}),
        )
    })
    .await;
    let answer = server
        .client()
        .get("/Users", "1", &Projection::none())
        .await
        .unwrap();
    assert!(
        answer.resource.unwrap().get_ci("meta").is_some(),
        "kept as it came"
    );
    assert_eq!(other.connections(), 0, "and never followed");
}
