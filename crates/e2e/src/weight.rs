//! What the built page weighs on its way to a visitor.

use crate::visits::Kind;
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
    /// Whether a visit of a kind loads it, as long as nobody does anything rare there: `cargo xtask dist` splits two parts off the wasm,
    /// one for those who step and one for all else.
    pub fn is_for(&self, kind: Kind) -> bool {
        let steps = match kind {
            Kind::Plain => false,
            Kind::Link | Kind::Embed => true,
        };
        !self.name.ends_with("_later.wasm") && (steps || !self.name.ends_with("_next.wasm"))
    }
}

/// What a visit of a kind loads, in bytes after brotli.
pub fn of_visit(files: &[Weight], kind: Kind) -> usize {
    files.iter().filter(|file| file.is_for(kind)).map(|file| file.brotli).sum()
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
