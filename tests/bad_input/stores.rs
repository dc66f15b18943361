//! Local stores that are newer, foreign, damaged or without their key: never opened wrongly, never set up anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rollcall_secrets::{Secret, SecretStore as _, Vault};
use rollcall_storage::{DatabaseKey, OpenMode, StoreFolder};
use rollcall_tests::{CANARY, Output, PASSPHRASE, Rollcall};

use crate::told_to_people;

/// A store with one connection in it.
fn filled() -> Rollcall {
    let rollcall = Rollcall::new();
    rollcall.connect("Acme", "https://scim.example.com/v2", "test");
    rollcall
}

/// Every file of the store with its bytes; logs and locks are no part of what must not change.
fn snapshot(home: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![home.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                if path.file_name().is_some_and(|n| n != "logs") {
                    folders.push(path);
                }
            } else if path.extension().is_none_or(|e| e != "lock")
                && !path.to_string_lossy().ends_with("-shm")
            {
                found.insert(path.clone(), std::fs::read(path).unwrap_or_default());
            }
        }
    }
    found
}

/// Two commands, one of them writing, fail with this error, and the store stays byte for byte as it is.
#[track_caller]
fn stops(rollcall: &Rollcall, error: &str) -> Output {
    let before = snapshot(&rollcall.home());
    let add = [
        "connection",
        "add",
        "New",
        "--url",
        "https://scim.example.org/v2",
        "--secret-stdin",
        "--json",
    ];
    rollcall.run_with(&add, CANARY).fails(4, error);
    let said = rollcall.json(&["connection", "list"]).fails(4, error);
    told_to_people(rollcall.run(&["connection", "list"]).ends(4));
    let after = snapshot(&rollcall.home());
    for (path, content) in &before {
        assert_eq!(after.get(path), Some(content), "{} was changed", path.display());
    }
    let new: Vec<_> = after.keys().filter(|path| !before.contains_key(*path)).collect();
    assert!(new.is_empty(), "nothing is made anew: {new:?}");
    said
}

/// Puts a file of the store back and sees that nothing was lost meanwhile.
#[track_caller]
fn recovers(rollcall: &Rollcall) {
    let list = rollcall.json(&["connection", "list"]).done().json();
    assert_eq!(
        list[0]["name"], "Acme",
        "with its file back, the store is as it was"
    );
}

#[test]
fn a_database_from_a_newer_version_is_left_alone() {
    let rollcall = filled();
    make_newer(&rollcall);
    let said = stops(&rollcall, "store_stopped");
    assert!(
        said.stderr.to_lowercase().contains("newer"),
        "the cause is named: {said}"
    );
}

/// Does what a version of the year after next would do: raises the version in the encrypted file.
fn make_newer(rollcall: &Rollcall) {
    let folder = StoreFolder::open(&rollcall.home()).expect("the folder");
    let vault = Vault::open(&folder.vault(), &Secret::new(PASSPHRASE.to_owned())).expect("the vault");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let key = runtime.block_on(vault.get("key:jobs")).expect("the key");
    let key = DatabaseKey::from_hex(key.expose()).expect("a key");
    let database = rollcall_storage::open_jobs(&folder, &key, OpenMode::Existing).expect("the database");
    database
        .write_blocking(|tx| Ok(tx.pragma_update(None, "user_version", 9_999)?))
        .expect("the version can be raised");
    database.close();
}

#[test]
fn another_passphrase_opens_nothing() {
    let mut rollcall = filled();
    rollcall.set("ROLLCALL_PASSPHRASE", Some("a different lantern by the river"));
    stops(&rollcall, "wrong_passphrase");
    rollcall.set("ROLLCALL_PASSPHRASE", Some(PASSPHRASE));
    recovers(&rollcall);
}

#[test]
fn a_vault_of_another_store_does_not_fit() {
    let rollcall = filled();
    let other = filled();
    let vault = rollcall.home().join("vault.bin");
    let own = std::fs::read(&vault).expect("the vault");
    std::fs::copy(other.home().join("vault.bin"), &vault).expect("copied");
    let said = stops(&rollcall, "store_stopped");
    assert!(said.stderr.contains("key"), "the key is what is wrong: {said}");
    std::fs::write(&vault, own).expect("put back");
    recovers(&rollcall);
}

#[test]
fn a_database_of_another_store_is_not_ours() {
    let rollcall = filled();
    let other = filled();
    let file = rollcall.home().join("jobs.db");
    let own = std::fs::read(&file).expect("the database");
    std::fs::copy(other.home().join("jobs.db"), &file).expect("copied");
    stops(&rollcall, "store_stopped");
    std::fs::write(&file, own).expect("put back");
    recovers(&rollcall);
}

#[test]
fn a_store_whose_files_are_gone_empty_or_damaged_is_never_made_anew() {
    let rollcall = filled();
    for name in ["jobs.db", "vault.bin", "store.toml"] {
        for damage in ["gone", "emptied", "scribbled", "halved"] {
            let file = rollcall.home().join(name);
            let own = std::fs::read(&file).expect("the file");
            match damage {
                "gone" => std::fs::remove_file(&file).expect("removed"),
                "emptied" => std::fs::write(&file, "").expect("emptied"),
                "halved" => std::fs::write(&file, &own[..own.len() / 2]).expect("halved"),
                _ => {
                    let mut bytes = own.clone();
                    let at = bytes.len() / 3;
                    for byte in &mut bytes[at..at + 24] {
                        *byte ^= 0x5a;
                    }
                    std::fs::write(&file, bytes).expect("scribbled");
                }
            }
            let said = rollcall.json(&["connection", "list"]);
            assert_eq!(said.code, 4, "{name} {damage}: {said}");
            let error = said.error();
            for part in ["message", "action"] {
                assert!(
                    error[part].as_str().is_some_and(|t| t.len() > 8),
                    "{name} {damage}, {part}: {said}"
                );
            }
            std::fs::write(&file, own).expect("put back");
            recovers(&rollcall);
        }
    }
}

#[test]
fn a_database_that_is_a_link_is_not_followed() {
    let rollcall = filled();
    let file = rollcall.home().join("jobs.db");
    let elsewhere = PathBuf::from(rollcall.path("elsewhere.db"));
    std::fs::rename(&file, &elsewhere).expect("moved");
    std::os::unix::fs::symlink(&elsewhere, &file).expect("linked");
    let said = rollcall.json(&["connection", "list"]);
    assert_eq!(said.code, 4, "a link is no database of ours: {said}");
    std::fs::remove_file(&file).expect("removed");
    std::fs::rename(&elsewhere, &file).expect("put back");
    recovers(&rollcall);
}

#[test]
fn a_lost_copy_is_filled_again_and_costs_nothing_else() {
    let rollcall = filled();
    std::fs::write(rollcall.home().join("cache.db"), b"not a database at all").expect("scribbled");
    let list = rollcall.run(&["connection", "list", "--json"]).done();
    assert_eq!(
        list.json()[0]["name"],
        "Acme",
        "what a person made is in the other file"
    );
    assert!(
        list.stderr.contains("set aside"),
        "and the person is told: {list}"
    );
}

#[test]
fn a_home_that_is_a_file_is_said_so() {
    let mut rollcall = Rollcall::new();
    let file = rollcall.file("a-file", "x");
    rollcall.set("ROLLCALL_HOME", Some(&file));
    let said = rollcall.json(&["connection", "list"]);
    assert_eq!(said.code, 4, "it cannot be used: {said}");
    assert_eq!(
        std::fs::read(&file).expect("the file"),
        b"x",
        "and it is left alone"
    );
}

#[test]
fn a_store_with_its_keys_in_a_keychain_that_is_not_there_is_never_set_up_again() {
    let rollcall = filled();
    let told = rollcall.home().join("store.toml");
    let text = std::fs::read_to_string(&told).expect("store.toml");
    std::fs::write(&told, text.replace("passphrase", "keychain")).expect("changed");
    std::fs::remove_file(rollcall.home().join("vault.bin")).expect("no vault in this mode");
    let said = stops(&rollcall, "keychain_unavailable");
    assert!(
        said.stderr.to_lowercase().contains("keychain"),
        "the keychain is named: {said}"
    );
    let mut rollcall = rollcall;
    rollcall.set("ROLLCALL_PASSPHRASE", None);
    stops(&rollcall, "keychain_unavailable");
}
