//! What is done for every resource of a large directory: reading JSON, matching a filter, comparing, applying.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rollcall_scim::message::ListResponse;
use rollcall_scim::{Filter, Resource, ResourceModel, json, patch};
use serde_json::{Value, json};

/// Resources in a page.
const PAGE: u64 = 1_000;

fn person(n: u64) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User",
                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
        "id": format!("2819c223-7f76-453a-919d-{n:012}"),
        "externalId": format!("E{n:07}"),
        "userName": format!("ingrid.lindqvist{n}@example.com"),
        "name": {"formatted": "Ingrid Lindqvist", "familyName": "Lindqvist", "givenName": "Ingrid"},
        "displayName": "Ingrid Lindqvist",
        "title": "Ski instructor",
        "active": !n.is_multiple_of(7),
        "emails": [{"value": format!("ingrid.lindqvist{n}@example.com"), "type": "work", "primary": true},
                   {"value": format!("{n}@example.org"), "type": "home"}],
        "phoneNumbers": [{"value": format!("+46 8 {n:07}"), "type": "work"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
            {"employeeNumber": format!("{n:07}"), "department": format!("Lifts {}", n % 40)},
        "meta": {"resourceType": "User", "created": "2026-01-01T00:00:00Z",
                 "lastModified": "2026-01-01T00:00:00Z", "version": "W/\"1\""},
    })
}

fn people() -> Vec<Resource> {
    (0..PAGE)
        .filter_map(|n| Resource::from_value(person(n)))
        .collect()
}

fn reading(c: &mut Criterion) {
    let page: Vec<Value> = (0..PAGE).map(person).collect();
    let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
                      "totalResults": PAGE, "Resources": page})
    .to_string();
    let mut group = c.benchmark_group("json");
    group.throughput(Throughput::Bytes(u64::try_from(body.len()).unwrap()));
    group.bench_function("a page of 1,000 users to a list", |b| {
        b.iter(|| {
            let parsed = json::parse(body.as_bytes(), json::DEFAULT_MAX_DEPTH).unwrap();
            black_box(ListResponse::take(parsed.value).unwrap())
        });
    });
    group.finish();
}

fn filters(c: &mut Criterion) {
    let (model, people) = (ResourceModel::user(), people());
    let mut group = c.benchmark_group("filter");
    let text =
        r#"emails[type eq "work" and value ew "@example.com"] and not (title sw "Lift" or active eq false)"#;
    group.bench_function("parse", |b| b.iter(|| black_box(Filter::parse(text).unwrap())));
    group.throughput(Throughput::Elements(PAGE));
    for (name, text) in [
        (
            "userName eq, 1,000 users",
            r#"userName eq "ingrid.lindqvist500@example.com""#,
        ),
        ("value path and not, 1,000 users", text),
    ] {
        let filter = Filter::parse(text).unwrap();
        group.bench_function(name, |b| {
            b.iter(|| black_box(people.iter().filter(|p| filter.matches(&model, p)).count()));
        });
    }
    group.finish();
}

fn patches(c: &mut Criterion) {
    let (model, before) = (ResourceModel::user(), Resource::from_value(person(1)).unwrap());
    let mut after = before.clone();
    after.0.insert("title".into(), "Head of ski school".into());
    after.0.insert("active".into(), false.into());
    after.0.insert("nickName".into(), "Inga".into());
    let operations = patch::diff(&model, &before, &after);
    let mut group = c.benchmark_group("patch");
    group.bench_function("diff of three attributes", |b| {
        b.iter(|| black_box(patch::diff(&model, &before, &after)));
    });
    group.bench_function("apply three operations", |b| {
        b.iter(|| black_box(patch::apply(&model, &before, &operations).unwrap()));
    });
    group.finish();
}

criterion_group!(benches, reading, filters, patches);
criterion_main!(benches);
