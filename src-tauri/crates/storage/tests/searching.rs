//! Keeping and finding resources.

use rollcall_storage::table::resources::{self, Kept, NewResource, SearchText, Sort, SortKey};
use rollcall_storage::table::syncs::{self, SyncCounts, SyncState};
use rollcall_storage::{Database, DatabaseKey, OpenMode, StorageError, StoreFolder, open_cache};
use uuid::Uuid;

struct Cache {
    db: Database,
    here: Uuid,
    _home: tempfile::TempDir,
}

fn cache() -> Cache {
    let home = tempfile::tempdir().unwrap();
    let folder = StoreFolder::open(home.path()).unwrap();
    let db = open_cache(&folder, &DatabaseKey::generate().unwrap(), OpenMode::Create).unwrap();
    Cache {
        db,
        here: Uuid::new_v4(),
        _home: home,
    }
}

fn person(id: &str, user: &str, display: &str) -> NewResource {
    NewResource {
        server_id: id.into(),
        json: format!(r#"{{"id":"{id}","userName":"{user}","displayName":"{display}"}}"#),
        name: Some(user.into()),
        display: Some(display.into()),
        last_modified: Some(format!("2026-01-01T00:00:{:02}Z", id.len())),
        text: format!("{user}\n{display}"),
        ..NewResource::default()
    }
}

impl Cache {
    fn put(&self, sync: i64, people: Vec<NewResource>) -> Kept {
        let here = self.here;
        self.db
            .write_blocking(move |tx| resources::put(tx, here, "User", sync, &people))
            .unwrap()
    }

    fn find_by(&self, typed: &str, sort: Sort, offset: u64, limit: u32) -> (Vec<String>, u64) {
        let (here, text) = (self.here, SearchText::new(typed));
        let found = self
            .db
            .read_blocking(move |c| resources::search(c, here, "User", &text, sort, offset, limit))
            .unwrap();
        (
            found.rows.into_iter().map(|row| row.server_id).collect(),
            found.total,
        )
    }

    fn find(&self, typed: &str) -> Vec<String> {
        self.find_by(typed, Sort::default(), 0, 200).0
    }
}

fn people() -> Vec<NewResource> {
    vec![
        person("1", "lukasz.wojcik@example.com", "Łukasz Wójcik"),
        person("2", "soren@example.org", "Søren Ågård"),
        person("3", "dorde@example.com", "Đorđe Kovačević"),
        person("4", "grosse@example.net", "Anna Große-Straße"),
        person("5", "o.brien@example.com", "Niamh O’Brien"),
        person("6", "li@example.com", "李 小龙"),
    ]
}

#[test]
fn names_are_found_with_and_without_their_accents() {
    let cache = cache();
    cache.put(0, people());
    let cases = [
        ("Łukasz", vec!["1"]),
        ("lukasz", vec!["1"]),
        ("WOJCIK", vec!["1"]),
        ("søren", vec!["2"]),
        ("soren", vec!["2"]),
        ("agard", vec!["2"]),
        ("Dorde", vec!["3"]),
        ("kovačević", vec!["3"]),
        ("kovacevic", vec!["3"]),
        ("strasse", vec!["4"]),
        ("Straße", vec!["4"]),
        ("o'brien", vec!["5"]),
        ("o’brien", vec!["5"]),
        ("小龙", vec!["6"]),
        ("vacev", vec!["3"]),
        ("koč", vec![]),
        ("kovacevic łukasz", vec![]),
        ("kovacevic dord", vec!["3"]),
        ("example.com", vec!["3", "6", "1", "5"]),
        ("@example.org", vec!["2"]),
    ];
    for (typed, expected) in cases {
        assert_eq!(
            cache.find(typed),
            expected,
            "a search for {typed:?} finds these people, in the order of their names"
        );
    }
}

#[test]
fn one_and_two_letters_find_the_beginnings_of_words() {
    let cache = cache();
    cache.put(0, people());
    assert_eq!(cache.find("ko"), ["3"], "two letters begin a word");
    assert_eq!(
        cache.find("ov"),
        Vec::<String>::new(),
        "two letters do not stand in the middle of a word"
    );
    assert_eq!(cache.find("wo"), ["1"], "a word begins after a dot too");
    assert_eq!(cache.find("a"), ["4", "2"], "one letter works as well");
    assert_eq!(cache.find("ł"), ["6", "1"], "and is folded");
    assert_eq!(cache.find("小"), ["6"], "one Chinese sign is a beginning");
    assert_eq!(
        cache.find("@"),
        ["3", "4", "6", "1", "5", "2"],
        "a lone sign is looked for in the text"
    );
    assert_eq!(cache.find("ko do"), ["3"], "all words must be found");
}

#[test]
fn lists_come_in_order_and_in_windows() {
    let cache = cache();
    let many: Vec<_> = (0..3_000)
        .map(|n| {
            person(
                &format!("id{n}"),
                &format!("user{:04}", (n * 7) % 3_000),
                "Same Name",
            )
        })
        .collect();
    cache.put(0, many);
    for typed in ["", "user", "us", "same", "e"] {
        let (first, total) = cache.find_by(typed, Sort::default(), 0, 200);
        let expected = if typed == "e" { 0 } else { 3_000 };
        assert_eq!(
            total, expected,
            "the total counts all rows, not the window ({typed:?})"
        );
        if expected == 0 {
            continue;
        }
        let (next, _) = cache.find_by(typed, Sort::default(), 200, 200);
        let (last, _) = cache.find_by(
            typed,
            Sort {
                descending: true,
                ..Sort::default()
            },
            0,
            1,
        );
        assert_eq!(first[0], "id0", "user0000 comes first ({typed:?})");
        assert_eq!(
            first[1], "id2143",
            "user0001 comes second, whenever it arrived ({typed:?})"
        );
        assert_eq!(
            (first.len(), next.len()),
            (200, 200),
            "windows are full ({typed:?})"
        );
        assert!(
            first.iter().all(|id| !next.contains(id)),
            "windows do not overlap ({typed:?})"
        );
        assert_eq!(
            last,
            ["id857"],
            "the last name comes first when the order is turned ({typed:?})"
        );
    }
    let by_display = Sort {
        key: SortKey::Display,
        descending: false,
    };
    let (ties, _) = cache.find_by("", by_display, 0, 3);
    assert_eq!(
        ties,
        ["id0", "id1", "id2"],
        "equal keys keep the order of arrival, so windows stay stable"
    );
    let (rare, total) = cache.find_by("user0007", Sort::default(), 0, 200);
    assert_eq!(
        (rare.as_slice(), total),
        (["id1".to_owned()].as_slice(), 1),
        "a rare word finds its one row"
    );
}

#[test]
fn a_second_sync_changes_only_what_is_different_and_removes_what_is_gone() {
    let cache = cache();
    let here = cache.here;
    let first = cache
        .db
        .write_blocking(move |tx| syncs::begin(tx, here, "User", 1))
        .unwrap();
    assert_eq!(
        cache.put(first, people()),
        Kept {
            added: 6,
            changed: 0,
            unchanged: 0
        },
        "all are new"
    );
    let second = cache
        .db
        .write_blocking(move |tx| syncs::begin(tx, here, "User", 2))
        .unwrap();
    let mut again = people();
    again.truncate(5);
    again[0] = person("1", "lukasz.nowak@example.com", "Łukasz Nowak");
    let kept = cache.put(second, again);
    assert_eq!(
        kept,
        Kept {
            added: 0,
            changed: 1,
            unchanged: 4
        },
        "only one is different"
    );
    let removed = cache
        .db
        .write_blocking(move |tx| {
            let removed = resources::remove_unseen(tx, here, "User", second, &mut |_, _| true)?;
            let counts = SyncCounts {
                removed,
                ..SyncCounts::default()
            };
            syncs::end(tx, second, SyncState::Done, 3, true, None, counts)?;
            Ok(removed)
        })
        .unwrap();
    assert_eq!(removed, 1, "the one who was not seen is gone");
    assert_eq!(
        cache.find("wojcik"),
        Vec::<String>::new(),
        "an old name must not be found any more"
    );
    assert_eq!(cache.find("nowak"), ["1"], "the new name must be found");
    assert_eq!(
        cache.find("小"),
        Vec::<String>::new(),
        "somebody who is gone must not be found"
    );
    assert_eq!(cache.find_by("", Sort::default(), 0, 9).1, 5, "the count follows");
    let complete = cache
        .db
        .read_blocking(move |c| syncs::latest_complete(c, here, "User"))
        .unwrap()
        .unwrap();
    assert_eq!(
        (complete.id, complete.counts.removed),
        (second, 1),
        "the sync remembers what it did"
    );
}

#[test]
fn two_connections_do_not_see_each_other() {
    let cache = cache();
    cache.put(0, people());
    let other = Uuid::new_v4();
    cache
        .db
        .write_blocking(move |tx| {
            resources::put(tx, other, "User", 0, &[person("1", "anna@example.org", "Anna")])?;
            resources::put(tx, other, "Group", 0, &[person("1", "annas", "Annas")])
        })
        .unwrap();
    assert_eq!(cache.find("anna"), ["4"], "a search stays within its connection");
    let here = cache.here;
    cache
        .db
        .write_blocking(move |tx| resources::remove_connection(tx, here))
        .unwrap();
    assert_eq!(
        cache.find("anna"),
        Vec::<String>::new(),
        "a removed connection leaves nothing"
    );
    let left = cache
        .db
        .read_blocking(move |c| {
            let found = resources::by_name(c, other, "User", "ANNA@example.org")?;
            let mut groups = 0;
            resources::for_each(c, other, "Group", |_| {
                groups += 1;
                Ok(())
            })?;
            Ok::<_, StorageError>((found.len(), groups, resources::count(c, other, "User")?))
        })
        .unwrap();
    assert_eq!(left, (1, 1, 1), "and takes nothing of the other with it");
}
