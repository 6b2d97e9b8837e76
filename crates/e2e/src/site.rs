//! A static host on this machine: the built page in any folder, with the headers that a host sends or does not.

use crate::weight::compress;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// How the page is served.
#[derive(Clone, Debug)]
pub struct SiteOptions {
    /// The folder of the host that the page lies in; begins and ends with a slash.
    pub folder: String,
    /// Whether any origin may read the files, as a page in a sandboxed frame needs it.
    pub cors: bool,
    /// Whether files are sent compressed with brotli.
    pub brotli: bool,
    /// Pages besides, by their path: hosts around a frame.
    pub pages: BTreeMap<String, String>,
}

impl Default for SiteOptions {
    fn default() -> Self {
        Self { folder: "/".to_owned(), cors: false, brotli: false, pages: BTreeMap::new() }
    }
}

/// A running host. Its thread ends with the process: tests are short.
pub struct Site {
    port: u16,
    folder: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// Serves the built page on a free port.
    pub fn serve(dist: &Path, options: SiteOptions) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("cannot listen on 127.0.0.1")?;
        let port = listener.local_addr()?.port();
        let folder = options.folder.clone();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let host = Arc::new(Host { dist: dist.to_path_buf(), options, asked: Arc::clone(&asked) });
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let host = Arc::clone(&host);
                // A browser that hangs up is no matter of ours.
                std::thread::spawn(move || host.answer(stream).ok());
            }
        });
        Ok(Self { port, folder, asked })
    }

    /// Serves one page of HTML at `/`: a host around a frame, on an origin of its own.
    pub fn host_page(html: String) -> Result<Self> {
        let pages = BTreeMap::from([("/".to_owned(), html)]);
        Self::serve(Path::new(""), SiteOptions { pages, ..SiteOptions::default() })
    }

    /// The address of something below the page's folder.
    pub fn url(&self, rest: &str) -> String {
        format!("http://127.0.0.1:{}{}{rest}", self.port, self.folder)
    }

    /// The same host by another name: for browsers another site.
    pub fn url_on_localhost(&self, rest: &str) -> String {
        format!("http://localhost:{}{}{rest}", self.port, self.folder)
    }

    /// The paths asked for so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().map(|paths| paths.clone()).unwrap_or_default()
    }
}

struct Host {
    dist: PathBuf,
    options: SiteOptions,
    asked: Arc<Mutex<Vec<String>>>,
}

struct Reply {
    status: &'static str,
    kind: &'static str,
    body: Vec<u8>,
}

impl Host {
    fn answer(&self, mut stream: TcpStream) -> Result<()> {
        let Some(path) = read_path(&stream)? else {
            return Ok(());
        };
        if let Ok(mut asked) = self.asked.lock() {
            asked.push(path.clone());
        }
        let mut reply = self.reply(&path);
        let mut head = format!(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nCache-Control: no-store\r\nConnection: close\r\n",
            reply.status, reply.kind
        );
        if self.options.cors {
            head += "Access-Control-Allow-Origin: *\r\n";
        }
        if self.options.brotli {
            head += "Content-Encoding: br\r\n";
            reply.body = compress(&reply.body, 4)?;
        }
        head += &format!("Content-Length: {}\r\n\r\n", reply.body.len());
        stream.write_all(head.as_bytes())?;
        stream.write_all(&reply.body)?;
        Ok(())
    }

    fn reply(&self, path: &str) -> Reply {
        if let Some(html) = self.options.pages.get(path) {
            return Reply { status: "200 OK", kind: kind_of("html"), body: html.clone().into_bytes() };
        }
        let file = path.strip_prefix(&self.options.folder).filter(|rest| !rest.split('/').any(|part| part == ".."));
        let file = file.map(|rest| self.dist.join(if rest.is_empty() { "index.html" } else { rest }));
        match file.and_then(|file| Some((std::fs::read(&file).ok()?, extension(&file)))) {
            Some((body, extension)) => Reply { status: "200 OK", kind: kind_of(&extension), body },
            None => Reply { status: "404 Not Found", kind: "text/plain", body: b"not found".to_vec() },
        }
    }
}

/// The path of a request, without its query; none if nothing was asked.
fn read_path(stream: &TcpStream) -> Result<Option<String>> {
    let mut lines = BufReader::new(stream).lines();
    let Some(first) = lines.next().transpose()? else {
        return Ok(None);
    };
    // The rest of the head has to be read before the answer.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let target = first.split(' ').nth(1).unwrap_or("/");
    Ok(target.split('?').next().map(str::to_owned))
}

fn extension(file: &Path) -> String {
    file.extension().unwrap_or_default().to_string_lossy().into_owned()
}

fn kind_of(extension: &str) -> &'static str {
    match extension {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" | "fork" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
