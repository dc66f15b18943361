//! What Debian ships: nginx before a sandbox, and tinyproxy; each on a port and in a folder of its own.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};
use rollcall_tests::{CANARY, Sandbox};
use tempfile::TempDir;

/// A program of the test, ended with it.
struct Program(Child);

impl Program {
    fn start(mut command: Command, port: u16) -> Self {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| panic!("{command:?} does not start ({e}); `cargo xtask test` installs it"));
        // Asked until it answers; how long that takes proves nothing.
        let mut program = Self(child);
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Ok(Some(status)) = program.0.try_wait() {
                panic!("{command:?} ended: {status}");
            }
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "{command:?} does not answer"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        program
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// nginx before a sandbox, with certificates of an authority made for the test.
pub struct Front {
    pub sandbox: Sandbox,
    pub port: u16,
    folder: TempDir,
    _nginx: Program,
}

impl Front {
    /// With these lines in its server block.
    pub fn start(people: usize, lines: &str) -> Self {
        let sandbox = Sandbox::with_people(people);
        let folder = tempfile::tempdir().expect("a temporary folder");
        certificates(folder.path());
        let port = free_port();
        let upstream = sandbox.base();
        let at = folder.path().display();
        let config = format!(
            "daemon off; master_process off; worker_processes 1; pid {at}/pid; error_log {at}/error.log;
             events {{ worker_connections 64; }}
             http {{
               access_log {at}/access.log; client_body_temp_path {at}/b; proxy_temp_path {at}/p;
               fastcgi_temp_path {at}/f; uwsgi_temp_path {at}/u; scgi_temp_path {at}/s;
               server {{
                 listen 127.0.0.1:{port} ssl; server_name localhost;
                 ssl_certificate {at}/server.pem; ssl_certificate_key {at}/server.key;
                 ssl_client_certificate {at}/ca.pem;
                 {lines}
                 location /scim/v2 {{
                   proxy_pass {upstream};
                   proxy_set_header Authorization \"Bearer {CANARY}\";
                 }}
               }}
             }}"
        );
        std::fs::write(folder.path().join("nginx.conf"), config).expect("a file");
        let mut nginx = Command::new("/usr/sbin/nginx");
        nginx
            .arg("-p")
            .arg(folder.path())
            .arg("-c")
            .arg(folder.path().join("nginx.conf"));
        nginx.arg("-e").arg(folder.path().join("error.log"));
        let nginx = Program::start(nginx, port);
        Self {
            sandbox,
            port,
            folder,
            _nginx: nginx,
        }
    }

    pub fn base(&self) -> String {
        format!("https://localhost:{}/scim/v2", self.port)
    }

    /// A file of the authority: `ca.pem`, `client.pem`, `client.key`, `stranger.pem`, ….
    pub fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .filter_map(|c| std::str::from_utf8(c).ok())
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}

/// An authority, what it issued for the server and a client, and a client of somebody else.
fn certificates(folder: &Path) {
    let write = |name: &str, text: String| std::fs::write(folder.join(name), text).expect("a file");
    let authority = |name: &str| {
        let mut params = CertificateParams::new(vec![]).expect("params");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        (pem("CERTIFICATE", certificate.der()), Issuer::new(params, key))
    };
    let issue = |issuer: &Issuer<'_, KeyPair>, name: &str, server: bool| {
        let names = if server {
            vec!["localhost".to_owned()]
        } else {
            vec![]
        };
        let mut params = CertificateParams::new(names).expect("params");
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        params.extended_key_usages = vec![if server {
            ExtendedKeyUsagePurpose::ServerAuth
        } else {
            ExtendedKeyUsagePurpose::ClientAuth
        }];
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, issuer).expect("a certificate");
        (
            pem("CERTIFICATE", certificate.der()),
            pem("PRIVATE KEY", &key.serialize_der()),
        )
    };
    let (ca, own) = authority("Globex Internal CA");
    let (_, others) = authority("Somebody else");
    write("ca.pem", ca);
    for (file, issuer, server) in [
        ("server", &own, true),
        ("client", &own, false),
        ("stranger", &others, false),
    ] {
        let (certificate, key) = issue(issuer, file, server);
        write(&format!("{file}.pem"), certificate.clone());
        write(&format!("{file}.key"), key.clone());
        write(&format!("{file}-both.pem"), format!("{key}{certificate}"));
    }
    let export = Command::new("openssl")
        .args(["pkcs12", "-export", "-passout", &format!("pass:{CANARY}"), "-in"])
        .arg(folder.join("client.pem"))
        .arg("-inkey")
        .arg(folder.join("client.key"))
        .arg("-out")
        .arg(folder.join("client.p12"))
        .status();
    assert!(export.expect("openssl runs").success(), "a PKCS#12 file is made");
}

/// A proxy of Debian that keeps a log.
pub struct Tinyproxy {
    pub port: u16,
    folder: TempDir,
    _program: Program,
}

impl Tinyproxy {
    /// `password`: what the user `kim` must give.
    pub fn start(password: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = free_port();
        let log = folder.path().join("log");
        let sign_in = password
            .map(|p| format!("BasicAuth kim {p}\n"))
            .unwrap_or_default();
        let config = format!(
            "Port {port}\nListen 127.0.0.1\nTimeout 60\nAllow 127.0.0.1\nLogLevel Connect\nLogFile \"{}\"\n{sign_in}",
            log.display()
        );
        let path = folder.path().join("conf");
        std::fs::write(&path, config).expect("a file");
        let mut command = Command::new("tinyproxy");
        command.arg("-d").arg("-c").arg(&path);
        let program = Program::start(command, port);
        Self {
            port,
            folder,
            _program: program,
        }
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Whether a connection to this port of this computer went through it.
    pub fn has_connected(&self, port: u16) -> bool {
        let log: PathBuf = self.folder.path().join("log");
        std::fs::read_to_string(log).is_ok_and(|log| log.contains(&format!("CONNECT localhost:{port}")))
    }
}
