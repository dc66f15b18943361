//! Bodies that no honest server sends.

use std::convert::Infallible;
use std::io::Write;
use std::sync::OnceLock;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};
use futures_util::stream;

const HEAD: &str = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"huge","userName":""#;
const TAIL: &str = r#""}]}"#;
const MEBIBYTE: usize = 1 << 20;

/// The first `keep` bytes, then an error that closes the connection. What was sent is flushed first,
/// because hyper throws away what it has buffered when a body fails.
pub(super) fn cut(whole: &Bytes, keep: usize) -> Body {
    let part = whole.slice(..keep.min(whole.len()));
    let pieces = stream::unfold(Some(part), |part| async move {
        match part {
            Some(part) if !part.is_empty() => Some((Ok(part), Some(Bytes::new()))),
            Some(_) => {
                tokio::time::sleep(Duration::from_millis(30)).await;
                Some((Err(std::io::Error::other("cut by the profile")), None))
            }
            None => None,
        }
    });
    Body::from_stream(pieces)
}

/// The body in pieces with pauses between.
pub(super) fn drip(whole: Bytes, size: usize, pause: Duration) -> Body {
    let size = size.max(1);
    let pieces = stream::unfold((whole, true), move |(mut rest, first)| async move {
        if rest.is_empty() {
            return None;
        }
        if !first {
            tokio::time::sleep(pause).await;
        }
        let piece = rest.split_to(size.min(rest.len()));
        Some((Ok::<_, Infallible>(piece), (rest, false)))
    });
    Body::from_stream(pieces)
}

/// A ListResponse of one resource with a userName of so many mebibytes; valid JSON, made while sent.
pub(super) fn huge(mebibytes: usize) -> Body {
    let block = Bytes::from(vec![b'a'; MEBIBYTE / 16]);
    let blocks = std::iter::repeat_n(block, mebibytes.saturating_mul(16));
    let pieces = std::iter::once(Bytes::from_static(HEAD.as_bytes()))
        .chain(blocks)
        .chain(std::iter::once(Bytes::from_static(TAIL.as_bytes())));
    Body::from_stream(stream::iter(pieces.map(Ok::<_, Infallible>)))
}

/// The same, compressed about a thousandfold. One mebibyte is compressed once and its block repeated:
/// blocks that end with a full flush do not refer to each other.
pub(super) fn gzip_bomb(mebibytes: usize) -> Body {
    static BLOCK: OnceLock<(Bytes, Crc)> = OnceLock::new();
    let (block, block_sum) = BLOCK.get_or_init(|| {
        let plain = vec![b'a'; MEBIBYTE];
        let mut sum = Crc::new();
        sum.update(&plain);
        (deflated(&plain), sum)
    });
    let (head, tail) = (HEAD.as_bytes(), TAIL.as_bytes());
    let mut sum = Crc::new();
    sum.update(head);
    for _ in 0..mebibytes {
        sum.combine(block_sum);
    }
    let mut tail_sum = Crc::new();
    tail_sum.update(tail);
    sum.combine(&tail_sum);
    let mut out = Vec::new();
    out.extend_from_slice(&gzip_header());
    out.extend_from_slice(&deflated(head));
    for _ in 0..mebibytes {
        out.extend_from_slice(block);
    }
    out.extend_from_slice(&deflated(tail));
    // An empty final block ends the deflate stream.
    out.extend_from_slice(&[0x03, 0x00]);
    out.extend_from_slice(&sum.sum().to_le_bytes());
    out.extend_from_slice(&sum.amount().to_le_bytes());
    Body::from(out)
}

/// Deflate blocks that stand for themselves and do not end the stream.
fn deflated(plain: &[u8]) -> Bytes {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing into memory cannot fail. A sync flush is enough: each part is written by an encoder
    // of its own, which refers to nothing before it.
    let _ = encoder.write_all(plain);
    let _ = encoder.flush();
    Bytes::copy_from_slice(encoder.get_ref())
}

fn gzip_header() -> [u8; 10] {
    let mut header = [0; 10];
    let encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.finish().unwrap_or_default();
    for (to, from) in header.iter_mut().zip(written) {
        *to = from;
    }
    header
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    #[tokio::test]
    async fn the_gzip_bomb_is_valid_and_small() {
        let body = axum::body::to_bytes(super::gzip_bomb(3), usize::MAX)
            .await
            .unwrap();
        assert!(
            body.len() < 20_000,
            "a bomb that is large is no bomb: {} bytes",
            body.len()
        );
        let mut plain = String::new();
        flate2::read::GzDecoder::new(&body[..])
            .read_to_string(&mut plain)
            .unwrap();
        assert!(plain.len() > 3 << 20, "it unpacks to what it says");
        let value: serde_json::Value = serde_json::from_str(&plain).unwrap();
        assert_eq!(value["totalResults"], 1, "only its size is wrong with it");
    }
}
