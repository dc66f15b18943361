//! One thread that talks to the keychain, so that one that hangs stops nobody else.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::SecretError;

/// Calls that may wait behind the one being answered.
const QUEUE: usize = 16;

type Call<B> = Box<dyn FnOnce(&mut B) + Send>;

/// The thread and the way to it. The thread ends when this is dropped, or once the call it hangs in returns.
pub(crate) struct Worker<B> {
    calls: SyncSender<Call<B>>,
    deadline: Duration,
}

impl<B: Send + 'static> Worker<B> {
    pub(crate) fn start(backend: B, deadline: Duration) -> Result<Self, SecretError> {
        let (calls, queue) = sync_channel(QUEUE);
        std::thread::Builder::new()
            .name("rollcall-keychain".into())
            .spawn(move || serve(backend, &queue))
            .map_err(|e| SecretError::Unavailable(format!("no thread could be started: {e}")))?;
        Ok(Self { calls, deadline })
    }

    /// Runs `f` on the thread and waits for its answer until the deadline. A call nobody waits for any more is
    /// not begun.
    pub(crate) async fn call<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut B) -> Result<T, SecretError> + Send + 'static,
    ) -> Result<T, SecretError> {
        let (tell, told) = oneshot::channel();
        let call: Call<B> = Box::new(move |backend| {
            if !tell.is_closed() {
                let _ = tell.send(f(backend));
            }
        });
        match self.calls.try_send(call) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(SecretError::TimedOut),
            Err(TrySendError::Disconnected(_)) => return Err(stopped()),
        }
        match tokio::time::timeout(self.deadline, told).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(stopped()),
            Err(_) => Err(SecretError::TimedOut),
        }
    }
}

fn stopped() -> SecretError {
    SecretError::Unavailable("the part of Rollcall that talks to it has stopped".into())
}

fn serve<B>(mut backend: B, queue: &Receiver<Call<B>>) {
    while let Ok(call) = queue.recv() {
        // The store crates panic on a poisoned mutex; the caller is told, and the next call gets its chance.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| call(&mut backend)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_keychain_that_hangs_is_left_after_the_deadline() {
        let worker = std::sync::Arc::new(Worker::start((), Duration::from_secs(10)).unwrap());
        let (release, held) = std::sync::mpsc::channel::<()>();
        let (began, begun) = oneshot::channel::<()>();
        let hanging = tokio::spawn({
            let worker = worker.clone();
            async move {
                worker
                    .call(move |()| {
                        let _ = began.send(());
                        let _ = held.recv();
                        Ok(())
                    })
                    .await
            }
        });
        begun.await.unwrap();
        // From here on the clock runs ahead whenever everybody waits.
        tokio::time::pause();
        assert_eq!(
            hanging.await.unwrap().unwrap_err(),
            SecretError::TimedOut,
            "the window must not wait for ever"
        );
        for _ in 0..QUEUE {
            let waiting = worker.call(|()| Ok(())).await;
            assert_eq!(
                waiting.unwrap_err(),
                SecretError::TimedOut,
                "calls behind it wait no longer either"
            );
        }
        let refused = worker.call(|()| Ok(())).await;
        assert_eq!(
            refused.unwrap_err(),
            SecretError::TimedOut,
            "the queue does not grow without end"
        );
        release.send(()).unwrap();
    }

    #[tokio::test]
    async fn a_panic_in_the_store_is_told_and_survived() {
        let worker = Worker::start((), Duration::from_secs(10)).unwrap();
        let answer = worker
            .call(|()| -> Result<(), SecretError> { panic!("poisoned") })
            .await;
        assert!(
            matches!(answer, Err(SecretError::Unavailable(_))),
            "a panic is no secret: {answer:?}"
        );
        assert_eq!(
            worker.call(|()| Ok(7)).await,
            Ok(7),
            "the next call must be served"
        );
    }
}
