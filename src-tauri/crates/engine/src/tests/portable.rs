//! Connections written to a file and taken over from one.

use super::*;

/// Everything that a connection can keep secret, and everything that can hold a secret although it should not.
async fn with_secrets() -> Bench {
    let bench = bench(Environment::Test, 0, "").await;
    let extra = |name: &str, value: &str, secret: bool| ExtraInput {
        place: ExtraPlace::Header,
        name: name.into(),
        secret,
        value: Some(SecretInput::new(value.into())),
    };
    let form = NewConnection {
        name: "Initech".into(),
        url: "https://scim.example.com/v2".into(),
        environment: Environment::Production,
        auth: AuthView::Person {
            authorize_url: "https://login.example.com/authorize?prompt=login&client_secret=CANARY-1".into(),
            oauth: OAuthView {
                token_url: "https://login.example.com/token?apikey=CANARY-2".into(),
                client_id: "rollcall".into(),
                proof: ClientProofKind::Post,
                ..OAuthView::default()
            },
        },
        secret: Some(SecretInput::new("CANARY-3".into())),
        refresh_token: Some(SecretInput::new("CANARY-4".into())),
        extras: vec![
            extra("X-Tenant", "seven", false),
            extra("X-Second", "CANARY-5", true),
            extra("X-Api-Key", "CANARY-6", false),
        ],
        colour: Some(ConnectionColour::Teal),
        notes: "use eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJDQU5BUlkifQ.CANARY-7".into(),
        preset: Some(PresetChoice {
            id: "atlassian".into(),
            variables: [("tenant".to_owned(), "acme".to_owned())].into(),
        }),
        ..NewConnection::default()
    };
    let saved = bench.engine.connection_add(form).await.unwrap().connection;
    for (feature, value) in [
        ("features.bulk", "no"),
        ("list.*.count.max", "50"),
        ("safety.start_read_only", "no"),
    ] {
        bench
            .engine
            .capability_set(saved.id, feature, value)
            .await
            .unwrap();
    }
    bench
}

async fn exported(bench: &Bench, folder: &std::path::Path) -> (std::path::PathBuf, ConnectionsExported) {
    let file = folder.join("team.json");
    let report = bench.engine.connection_export(&[], &file, false).await.unwrap();
    (file, report)
}

#[tokio::test]
async fn an_exported_connection_holds_everything_but_secrets() {
    let bench = with_secrets().await;
    let folder = tempfile::tempdir().unwrap();
    let (file, report) = exported(&bench, folder.path()).await;
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        !text.contains("CANARY"),
        "no secret of any kind is in the file:\n{text}"
    );
    assert!(!text.contains(bench.sandbox.token()), "nor a token");
    assert_eq!(report.connections, 2);
    for part in [
        "X-Tenant",
        "seven",
        "X-Second",
        "atlassian",
        "acme",
        "features.bulk",
        "prompt=login",
        "production",
    ] {
        assert!(text.contains(part), "{part} travels:\n{text}");
    }
    let left_out = &report.notices[0];
    assert_eq!(left_out.code, NoticeCode::ProfileWithout);
    for part in ["X-Api-Key", "notes", "query"] {
        assert!(
            left_out.params["what"].contains(part),
            "what was left out is said: {left_out:?}"
        );
    }
}

#[tokio::test]
async fn an_imported_connection_starts_read_only_without_a_secret_and_with_what_was_known() {
    let bench = with_secrets().await;
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = exported(&bench, folder.path()).await;
    let other = bench_on(&bench).await;
    other.engine.connection_remove(other.id).await.unwrap();
    let opened = other.engine.connection_file(&file).await.unwrap();
    assert!(opened.connections.iter().all(|one| !one.taken));
    let all = opened.connections.into_iter().map(|one| one.connection).collect();
    let done = other.engine.connection_import(all).await.unwrap();
    let [globex, initech] = done.connections.as_slice() else {
        panic!("two connections");
    };
    assert_eq!(globex.writes, WriteState::ReadOnly, "a test connection too");
    assert_eq!(initech.writes, WriteState::Locked);
    for one in [globex, initech] {
        assert_eq!(one.secret, SecretState::Missing, "no secret came with the file");
    }
    assert_eq!(initech.preset.as_ref().unwrap().choice.id, "atlassian");
    assert_eq!(
        initech.extras.len(),
        3,
        "a secret header is there without its value"
    );
    let used = other.engine.capabilities(initech.id).await.unwrap();
    let by_hand: Vec<&str> = used
        .iter()
        .filter(|c| c.source == CapabilitySource::ByHand)
        .map(|c| c.feature.as_str())
        .collect();
    assert_eq!(by_hand, ["features.bulk", "list.*.count.max"]);
    let notice = &done.notices[0];
    assert_eq!(notice.code, NoticeCode::ProfileProtective);
    assert_eq!(
        notice.params["what"], "safety.start_read_only",
        "what protects people is not relaxed by a file"
    );
    assert_eq!(
        bench.sandbox.stats().total_requests(),
        0,
        "nothing was sent anywhere"
    );
}

#[tokio::test]
async fn a_stored_secret_is_never_found_by_an_imported_connection_of_the_same_server() {
    let bench = bench(Environment::Test, 1, "").await;
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = exported(&bench, folder.path()).await;
    let mut all: Vec<PortableConnection> = bench
        .engine
        .connection_file(&file)
        .await
        .unwrap()
        .connections
        .into_iter()
        .map(|one| one.connection)
        .collect();
    all[0].name = "Globex again".into();
    let mut moved = all[0].clone();
    moved.name = "Globex elsewhere".into();
    moved.base_url = "https://evil.example.net/scim".into();
    all.push(moved);
    let done = bench.engine.connection_import(all).await.unwrap();
    for one in done.connections {
        assert_eq!(one.secret, SecretState::Missing, "{}", one.name);
        let error = bench.engine.resource_get(one.id, "User", "1").await.unwrap_err();
        assert_eq!(error.code, ErrorCode::SecretMissing, "nothing is sent without it");
    }
    let kept = bench.engine.connection_show(bench.id).await.unwrap();
    assert_eq!(kept.secret, SecretState::Stored, "the first one keeps its own");
}

#[tokio::test]
async fn of_a_file_with_one_bad_connection_nothing_is_imported() {
    let bench = bench(Environment::Test, 0, "").await;
    let good = || PortableConnection {
        name: "Good".into(),
        base_url: "https://scim.example.com/v2".into(),
        environment: Environment::Test,
        sign_in: AuthView::Bearer,
        sent_along: Vec::new(),
        preset: None,
        network: None,
        set_by_hand: Default::default(),
        colour: None,
        notes: String::new(),
    };
    let bad = |change: fn(&mut PortableConnection)| {
        let mut one = PortableConnection {
            name: "Bad".into(),
            ..good()
        };
        change(&mut one);
        one
    };
    for (part, one) in [
        (
            "baseUrl",
            bad(|c| c.base_url = "https://admin:CANARY@scim.example.com/v2".into()),
        ),
        (
            "baseUrl",
            bad(|c| c.base_url = "http://scim.example.com/v2".into()),
        ),
        ("baseUrl", bad(|c| c.base_url = "file:///etc/passwd".into())),
        ("name", bad(|c| c.name = "  ".into())),
        (
            "signIn",
            bad(|c| {
                c.sign_in = AuthView::Basic {
                    user: "a:CANARY".into(),
                }
            }),
        ),
        (
            "sentAlong",
            bad(|c| {
                c.sent_along = vec![ExtraView {
                    place: ExtraPlace::Header,
                    name: "X-Key".into(),
                    secret: true,
                    value: Some("CANARY".into()),
                }];
            }),
        ),
        (
            "sentAlong",
            bad(|c| {
                c.sent_along = vec![ExtraView {
                    place: ExtraPlace::Header,
                    name: "Authorization".into(),
                    secret: false,
                    value: Some("CANARY".into()),
                }];
            }),
        ),
        (
            "network",
            bad(|c| {
                c.network = Some(PortableNetwork {
                    proxy: ProxyView::Explicit {
                        address: "http://kim:CANARY@proxy.example.com:3128".into(),
                        user: String::new(),
                    },
                    ..PortableNetwork::default()
                });
            }),
        ),
        (
            "network",
            bad(|c| {
                c.network = Some(PortableNetwork {
                    trusted: "-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----\n".into(),
                    ..PortableNetwork::default()
                });
            }),
        ),
        (
            "network",
            bad(|c| {
                c.network = Some(PortableNetwork {
                    timeout_seconds: Some(86_400),
                    ..PortableNetwork::default()
                });
            }),
        ),
        (
            "setByHand",
            bad(|c| drop(c.set_by_hand.insert("no.such".into(), "CANARY".into()))),
        ),
        (
            "setByHand",
            bad(|c| drop(c.set_by_hand.insert("features.bulk".into(), "CANARY".into()))),
        ),
        (
            "preset",
            bad(|c| {
                c.preset = Some(PresetChoice {
                    id: "x".repeat(5_000),
                    variables: Default::default(),
                });
            }),
        ),
    ] {
        let error = bench
            .engine
            .connection_import(vec![good(), one])
            .await
            .unwrap_err();
        assert_eq!(error.params["part"], part, "{error:?}");
        assert!(
            !format!("{error:?}").contains("CANARY"),
            "a value is not repeated: {error:?}"
        );
    }
    let taken = bench
        .engine
        .connection_import(vec![good(), bad(|c| c.name = " globex ".into())])
        .await
        .unwrap_err();
    assert_eq!(taken.code, ErrorCode::ConnectionExists);
    let names: Vec<String> = bench
        .engine
        .connection_list()
        .await
        .unwrap()
        .into_iter()
        .map(|c| c.name)
        .collect();
    assert_eq!(names, ["Globex"], "none of the good ones was taken over either");
}

#[tokio::test]
async fn a_preset_that_is_not_here_stays_chosen_and_is_told() {
    let bench = bench(Environment::Test, 0, "").await;
    let one = PortableConnection {
        name: "Ours".into(),
        base_url: "https://scim.example.com/v2".into(),
        environment: Environment::Test,
        sign_in: AuthView::None,
        sent_along: Vec::new(),
        network: None,
        preset: Some(PresetChoice {
            id: "house-of-ours".into(),
            variables: Default::default(),
        }),
        set_by_hand: Default::default(),
        colour: None,
        notes: String::new(),
    };
    let done = bench.engine.connection_import(vec![one]).await.unwrap();
    assert_eq!(done.notices[0].code, NoticeCode::ProfilePreset);
    let preset = done.connections[0].preset.as_ref().unwrap();
    assert_eq!(preset.choice.id, "house-of-ours", "it may come later");
    assert!(preset.preset.is_none());
}

/// An authority of one's own and a client's certificate with its key, as PEM.
fn certificates() -> (String, String) {
    let pem = |label: &str, der: &[u8]| rollcall_scim_client::identity::as_pem(label, der).to_string();
    let key = rcgen::KeyPair::generate().unwrap();
    let mut authority = rcgen::CertificateParams::new(Vec::new()).unwrap();
    authority
        .distinguished_name
        .push(rcgen::DnType::CommonName, "Globex Root");
    let authority = authority.self_signed(&key).unwrap();
    let own = rcgen::CertificateParams::new(vec!["client.example.com".to_owned()]).unwrap();
    let own = own.self_signed(&key).unwrap();
    let both = pem("CERTIFICATE", own.der()) + &pem("PRIVATE KEY", &key.serialize_der());
    (pem("CERTIFICATE", authority.der()), both)
}

#[tokio::test]
async fn how_a_server_is_reached_travels_without_key_password_and_user() {
    let bench = bench(Environment::Test, 0, "").await;
    let folder = tempfile::tempdir().unwrap();
    let (authority, own) = certificates();
    let mut tokens = Vec::new();
    for (name, pem) in [("root.pem", &authority), ("own.pem", &own)] {
        let file = folder.path().join(name);
        std::fs::write(&file, pem).unwrap();
        tokens.push(bench.engine.certificate_file(&file).await.unwrap().token);
    }
    let files = |n: usize| FilesChoice::Files {
        tokens: vec![tokens[n].clone()],
    };
    let form = NewConnection {
        network: NetworkInput {
            trusted: Some(files(0)),
            client_certificate: Some(files(1)),
            proxy: Some(ProxyView::Explicit {
                address: "http://proxy.example.com:3128".into(),
                user: "kim.CANARY".into(),
            }),
            proxy_password: Some(SecretInput::new("CANARY-9".into())),
            timeout_seconds: Some(90),
            ..NetworkInput::default()
        },
        ..form(
            "Initech",
            "https://scim.example.com/v2",
            Environment::Test,
            "CANARY-1",
        )
    };
    bench.engine.connection_add(form).await.unwrap();
    let (file, _) = exported(&bench, folder.path()).await;
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("CANARY"), "neither password nor user:\n{text}");
    assert!(!text.contains("PRIVATE KEY"), "nor a key:\n{text}");
    assert!(
        text.contains("proxy.example.com:3128"),
        "the address travels:\n{text}"
    );

    let other = bench_on(&bench).await;
    let opened = other.engine.connection_file(&file).await.unwrap();
    let found = opened
        .connections
        .into_iter()
        .find(|c| c.connection.name == "Initech")
        .unwrap();
    assert_eq!(
        found.trusted.len(),
        1,
        "whom it would trust is said before anything is imported"
    );
    assert!(
        found.trusted[0].subject.contains("Globex Root"),
        "{:?}",
        found.trusted
    );
    let done = other
        .engine
        .connection_import(vec![found.connection])
        .await
        .unwrap();
    let one = &done.connections[0];
    assert_eq!(one.network.timeout_seconds, 90);
    assert_eq!(one.network.trusted, found.trusted);
    assert_eq!(
        one.network.client_certificate, None,
        "it would be nothing without its key"
    );
    let proxy = ProxyView::Explicit {
        address: "http://proxy.example.com:3128".into(),
        user: String::new(),
    };
    assert_eq!(one.network.proxy, proxy);
    assert_eq!(one.writes, WriteState::ReadOnly);
    assert_eq!(one.secret, SecretState::Missing);
    let told = done
        .notices
        .iter()
        .find(|n| n.code == NoticeCode::ProfileNetwork)
        .unwrap();
    for part in ["proxy.example.com:3128", "Globex Root"] {
        assert!(
            told.params["what"].contains(part),
            "who could listen is named: {told:?}"
        );
    }
}
