//! A live list in pieces: the first page at once, the rest as it comes. One list at a time for each connection: who
//! asks for another has no use for the first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, watch};

use super::follow::{Follower, Heard};
use super::{FilteredBy, ListEnd, ListPiece};
use crate::{ConnectionId, Engine, EngineError, ErrorCode, GapCode, ListRequest};

/// Most resources of one list: the grid holds them all. The copy has no such limit.
const MOST: u64 = 20_000;

/// The lists under way.
#[derive(Default)]
pub(crate) struct Listings {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    last: u64,
    all: HashMap<ConnectionId, Arc<Listing>>,
}

struct Listing {
    number: u64,
    stop: watch::Sender<bool>,
    heard: tokio::sync::Mutex<Hearing>,
}

struct Hearing {
    heard: mpsc::UnboundedReceiver<Heard>,
    so_far: ListPiece,
    found: usize,
}

impl Listings {
    /// Begins a list and ends the one before.
    fn begin(
        &self,
        connection: ConnectionId,
    ) -> (Arc<Listing>, mpsc::UnboundedSender<Heard>, watch::Receiver<bool>) {
        let (sender, heard) = mpsc::unbounded_channel();
        let (stop, stopped) = watch::channel(false);
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.last += 1;
        let number = inner.last;
        let hearing = Hearing {
            heard,
            so_far: ListPiece::new(number),
            found: 0,
        };
        let listing = Arc::new(Listing {
            number,
            stop,
            heard: tokio::sync::Mutex::new(hearing),
        });
        if let Some(before) = inner.all.insert(connection, listing.clone()) {
            before.stop.send_replace(true);
        }
        (listing, sender, stopped)
    }

    fn get(&self, connection: ConnectionId, number: u64) -> Option<Arc<Listing>> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.all.get(&connection).filter(|l| l.number == number).cloned()
    }

    fn end(&self, connection: ConnectionId, number: u64) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.all.get(&connection).is_some_and(|l| l.number == number) {
            inner.all.remove(&connection);
        }
    }
}

impl Engine {
    /// Begins a live list and returns its first piece as soon as the server has sent a page. The order is the
    /// server's; at most 20,000 resources are brought. Another list of the same connection that is still being read
    /// ends.
    pub async fn list_start(
        &self,
        connection: ConnectionId,
        mut request: ListRequest,
    ) -> Result<ListPiece, EngineError> {
        let open = self.store()?;
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, &request.type_name).await?;
        request.limit = Some(request.limit.unwrap_or(MOST).min(MOST));
        request.sort_by = None;
        let (listing, sender, stopped) = open.listings.begin(connection);
        let engine = self.clone();
        tokio::spawn(async move {
            let follower = Follower::new(sender, stopped, model);
            let end = engine.list_followed(connection, request, Some(&follower)).await;
            follower.tell(Heard::End(end));
        });
        self.piece(connection, &listing).await
    }

    /// What came since the piece before; waits until something has. The last piece says how it ended.
    pub async fn list_more(&self, connection: ConnectionId, listing: u64) -> Result<ListPiece, EngineError> {
        let known = self.store()?.listings.get(connection, listing);
        let listing = known.ok_or_else(|| {
            EngineError::new(
                ErrorCode::Cancelled,
                "This list is no longer read.",
                "Another one was asked for.",
                "",
            )
        })?;
        self.piece(connection, &listing).await
    }

    /// Stops a list after the page under way. What was read stays.
    pub fn list_stop(&self, connection: ConnectionId, listing: u64) {
        if let Ok(open) = self.store()
            && let Some(known) = open.listings.get(connection, listing)
        {
            known.stop.send_replace(true);
        }
    }

    async fn piece(&self, connection: ConnectionId, listing: &Listing) -> Result<ListPiece, EngineError> {
        let mut hearing = listing.heard.lock().await;
        let mut first = hearing.heard.recv().await;
        while let Some(what) = first {
            if let Heard::End(end) = what {
                self.store()?.listings.end(connection, listing.number);
                return hearing.ended(end);
            }
            let seen = hearing.take(what);
            // A notice alone is nothing to see yet.
            first = match hearing.heard.try_recv() {
                Ok(next) => Some(next),
                Err(_) if !seen && hearing.so_far.received == 0 => hearing.heard.recv().await,
                Err(_) => None,
            };
        }
        Ok(hearing.so_far.cut())
    }
}

impl Hearing {
    /// Adds to the piece; whether it is a page.
    fn take(&mut self, what: Heard) -> bool {
        let piece = &mut self.so_far;
        match what {
            Heard::Page {
                resources,
                received,
                total,
            } => {
                self.found += resources.len();
                piece.resources.extend(resources);
                piece.received = received;
                piece.total = total;
                return true;
            }
            Heard::Notice(notice) => piece.notices.push(notice),
            Heard::FilteredHere => piece.filtered_by = FilteredBy::Rollcall,
            Heard::End(_) => {}
        }
        false
    }

    /// The last piece. A list that broke off keeps what came before.
    fn ended(&mut self, end: Result<crate::ListResult, EngineError>) -> Result<ListPiece, EngineError> {
        let piece = &mut self.so_far;
        match end {
            Ok(result) => {
                piece.filtered_by = result.filtered_by;
                piece.end = Some(ListEnd {
                    complete: result.complete,
                    gap: result.incomplete_code,
                    incomplete_reason: result.incomplete_reason,
                    cut: result.cut,
                });
            }
            Err(error) if self.found == 0 => return Err(error),
            Err(error) => {
                piece.end = Some(ListEnd {
                    complete: false,
                    incomplete_reason: Some(error.message),
                    gap: Some(GapCode::BrokeOff),
                    cut: false,
                });
            }
        }
        Ok(piece.cut())
    }
}
