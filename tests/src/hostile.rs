//! Servers that misbehave below or beside HTTP, where the sandbox cannot.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A port on which nobody listens.
pub fn closed_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// A server that answers every request the same way.
pub struct Hostile {
    port: u16,
    seen: Arc<AtomicU64>,
}

impl Hostile {
    /// Answers each request with these bytes, status line and all, and closes.
    pub fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer: Arc<[u8]> = answer.into().into();
        Self::serving(move |mut stream| {
            let mut request = [0; 8192];
            if stream.read(&mut request).is_ok_and(|n| n > 0) {
                // The client may hang up before the end: that is what some tests wait for.
                let _ = stream.write_all(&answer);
                return true;
            }
            false
        })
    }

    /// Handles each connection with `handle`, which tells whether a request was seen.
    fn serving(handle: impl Fn(TcpStream) -> bool + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&seen);
        let handle = Arc::new(handle);
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (handle, counter) = (Arc::clone(&handle), Arc::clone(&counter));
                std::thread::spawn(move || {
                    if handle(stream) {
                        counter.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        Self { port, seen }
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many requests it could read.
    pub fn requests(&self) -> u64 {
        self.seen.load(Ordering::SeqCst)
    }
}

/// An HTTPS server for `localhost` whose certificate no authority has signed. A request that arrives
/// all the same is counted.
pub fn self_signed() -> Hostile {
    let key = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    let private = rustls::pki_types::PrivateKeyDer::try_from(key.signing_key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_no_client_auth()
        .with_single_cert(vec![key.cert.der().clone()], private)
        .expect("a certificate and its key");
    let config = Arc::new(config);
    Hostile::serving(move |stream| {
        let connection = rustls::ServerConnection::new(Arc::clone(&config)).expect("a connection");
        let mut stream = rustls::StreamOwned::new(connection, stream);
        let mut request = [0; 1024];
        stream.read(&mut request).is_ok_and(|n| n > 0)
    })
}
