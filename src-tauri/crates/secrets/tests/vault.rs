//! The vault: a wrong passphrase, damage, a crash, two processes.

use rollcall_secrets::{Secret, SecretError, SecretStore as _, Vault};

fn pass(text: &str) -> Secret {
    Secret::new(text.into())
}

#[tokio::test]
async fn a_vault_gives_its_secrets_to_its_passphrase_only() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("vault.bin");
    let vault = Vault::create(&path, &pass("correct horse")).unwrap();
    vault.set("token", &pass("CANARY-TOKEN-7f3a ü\n")).await.unwrap();
    vault.set("other", &pass("second")).await.unwrap();
    drop(vault);
    let bytes = std::fs::read(&path).unwrap();
    assert!(
        !bytes.windows(6).any(|w| w == b"CANARY"),
        "nothing is readable in the file"
    );
    let wrong = Vault::open(&path, &pass("wrong horse")).err();
    assert_eq!(
        wrong,
        Some(SecretError::WrongPassphrase),
        "a wrong passphrase is not damage"
    );
    let vault = Vault::open(&path, &pass("correct horse")).unwrap();
    assert_eq!(
        vault.get("token").await.unwrap().expose(),
        "CANARY-TOKEN-7f3a ü\n",
        "a secret comes back as it was"
    );
    vault.delete("token").await.unwrap();
    assert_eq!(
        vault.get("token").await,
        Err(SecretError::Absent),
        "a deleted secret is gone"
    );
    assert_eq!(
        vault.get("other").await.unwrap().expose(),
        "second",
        "and no other with it"
    );
    let again = Vault::create(&path, &pass("new")).err();
    assert_eq!(
        again,
        Some(SecretError::Exists),
        "a vault is never made over another"
    );
    assert_eq!(
        Vault::open(&home.path().join("none"), &pass("x")).err(),
        Some(SecretError::Absent),
        "none is none"
    );
}

#[test]
fn every_damaged_byte_is_noticed_and_none_is_taken_for_a_wrong_passphrase() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("vault.bin");
    drop(Vault::create(&path, &pass("correct horse")).unwrap());
    let sound = std::fs::read(&path).unwrap();
    // Every field of the header, the first and the last byte of the content.
    for at in [0, 8, 12, 16, 20, 24, 40, 56, 80, 88, sound.len() - 1] {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        let refused = Vault::open(&path, &pass("correct horse")).err();
        assert!(
            matches!(refused, Some(SecretError::Corrupt(_))),
            "a changed byte {at} is damage: {refused:?}"
        );
    }
    for length in [0, 7, 87, 88, sound.len() - 1] {
        std::fs::write(&path, &sound[..length]).unwrap();
        let refused = Vault::open(&path, &pass("correct horse")).err();
        assert!(
            matches!(refused, Some(SecretError::Corrupt(_))),
            "a file cut at {length} is damage: {refused:?}"
        );
    }
}

#[tokio::test]
async fn two_handles_on_one_vault_see_each_others_secrets() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("vault.bin");
    let window = Vault::create(&path, &pass("p")).unwrap();
    let command_line = Vault::open(&path, &pass("p")).unwrap();
    window.set("a", &pass("1")).await.unwrap();
    command_line.set("b", &pass("2")).await.unwrap();
    assert_eq!(
        window.get("b").await.unwrap().expose(),
        "2",
        "the window sees what the command line kept"
    );
    assert_eq!(
        command_line.get("a").await.unwrap().expose(),
        "1",
        "and writing did not lose what was there"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_the_vault_and_a_link_is_not_followed() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("vault.bin");
    let vault = Vault::create(&path, &pass("p")).unwrap();
    vault.set("a", &pass("1")).await.unwrap();
    for entry in std::fs::read_dir(home.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "nobody else may read {:?}", entry.file_name());
    }
    let link = home.path().join("link.bin");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert!(
        matches!(Vault::open(&link, &pass("p")).err(), Some(SecretError::Io(_))),
        "a link could lead anywhere"
    );
}

#[test]
fn an_empty_passphrase_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("vault.bin");
    let refused = Vault::create(&path, &pass("")).err();
    assert!(
        matches!(refused, Some(SecretError::Refused(_))),
        "an empty passphrase protects nothing: {refused:?}"
    );
    assert!(!path.exists(), "and nothing is written");
}
