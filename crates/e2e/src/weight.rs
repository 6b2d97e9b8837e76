//! What the built page weighs on its way to a visitor.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// A file of the page.
pub struct Weight {
    /// Its path below the page's folder.
    pub name: String,
    /// Its size.
    pub raw: usize,
    /// Its size after brotli at its best.
    pub brotli: usize,
}

impl Weight {
    /// Whether a first visit loads it: all but the part of the wasm that `cargo xtask dist` splits off.
    pub fn is_first(&self) -> bool {
        !self.name.ends_with("_later.wasm")
    }
}

/// Weighs every file that a visitor loads, the heaviest first.
pub fn weigh(dist: &Path) -> Result<Vec<Weight>> {
    let mut files = Vec::new();
    collect(dist, dist, &mut files)?;
    files.sort_by_key(|file| std::cmp::Reverse(file.raw));
    Ok(files)
}

fn collect(dist: &Path, folder: &Path, files: &mut Vec<Weight>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.strip_prefix(dist)?.to_string_lossy().into_owned();
        // Files for the host, not for the visitor.
        if name.starts_with(['.', '_']) {
            continue;
        }
        if path.is_dir() {
            collect(dist, &path, files)?;
        } else {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.push(Weight { name, raw: bytes.len(), brotli: compress(&bytes, 11)?.len() });
        }
    }
    Ok(())
}

/// Compresses with brotli; quality 11 is its best.
pub fn compress(bytes: &[u8], quality: i32) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams { quality, lgwin: 22, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &params).context("brotli failed")?;
    Ok(out)
}
