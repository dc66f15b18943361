//! Several closures, several threads, several processes, and a process that is killed.

mod support;

use std::io::{BufRead as _, BufReader, Write as _};
use std::sync::{Arc, Barrier, mpsc};

use rollcall_storage::{OpenError, OpenMode, RunnerLock, StorageError, open_jobs, table::settings};
use support::{beside, handed_over, keys, put, store};

#[test]
fn closures_share_a_commit_and_only_the_bad_ones_fail() {
    let store = store();
    let db = store.open().unwrap();
    let generation = |db: &rollcall_storage::Database| -> i64 {
        db.read_blocking(|c| {
            Ok(c.query_row(
                "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'generation'",
                [],
                |r| r.get(0),
            )?)
        })
        .unwrap()
    };
    let before = generation(&db);
    // Holds the writer until all others are queued behind it.
    let (go, wait) = mpsc::channel::<()>();
    let (at_work, begun) = mpsc::channel::<()>();
    let first = {
        let db = db.clone();
        std::thread::spawn(move || {
            db.write_blocking(move |tx| {
                at_work.send(()).unwrap();
                let _ = wait.recv();
                settings::set(tx, "first", "1")
            })
        })
    };
    begun.recv().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let results = runtime.block_on(async {
        let writes: Vec<_> = (0..100)
            .map(|n| {
                let work = move |tx: &rollcall_storage::rusqlite::Transaction<'_>| {
                    settings::set(tx, &format!("key{n:03}"), "1")?;
                    match n {
                        10 => Err(StorageError::Refused("given up".into())),
                        20 => panic!("a fault"),
                        30 => {
                            tx.execute("INSERT INTO settings VALUES ('key000', '2')", [])?;
                            Ok(())
                        }
                        _ => Ok(()),
                    }
                };
                let db = db.clone();
                async move { db.write_relaxed(work).await }
            })
            .collect();
        let all = tokio::task::LocalSet::new();
        let handles: Vec<_> = writes.into_iter().map(|write| all.spawn_local(write)).collect();
        all.run_until(async {
            // Every task is polled once, and so queued, before the writer is let go.
            tokio::task::yield_now().await;
            go.send(()).unwrap();
            let mut results = Vec::new();
            for handle in handles {
                results.push(handle.await.unwrap());
            }
            results
        })
        .await
    });
    first.join().unwrap().unwrap();
    for (n, result) in results.iter().enumerate() {
        match n {
            10 => assert!(
                matches!(result, Err(StorageError::Refused(_))),
                "its own error comes back: {result:?}"
            ),
            20 => assert!(
                matches!(result, Err(StorageError::Panicked)),
                "a panic is told: {result:?}"
            ),
            30 => assert!(
                matches!(result, Err(StorageError::Constraint { .. })),
                "a rule was broken: {result:?}"
            ),
            _ => assert!(
                result.is_ok(),
                "a neighbour's fault must not harm closure {n}: {result:?}"
            ),
        }
    }
    let kept = keys(&db);
    assert_eq!(kept.len(), 98, "97 of the hundred, and the first");
    assert!(
        !kept.contains(&"key010".into()),
        "what a failed closure wrote is rolled back"
    );
    assert!(
        !kept.contains(&"key020".into()),
        "what a panicking closure wrote is rolled back"
    );
    assert!(
        generation(&db) - before <= 4,
        "a hundred closures must not cost a hundred commits"
    );
    put(&db, "after", "1");
}

#[test]
fn neighbours_in_a_commit_that_was_rolled_back_are_not_told_that_they_were_kept() {
    let store = store();
    let db = store.open().unwrap();
    let (go, wait) = mpsc::channel::<()>();
    let (at_work, begun) = mpsc::channel::<()>();
    let first = {
        let db = db.clone();
        std::thread::spawn(move || {
            db.write_blocking(move |_| {
                at_work.send(()).unwrap();
                let _ = wait.recv();
                Ok(())
            })
        })
    };
    begun.recv().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (before, culprit, after, ()) = runtime.block_on(async {
        // Polled in this order: the three are queued behind the held writer, then it is let go.
        tokio::join!(
            db.write(|tx| settings::set(tx, "before", "1")),
            // What SQLite does by itself when the disk is full in the middle of a statement.
            db.write(|tx| {
                tx.execute_batch("ROLLBACK")?;
                Err::<(), _>(StorageError::DiskFull)
            }),
            db.write(|tx| settings::set(tx, "after", "1")),
            async { go.send(()).unwrap() },
        )
    });
    first.join().unwrap().unwrap();
    assert!(
        matches!(culprit, Err(StorageError::DiskFull)),
        "its own error comes back: {culprit:?}"
    );
    assert!(
        matches!(before, Err(StorageError::DiskFull)),
        "its change went with the transaction: {before:?}"
    );
    assert!(
        after.is_ok(),
        "the next ones get a transaction of their own: {after:?}"
    );
    assert_eq!(
        keys(&db),
        ["after"],
        "what was acknowledged is there and nothing else"
    );
}

#[test]
fn a_closed_store_says_so() {
    let store = store();
    let db = store.open().unwrap();
    db.clone().close();
    let write = db.write_blocking(|_| Ok(()));
    let read = db.read_blocking(|_| Ok(()));
    assert!(
        matches!(write, Err(StorageError::Closed)),
        "a late write must not wait for ever: {write:?}"
    );
    assert!(
        matches!(read, Err(StorageError::Closed)),
        "nor a late read: {read:?}"
    );
}

/// In the other process: writes without end and says after each write that it is durable.
#[test]
fn other_process_writes_until_it_is_killed() {
    let Some((folder, key)) = handed_over() else {
        return;
    };
    let db = open_jobs(&folder, &key, OpenMode::Existing).unwrap();
    for n in 0..1_000_000 {
        put(&db, &format!("key{n:07}"), "x");
        println!("\ndurable {n}");
    }
}

/// Kills a writing process after `count` acknowledged writes. Returns how many were acknowledged.
fn write_and_kill(store: &support::Store, count: usize) -> usize {
    let mut child = store
        .other_process("other_process_writes_until_it_is_killed")
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = 0;
    while acknowledged < count {
        let line = lines.next().expect("the other process ended too early").unwrap();
        acknowledged += usize::from(line.starts_with("durable"));
    }
    child.kill().unwrap();
    acknowledged += lines
        .map_while(Result::ok)
        .filter(|line| line.starts_with("durable"))
        .count();
    child.wait().unwrap();
    acknowledged
}

#[test]
fn every_acknowledged_write_survives_a_kill() {
    let store = store();
    let acknowledged = write_and_kill(&store, 60);
    let db = store.open().unwrap();
    let found = keys(&db).len();
    assert!(
        found >= acknowledged,
        "{acknowledged} writes were acknowledged and {found} are there"
    );
}

#[test]
fn a_log_that_vanished_after_a_crash_is_noticed() {
    let store = store();
    write_and_kill(&store, 200);
    let wal = beside(&store.folder.jobs(), "-wal");
    assert!(
        std::fs::metadata(&wal).unwrap().len() > 0,
        "the killed process left its log"
    );
    std::fs::remove_file(&wal).unwrap();
    let _ = std::fs::remove_file(beside(&store.folder.jobs(), "-shm"));
    let refused = store.open();
    assert!(
        matches!(refused, Err(OpenError::LostChanges { .. })),
        "SQLite says ok to this: {refused:?}"
    );
}

#[test]
fn a_garbage_log_after_a_crash_is_noticed() {
    let store = store();
    write_and_kill(&store, 200);
    let wal = beside(&store.folder.jobs(), "-wal");
    let length = std::fs::metadata(&wal).unwrap().len();
    std::fs::write(&wal, vec![0x5A; usize::try_from(length).unwrap()]).unwrap();
    let refused = store.open();
    assert!(
        matches!(refused, Err(OpenError::LostChanges { .. })),
        "SQLite ignores such a log: {refused:?}"
    );
}

/// In the other process: writes 100 rows under its own name as fast as it can.
#[test]
fn other_process_writes_a_hundred_rows() {
    let Some((folder, key)) = handed_over() else {
        return;
    };
    let db = open_jobs(&folder, &key, OpenMode::Existing).unwrap();
    println!("\nready");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    for n in 0..100 {
        put(&db, &format!("{}-{n}", std::process::id()), "x");
    }
    db.close();
}

#[test]
fn two_processes_write_at_once_and_nothing_is_lost() {
    let store = store();
    let ours = store.open().unwrap();
    let mut children: Vec<_> = (0..2)
        .map(|_| {
            store
                .other_process("other_process_writes_a_hundred_rows")
                .spawn()
                .unwrap()
        })
        .collect();
    for child in &mut children {
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        assert!(
            lines.by_ref().map_while(Result::ok).any(|line| line == "ready"),
            "the other process must open it"
        );
    }
    for child in &mut children {
        child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    }
    for n in 0..100 {
        put(&ours, &format!("ours-{n}"), "x");
    }
    for mut child in children {
        assert!(
            child.wait().unwrap().success(),
            "the other process must not meet an error"
        );
    }
    assert_eq!(keys(&ours).len(), 300, "each of the three wrote a hundred rows");
    ours.close();
    assert_eq!(
        keys(&store.open().unwrap()).len(),
        300,
        "and they are there after closing"
    );
}

#[test]
fn other_process_asks_for_the_runners_lock() {
    let Some((folder, _)) = handed_over() else { return };
    let answer = RunnerLock::try_acquire(&folder).unwrap();
    println!(
        "\nlock {}",
        if answer.is_some() {
            "taken"
        } else {
            "held by another"
        }
    );
}

#[test]
fn only_one_process_runs_jobs() {
    let store = store();
    let ask = || {
        let output = store
            .other_process("other_process_asks_for_the_runners_lock")
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let lock = RunnerLock::try_acquire(&store.folder).unwrap();
    assert!(lock.is_some(), "a free lock is taken");
    assert_eq!(
        RunnerLock::holder(&store.folder),
        Some(std::process::id()),
        "and says who holds it"
    );
    assert!(
        ask().contains("lock held by another"),
        "a second process must not run jobs"
    );
    drop(lock);
    assert!(
        ask().contains("lock taken"),
        "a lock that was let go is free at once"
    );
}

#[test]
fn readers_see_one_state_while_others_write() {
    let store = store();
    let db = store.open().unwrap();
    put(&db, "before", "x");
    let (reading, written) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let reader = {
        let (db, reading, written) = (db.clone(), Arc::clone(&reading), Arc::clone(&written));
        std::thread::spawn(move || {
            db.read_blocking(move |c| {
                let first = settings::all(c)?.len();
                reading.wait();
                written.wait();
                Ok((first, settings::all(c)?.len()))
            })
        })
    };
    reading.wait();
    put(&db, "meanwhile", "x");
    written.wait();
    assert_eq!(
        reader.join().unwrap().unwrap(),
        (1, 1),
        "two reads of one closure must agree"
    );
    assert_eq!(keys(&db).len(), 2, "the next closure sees the new state");
}
