//! Filling and searching an encrypted cache of 100,000 people.
//!
//! Targets: under 60 µs a row for a first full sync, index included; the first 200 rows in order in under 50 ms
//! for a rare word, two letters and a word everybody has.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use rollcall_storage::table::resources::{self, NewResource, SearchText, Sort};
use rollcall_storage::{Database, DatabaseKey, OpenMode, StoreFolder, open_cache};
use uuid::Uuid;

const PEOPLE: u64 = 100_000;
const FIRST: [&str; 16] = [
    "Łukasz", "Søren", "Anna", "Đorđe", "María", "Chloé", "Jürgen", "Wanjiru", "Haruto", "Olena", "Fatima",
    "Niamh", "Tomáš", "Ingrid", "Mateus", "Priya",
];
const LAST: [&str; 16] = [
    "Kovačević",
    "Nowak",
    "Hansen",
    "Müller",
    "O’Brien",
    "Nguyễn",
    "García",
    "Okafor",
    "Tanaka",
    "Shevchenko",
    "Rossi",
    "Dubois",
    "Svensson",
    "Papadopoulos",
    "Yılmaz",
    "Fernandes",
];

/// A believable person of about a kilobyte, the same for the same number.
fn person(n: u64) -> NewResource {
    // A permutation of the numbers, so that names arrive out of order as they do from a server.
    let mixed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let pick = |shift: u32, from: &[&'static str]| from[usize::try_from((mixed >> shift) % 16).unwrap()];
    let (first, last) = (pick(60, &FIRST), pick(56, &LAST));
    let user = format!(
        "{}.{}{n}@example.com",
        rollcall_storage::fold(first),
        rollcall_storage::fold(last)
    );
    let id = Uuid::from_u64_pair(mixed, n).to_string();
    let display = format!("{first} {last}");
    let json = format!(
        r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"id":"{id}","externalId":"E{n:07}","userName":"{user}","name":{{"formatted":"{display}","familyName":"{last}","givenName":"{first}"}},"displayName":"{display}","title":"Seasonal assistant","active":true,"emails":[{{"value":"{user}","type":"work","primary":true}},{{"value":"{n}@example.org","type":"home"}}],"phoneNumbers":[{{"value":"+31 20 {n:07}","type":"work"}}],"addresses":[{{"type":"work","streetAddress":"{n} Main Street","locality":"Utrecht","postalCode":"3511","country":"NL"}}],"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{{"employeeNumber":"{n:07}","department":"Retail {}","costCenter":"{}"}},"meta":{{"resourceType":"User","created":"2025-01-01T00:00:00Z","lastModified":"2026-01-01T00:00:00Z","version":"W/\"{mixed:x}\"","location":"https://scim.example.com/v2/Users/{id}"}}}}"#,
        n % 40,
        n % 500,
    );
    NewResource {
        server_id: id,
        name: Some(user.clone()),
        display: Some(display.clone()),
        external_id: Some(format!("E{n:07}")),
        etag: Some(format!("W/\"{mixed:x}\"")),
        last_modified: Some("2026-01-01T00:00:00Z".into()),
        text: format!(
            "{user} {display} E{n:07} {n}@example.org Seasonal assistant Retail {}",
            n % 40
        ),
        json,
    }
}

fn open(home: &tempfile::TempDir) -> Database {
    let folder = StoreFolder::open(home.path()).unwrap();
    open_cache(&folder, &DatabaseKey::generate().unwrap(), OpenMode::Create).unwrap()
}

/// Fills a cache; returns the time spent waiting for the store, without making the people.
fn fill(db: &Database, connection: Uuid, sync: i64, batch: u64) -> Duration {
    let mut spent = Duration::ZERO;
    for start in (0..PEOPLE).step_by(usize::try_from(batch).unwrap()) {
        let people: Vec<_> = (start..start + batch).map(person).collect();
        let begun = Instant::now();
        db.write_blocking(move |tx| resources::put(tx, connection, "User", sync, &people))
            .unwrap();
        spent += begun.elapsed();
    }
    spent
}

fn filling(c: &mut Criterion) {
    let mut group = c.benchmark_group("fill 100,000");
    group.sample_size(10).measurement_time(Duration::from_secs(30));
    for batch in [1_000, 5_000, 10_000] {
        group.bench_function(format!("in batches of {batch}"), |b| {
            b.iter_custom(|times| {
                (0..times)
                    .map(|_| {
                        let home = tempfile::tempdir().unwrap();
                        fill(&open(&home), Uuid::new_v4(), 1, batch)
                    })
                    .sum()
            });
        });
    }
    let home = tempfile::tempdir().unwrap();
    let (db, connection) = (open(&home), Uuid::new_v4());
    fill(&db, connection, 1, 10_000);
    let mut sync = 1;
    group.bench_function("again, nothing changed", |b| {
        b.iter_custom(|times| {
            (0..times)
                .map(|_| {
                    sync += 1;
                    fill(&db, connection, sync, 5_000)
                })
                .sum()
        });
    });
    group.finish();
}

fn searching(c: &mut Criterion) {
    let home = tempfile::tempdir().unwrap();
    let (db, connection) = (open(&home), Uuid::new_v4());
    fill(&db, connection, 1, 10_000);
    let mut group = c.benchmark_group("first 200 of 100,000");
    group.sample_size(20);
    for (what, typed) in [
        ("everything", ""),
        ("a rare word", "4711@example.org"),
        ("a frequent name", "Kovačević"),
        ("two letters", "ko"),
        ("two letters that all have", "se"),
        ("three letters that all have", "exa"),
        ("a word that all have", "example.com"),
        ("two words", "anna nowak"),
    ] {
        group.bench_function(what, |b| {
            b.iter(|| {
                let text = SearchText::new(typed);
                let find = move |c: &rollcall_storage::rusqlite::Connection| {
                    resources::search(c, connection, "User", &text, Sort::default(), 0, 200)
                };
                black_box(db.read_blocking(find).unwrap())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, filling, searching);
criterion_main!(benches);
