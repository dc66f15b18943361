//! Certificates, keys and proxies of a connection: what is kept where, and what is refused.

use std::path::{Path, PathBuf};

use rollcall_scim_client::identity::as_pem;
use rollcall_storage::table::connections as table;

use super::*;

const PASSWORD: &str = "CANARY-proxy-word-51c2";

/// A folder with a certificate, its key, and the key of somebody else.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["client.example.com".into()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let other = rcgen::KeyPair::generate().unwrap();
        files.write("client.pem", as_pem("CERTIFICATE", certificate.der()).as_bytes());
        files.write(
            "client.key",
            as_pem("PRIVATE KEY", &key.serialize_der()).as_bytes(),
        );
        files.write(
            "other.key",
            as_pem("PRIVATE KEY", &other.serialize_der()).as_bytes(),
        );
        files.write(
            "protected.key",
            as_pem("ENCRYPTED PRIVATE KEY", &other.serialize_der()).as_bytes(),
        );
        files.write("notes.p12", b"these are notes");
        files
    }

    fn write(&self, name: &str, content: &[u8]) {
        std::fs::write(self.path(name), content).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The first line of a key: nobody else writes it.
    fn line_of_key(&self) -> String {
        let text = std::fs::read_to_string(self.path("client.key")).unwrap();
        text.lines().nth(1).unwrap()[..60].to_owned()
    }
}

async fn chosen(engine: &Engine, paths: &[PathBuf]) -> FilesChoice {
    let mut tokens = Vec::new();
    for path in paths {
        tokens.push(engine.certificate_file(path).await.unwrap().token);
    }
    FilesChoice::Files { tokens }
}

fn with(network: NetworkInput) -> ConnectionChange {
    ConnectionChange {
        network,
        ..ConnectionChange::default()
    }
}

fn proxy(address: &str) -> Option<ProxyView> {
    Some(ProxyView::Explicit {
        address: address.into(),
        user: "kim".into(),
    })
}

#[tokio::test]
async fn a_key_and_a_proxys_password_are_kept_in_the_secret_store_alone() {
    let (bench, files) = (bench(Environment::Test, 1, "").await, Files::new());
    let own = chosen(
        &bench.engine,
        &[files.path("client.pem"), files.path("client.key")],
    )
    .await;
    let change = with(NetworkInput {
        client_certificate: Some(own.clone()),
        proxy: proxy("proxy.example.com:3128"),
        proxy_password: Some(SecretInput::new(PASSWORD.into())),
        ..NetworkInput::default()
    });
    let debug = format!("{change:?}");
    let saved = bench.engine.connection_update(bench.id, change).await.unwrap();
    let id = bench.id.0;
    let jobs = &bench.engine.store().unwrap().jobs;
    let row = jobs.read(move |c| table::get(c, id)).await.unwrap().unwrap();
    let file = files.path("export.json");
    bench
        .engine
        .connection_export(&[bench.id], &file, false)
        .await
        .unwrap();
    let exported = std::fs::read_to_string(&file).unwrap();
    for (place, text) in [
        ("an export", exported),
        ("the database", format!("{row:?}")),
        ("what is shown", serde_json::to_string(&saved).unwrap()),
        ("a log", format!("{debug} {saved:?}")),
    ] {
        assert!(!text.contains(PASSWORD), "the password is in {place}");
        assert!(!text.contains(&files.line_of_key()), "the key is in {place}");
    }
    assert_eq!(
        saved.connection.secret,
        SecretState::Stored,
        "all it needs is there"
    );
    let shown = saved.connection.network.client_certificate.unwrap();
    assert!(
        shown.fingerprint.len() == 64,
        "which certificate is shown: {shown:?}"
    );

    let again = with(NetworkInput {
        client_certificate: Some(own),
        ..NetworkInput::default()
    });
    let error = bench.engine.connection_update(bench.id, again).await.unwrap_err();
    assert_eq!(
        error.params["field"], "file",
        "what was saved is let go: {error:?}"
    );

    let gone = with(NetworkInput {
        client_certificate: Some(FilesChoice::None),
        proxy: Some(ProxyView::Off),
        ..NetworkInput::default()
    });
    bench.engine.connection_update(bench.id, gone).await.unwrap();
    let back = with(NetworkInput {
        proxy: proxy("proxy.example.com:3128"),
        ..NetworkInput::default()
    });
    let saved = bench.engine.connection_update(bench.id, back).await.unwrap();
    assert_eq!(
        saved.connection.secret,
        SecretState::Missing,
        "a password that nothing needs is deleted"
    );
}

#[tokio::test]
async fn a_proxys_password_goes_to_no_other_proxy() {
    let bench = bench(Environment::Test, 1, "").await;
    let first = with(NetworkInput {
        proxy: proxy("proxy.example.com:3128"),
        proxy_password: Some(SecretInput::new(PASSWORD.into())),
        ..NetworkInput::default()
    });
    bench.engine.connection_update(bench.id, first).await.unwrap();
    let other = with(NetworkInput {
        proxy: proxy("other.example.net:3128"),
        ..NetworkInput::default()
    });
    let saved = bench.engine.connection_update(bench.id, other).await.unwrap();
    assert_eq!(
        saved.connection.secret,
        SecretState::Missing,
        "it was for the first one"
    );
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_refused_with_its_reason() {
    let (bench, files) = (bench(Environment::Test, 1, "").await, Files::new());
    let path = |name: &str| files.path(name);
    for (names, fault) in [
        (vec!["client.pem"], "noKey"),
        (vec!["client.key"], "noCertificate"),
        (vec!["client.pem", "other.key"], "keyMismatch"),
        (vec!["client.pem", "protected.key"], "keyProtected"),
        (vec!["notes.p12"], "unknownFormat"),
    ] {
        let paths: Vec<PathBuf> = names.iter().map(|n| path(n)).collect();
        let change = with(NetworkInput {
            client_certificate: Some(chosen(&bench.engine, &paths).await),
            ..NetworkInput::default()
        });
        let error = bench
            .engine
            .connection_update(bench.id, change)
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidInput);
        assert_eq!(error.params["certificate"], fault, "{names:?}: {error:?}");
    }
    let change = with(NetworkInput {
        trusted: Some(chosen(&bench.engine, &[path("notes.p12")]).await),
        ..NetworkInput::default()
    });
    let error = bench
        .engine
        .connection_update(bench.id, change)
        .await
        .unwrap_err();
    assert_eq!(
        error.params["certificate"], "noCertificate",
        "notes are no authority"
    );
    let view = bench.engine.connection_show(bench.id).await.unwrap();
    assert_eq!(view.network.client_certificate, None, "nothing was saved");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_or_is_too_large_says_so() {
    let (bench, files) = (bench(Environment::Test, 1, "").await, Files::new());
    files.write("empty.pem", b"");
    files.write("large.pem", &vec![b'-'; 512 * 1024 + 1]);
    for name in ["absent.pem", "empty.pem", "large.pem"] {
        let error = bench
            .engine
            .certificate_file(&files.path(name))
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::File, "{name}");
        assert!(error.message.contains(name), "which file it is: {error:?}");
        let folder = files.0.path().display().to_string();
        assert!(!format!("{error:?}").contains(&folder), "and not where it lies");
    }
    let error = bench.engine.certificate_file(Path::new("/")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::File, "a folder is no file");
}
