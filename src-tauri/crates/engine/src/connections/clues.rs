//! What the answers to a connection test give away besides their content: the server's clock, and whether somebody
//! stands between.

use std::sync::{Arc, Mutex, PoisonError};

use rollcall_scim_client::{ClientError, DeviationCode, Exchange, ExchangeMark, LooksLike, Recorder};
use time::format_description::well_known::Rfc2822;
use time::{Duration, OffsetDateTime};

use crate::DeviationView;

/// Clocks may differ by this much; tokens are checked with some minutes of grace.
const GRACE: Duration = Duration::minutes(5);
/// Words that only a network which wants a click before it lets anybody through says of itself, without what stands
/// between them. A portal or a guest may as well be somebody's product: such a page is the server's own login page.
const CAPTIVE: [&str; 8] = [
    "captive",
    "hotspot",
    "networklogin",
    "networkauthentication",
    "guestnetwork",
    "guestaccess",
    "guestinternet",
    "wispaccessgatewayparam",
];
/// Words for a radio network, and what in a title makes it the one that is used: alone it may be what the server sells.
const RADIO: [&str; 2] = ["wifi", "wlan"];
const ENTRANCE: [&str; 3] = ["guest", "welcome", "connect"];

/// Looks over a test's shoulder.
#[derive(Clone, Default)]
pub(super) struct Clues {
    ahead: Arc<Mutex<Option<Duration>>>,
    kept: Option<Arc<dyn Recorder>>,
}

impl Clues {
    /// Clues that hand each exchange on.
    pub(super) fn and(kept: Option<Arc<dyn Recorder>>) -> Self {
        Self {
            ahead: Arc::default(),
            kept,
        }
    }

    /// The deviation when the clocks of server and computer differ too much.
    pub(super) fn clock(&self) -> Option<DeviationView> {
        let ahead = (*self.ahead.lock().unwrap_or_else(PoisonError::into_inner))?;
        if ahead.abs() <= GRACE {
            return None;
        }
        let minutes = ahead.whole_minutes().unsigned_abs().to_string();
        let code = if ahead.is_positive() {
            DeviationCode::ClockBehind
        } else {
            DeviationCode::ClockAhead
        };
        Some(code.of(&[("minutes", &minutes)]).into())
    }
}

impl Recorder for Clues {
    fn record(&self, exchange: Exchange) -> Option<ExchangeMark> {
        if let Some(ahead) = server_ahead(&exchange) {
            *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
        }
        self.kept.as_ref()?.record(exchange)
    }
}

/// How far the server's clock is ahead of ours, by `Date` (RFC 9110 §6.6.1) and the time the request was under way.
fn server_ahead(exchange: &Exchange) -> Option<Duration> {
    let (_, date) = exchange
        .response_headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("date"))?;
    // An HTTP date is an RFC 2822 date with GMT for its zone.
    let date = OffsetDateTime::parse(&date.replace("GMT", "+0000"), &Rfc2822).ok()?;
    let took = Duration::milliseconds(i64::try_from(exchange.duration_ms).unwrap_or_default());
    Some(date - (exchange.at + took))
}

/// Whether a network wants a click or a sign-in of its own before it lets anybody through: 511 (RFC 6585 §6), a page that
/// calls itself so, or a redirect to another host that does.
pub(crate) fn captive_portal(error: &ClientError) -> bool {
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let any = |text: &str, of: &[&str]| of.iter().any(|word| text.contains(word));
    match error {
        ClientError::Redirect {
            target_host: Some(host),
            same_origin: false,
            ..
        } => {
            let host = plain(host);
            any(&host, &CAPTIVE) || any(&host, &RADIO)
        }
        ClientError::NotScim {
            looks_like: LooksLike::Html,
            status,
            excerpt,
        } => {
            let title = plain(excerpt);
            let invites = any(&title, &RADIO) && any(&title, &ENTRANCE);
            *status == 511 || any(&title, &CAPTIVE) || invites
        }
        other => other.status() == Some(511),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn exchange(date: &str) -> Exchange {
        Exchange {
            at: datetime!(2026-11-22 10:00:00 UTC),
            duration_ms: 1_000,
            operation: "discover",
            method: "GET".into(),
            path: "/ServiceProviderConfig".into(),
            status: Some(200),
            error: None,
            request_headers: Vec::new(),
            request_body: None,
            response_headers: vec![("date".into(), date.into())],
            response_body: None,
            bytes_received: 0,
            truncated: false,
        }
    }

    fn told(date: &str) -> Option<String> {
        let clues = Clues::default();
        clues.record(exchange(date));
        clues.clock().map(|d| d.message)
    }

    #[test]
    fn a_clock_that_is_wrong_is_told_with_its_direction() {
        assert_eq!(
            told("Sun, 22 Nov 2026 10:04:00 GMT"),
            None,
            "some minutes are nothing"
        );
        assert_eq!(told("not a date"), None);
        let behind = told("Sun, 22 Nov 2026 10:20:01 GMT").unwrap();
        assert!(behind.contains("20 minutes behind"), "{behind}");
        let ahead = told("Sun, 22 Nov 2026 09:00:00 GMT").unwrap();
        assert!(ahead.contains("60 minutes ahead of"), "{ahead}");
    }

    #[test]
    fn a_network_that_wants_a_click_first_is_no_login_page_of_the_server() {
        let page = |excerpt: &str, status| ClientError::NotScim {
            status,
            looks_like: LooksLike::Html,
            excerpt: excerpt.into(),
        };
        assert!(captive_portal(&page("<title>Welcome to Guest WiFi</title>", 200)));
        assert!(captive_portal(&page("<html>", 511)));
        for network in [
            "Captive Portal",
            "Example Hotel Hotspot",
            "Network Login",
            "Guest Access",
            "Connect to Wi-Fi",
            "(WISPAccessGatewayParam)",
        ] {
            assert!(captive_portal(&page(network, 200)), "{network}");
        }
        for server in [
            "Customer Portal",
            "Globex Portal - Sign in",
            "Guest management",
            "Sign in as a guest",
            "Example WiFi Cloud - Login",
        ] {
            assert!(
                !captive_portal(&page(server, 200)),
                "{server} may be the server's own"
            );
        }
        assert!(!captive_portal(&page("<title>Sign in to Globex</title>", 200)));
        let redirect = |host: &str, same_origin| ClientError::Redirect {
            status: 302,
            target_host: Some(host.into()),
            same_origin,
        };
        assert!(captive_portal(&redirect("captive.example.net", false)));
        assert!(captive_portal(&redirect("wifi-login.example.net", false)));
        assert!(!captive_portal(&redirect("login.example.com", false)));
        assert!(
            !captive_portal(&redirect("portal.example.com", false)),
            "a product's"
        );
        assert!(
            !captive_portal(&redirect("portal.example.com", true)),
            "the server itself may be called so"
        );
    }
}
