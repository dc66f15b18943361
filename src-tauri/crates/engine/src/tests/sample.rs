use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Starts one sandbox and says its address again when asked again.
#[derive(Default)]
struct Sample {
    running: tokio::sync::Mutex<Option<RunningSandbox>>,
    starts: AtomicUsize,
}

#[async_trait::async_trait]
impl SampleDirectory for Sample {
    async fn start(&self) -> Result<SampleAddress, String> {
        let mut running = self.running.lock().await;
        if running.is_none() {
            self.starts.fetch_add(1, Ordering::Relaxed);
            let options = SandboxOptions {
                people: 20,
                ..SandboxOptions::default()
            };
            *running = Some(
                rollcall_sandbox::start(options)
                    .await
                    .map_err(|e| e.to_string())?,
            );
        }
        let sandbox = running.as_ref().ok_or("not running")?;
        Ok(SampleAddress {
            base: sandbox.base().into(),
            token: SecretInput::new(sandbox.token().into()),
        })
    }
}

#[tokio::test]
async fn the_sample_directory_is_started_when_needed_and_leaves_no_address_behind() {
    let dir = tempfile::tempdir().unwrap();
    let sample = Arc::new(Sample::default());
    let new = || {
        let mut options = options(dir.path(), clock());
        options.passphrase = Some(SecretInput::new("correct horse".into()));
        options.sample = Some(sample.clone());
        Engine::new(options)
    };
    let first = new();
    first.start().await.unwrap();
    let view = first.connection_add_sample().await.unwrap();
    assert_eq!(
        sample.starts.load(Ordering::Relaxed),
        0,
        "adding it starts nothing"
    );
    assert_eq!(
        (view.environment, &view.url),
        (Environment::BuiltIn, &None),
        "it has no address of its own"
    );
    let again = first.connection_add_sample().await.unwrap();
    assert_eq!(again.id, view.id, "there is one");
    let proxied = ConnectionChange {
        network: NetworkInput {
            proxy: Some(ProxyView::Off),
            ..NetworkInput::default()
        },
        ..ConnectionChange::default()
    };
    let error = first.connection_update(view.id, proxied).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Usage, "it is reached in one way");
    let request = ListRequest {
        type_name: "User".into(),
        ..ListRequest::default()
    };
    let list = first.resource_list(view.id, request).await.unwrap();
    assert_eq!(list.resources.len(), 20, "and it works like any other directory");
    first.close().await;
    let second = new();
    second.start().await.unwrap();
    let view = second.connection_show(view.id).await.unwrap();
    assert_eq!(view.url, None, "yesterday's address was not kept");
    second.close().await;
}

#[tokio::test]
async fn a_synchronisation_is_stopped_and_what_was_read_is_kept() {
    let slow = "[list]\nmax_results = 20\n[http]\nlatency_ms = 20";
    let bench = bench(Environment::Test, 400, slow).await;
    let mut events = bench.engine.events();
    let (engine, id) = (bench.engine.clone(), bench.id);
    let sync = tokio::spawn(async move { engine.sync(id, vec!["User".into()]).await });
    loop {
        if let EngineEvent::Sync(progress) = events.recv().await.unwrap()
            && progress.received >= 40
        {
            break;
        }
    }
    let twice = bench.engine.sync(id, vec![]).await.unwrap_err();
    assert_eq!(
        twice.code,
        ErrorCode::Waiting,
        "one reading of a directory at a time"
    );
    bench.engine.sync_cancel(id);
    let report = sync.await.unwrap().unwrap();
    assert!(
        report.cancelled && !report.types[0].complete,
        "it ended early and says so"
    );
    let copy = bench
        .engine
        .copies(id)
        .await
        .unwrap()
        .into_iter()
        .find(|c| c.type_name == "User")
        .unwrap();
    assert!(
        copy.count >= 40 && copy.count < 400,
        "what was read is kept: {}",
        copy.count
    );
    assert!(
        copy.synced_at.is_none(),
        "but is not called a copy of the directory"
    );
}
