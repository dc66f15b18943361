//! Threat A6: a small compressed answer that unfolds to two gigabytes costs no more memory than the cap
//! allows. A binary of its own, because it measures the whole process.
#![cfg(target_os = "linux")]

use flate2::{Compress, Compression, FlushCompress};
use rollcall_scim_client::{Auth, BaseUrl, Client, ClientConfig, ClientError, ListQuery};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const CAP: u64 = 16 * 1024 * 1024;

/// A gzip stream of `blocks` megabytes of spaces. One block is compressed and repeated: it refers to
/// nothing before itself but more spaces.
fn bomb(blocks: usize) -> Vec<u8> {
    let plain = vec![b' '; 1024 * 1024];
    let mut block = Vec::with_capacity(64 * 1024);
    let mut deflate = Compress::new(Compression::best(), false);
    deflate
        .compress_vec(&plain, &mut block, FlushCompress::Full)
        .unwrap();
    assert!(
        block.len() < 16 * 1024,
        "one megabyte folds to {} bytes",
        block.len()
    );
    // RFC 1952 §2.3: magic, deflate, no flags, no time, no extra, unknown system.
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    for _ in 0..blocks {
        out.extend_from_slice(&block);
    }
    out
}

/// Peak resident memory of this process in kilobytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_gzip_bomb_stops_at_the_cap_in_bounded_memory() {
    let body = bomb(2048);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nContent-Encoding: gzip\r\n";
            let _ = stream
                .write_all(format!("{head}Content-Length: {}\r\n\r\n", body.len()).as_bytes())
                .await;
            let _ = stream.write_all(&body).await;
        }
    });
    let base = BaseUrl::parse(&format!("http://{address}/scim/v2")).unwrap();
    let mut config = ClientConfig::new("Example", base, Auth::None);
    config.limits.max_body = CAP;
    let client = Client::new(config).unwrap();
    let before = peak();
    let error = client.list("/Users", &ListQuery::default()).await.unwrap_err();
    assert_eq!(
        error,
        ClientError::TooLarge {
            status: 200,
            limit: CAP
        },
        "counted after decompression"
    );
    let grown = (peak() - before) * 1024;
    assert!(
        grown < CAP + 50 * 1024 * 1024,
        "memory grew by {grown} bytes for a cap of {CAP}"
    );
}
