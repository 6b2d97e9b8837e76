//! What a recording looks at: pages, counts and figures, in the form in which they were written down.

use std::collections::BTreeMap;

use forkscope_sim::frame::{FrameFlags, FrameKind};
use forkscope_sim::smaps::Smaps;
use forkscope_sim::{PageRange, Pfn, Pid, Vma, Vpn};
use serde_json::{json, Map, Value};

use super::arm::{Arm, Inexpressible, Observed, REGION_BASE, REGION_PAGES};

impl Arm {
    pub(super) fn ksm_figures(&self) -> Value {
        let figures = self.machine.ksm_figures();
        json!({ "pages_shared": figures.shared, "pages_sharing": figures.sharing, "pages_unshared": figures.unshared })
    }

    /// How the counters of huge pages changed since the first time they were asked for.
    pub(super) fn vmstat(&mut self, keys: &[&str]) -> Observed {
        let now = self.machine.totals().thp;
        let base = *self.vmstat.get_or_insert(now);
        let mut seen = Map::new();
        for key in keys {
            let change = match *key {
                "thp_fault_alloc" => now.fault_alloc - base.fault_alloc,
                "thp_split_pmd" => now.split_pmd - base.split_pmd,
                "thp_split_page" => now.split_page - base.split_page,
                "thp_deferred_split_page" => now.deferred_split - base.deferred_split,
                // The huge page of zeros takes no memory here.
                "thp_zero_page_alloc" => 0,
                _ => return Err(Inexpressible),
            };
            seen.insert((*key).into(), json!(change));
        }
        Ok(Value::Object(seen))
    }

    /// How VmPTE changed since the last call, in kB. The other figures held the harness's own pages.
    pub(super) fn stat(&mut self, pid: Pid) -> Value {
        let (_, mm) = self.machine.mm_of(pid).expect("alive");
        let now = mm.tables.count() * 4;
        let Some(last) = self.stat.replace(now) else { return json!({ "base": true }) };
        let delta = now as i64 - last as i64;
        if delta == 0 {
            json!({})
        } else {
            json!({ "VmPTE": delta })
        }
    }

    pub(super) fn snap(&self) -> Value {
        let (mut pages, mut smaps) = (Map::new(), Map::new());
        for (name, pid) in &self.pids {
            for letter in &self.regions {
                let vmas = self.vmas(*pid, *letter);
                if !vmas.is_empty() {
                    pages.insert(format!("{name}.{letter}"), json!(self.pages(*pid, &vmas)));
                    smaps.insert(format!("{name}.{letter}"), self.smaps(*pid, &vmas));
                }
            }
        }
        json!({ "pages": pages, "smaps": smaps })
    }

    pub(super) fn vmas(&self, pid: Pid, letter: char) -> Vec<Vma> {
        let base = REGION_BASE + u64::from(letter as u8 - b'a') * REGION_PAGES;
        self.machine.mm_of(pid).map_or(Vec::new(), |(_, mm)| mm.vmas_in(PageRange::new(Vpn(base), REGION_PAGES)))
    }

    /// `page label mapcount refcount flags`, one string a page.
    pub(super) fn pages(&self, pid: Pid, vmas: &[Vma]) -> Vec<String> {
        let all = vmas.iter().flat_map(|vma| vma.range().iter());
        all.map(|vpn| format!("{} {}", vpn.0 % REGION_PAGES, self.page(pid, vpn))).collect()
    }

    pub(super) fn page(&self, pid: Pid, vpn: Vpn) -> String {
        let pte = self.machine.pte(pid, vpn);
        if let Some(slot) = pte.swap_slot() {
            return format!("S{slot} {}", if pte.is_swap_exclusive() { "X" } else { "" }).trim_end().into();
        }
        let Some((pfn, frame)) = pte.pfn().and_then(|pfn| Some((pfn, self.machine.frame(pfn)?))) else {
            return "-".into();
        };
        let letter = |on: bool, letter: &'static str| if on { letter } else { "" };
        let bits = [letter(pte.is_writable(), "W"), letter(pte.is_accessed(), "A"), letter(pte.is_dirty(), "D")];
        if pfn == Pfn::ZERO_PAGE {
            let (letter, file) = if pte.is_huge() { ("Z", "F") } else { ("z", "") };
            return format!("{letter} {}{file}", bits.concat()).trim_end().into();
        }
        let (kind, buffers) = match frame.kind {
            FrameKind::File { file, .. } => {
                ("f", u32::from(self.written.contains(&file) && !frame.flags.contains(FrameFlags::PRIVATE)))
            }
            FrameKind::Shmem { .. } => ("s", 0),
            FrameKind::Ksm => ("k", 0),
            FrameKind::Anon | FrameKind::Zero | FrameKind::Table { .. } => ("a", 0),
        };
        let page_flags = self.machine.page_flags(pfn);
        // For a huge page the map count of its first page stands for all of them (a quirk of /proc/PID/pagemap).
        let head = self.machine.folio(pfn).filter(|_| pte.is_huge()).and_then(|(head, _)| self.machine.frame(head));
        let flags = [
            letter(page_flags.contains(FrameFlags::EXCLUSIVE), "X"),
            letter(head.as_ref().unwrap_or(&frame).mapcount == 1, "E"),
            letter(!frame.kind.is_anon(), "F"),
            letter(page_flags.contains(FrameFlags::SWAPCACHE), "C"),
            letter(page_flags.contains(FrameFlags::DIRTY), "d"),
            letter(frame.mlocks > 0, "mu"),
        ];
        if let Some((head, folio)) = self.machine.folio(pfn) {
            let (kind, of) = (if pte.is_huge() { "H" } else { "h" }, pfn.0 - head.0);
            let counts = format!("m{} R{} L{}", frame.mapcount, folio.refcount, folio.large_mapcount);
            return format!("{kind}{head}:{of} {counts} {}{}", bits.concat(), flags.concat()).trim_end().into();
        }
        let text = format!(
            "{kind}{pfn} m{} r{} {}{}",
            frame.mapcount,
            frame.refcount + buffers,
            bits.concat(),
            flags.concat()
        );
        text.trim_end().into()
    }

    pub(super) fn smaps(&self, pid: Pid, vmas: &[Vma]) -> Value {
        let (_, mm) = self.machine.mm_of(pid).expect("alive");
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        for vma in vmas {
            let smaps = self.machine.smaps_of(mm, vma);
            let locked = if vma.is_locked() { smaps.pss_bytes() / 1024 } else { 0 };
            for (name, kb) in figures(smaps).into_iter().chain([("Locked", locked)]) {
                *sums.entry(name).or_default() += kb;
            }
        }
        sums.retain(|_, kb| *kb != 0);
        let span = |vma: &Vma| {
            let first = vma.start.0 % REGION_PAGES;
            format!("{first}-{} {}", first + vma.pages() - 1, vma.perms())
        };
        let mut all = json!(sums);
        all["vma"] = json!(vmas.iter().map(span).collect::<Vec<_>>());
        all
    }
}

fn figures(smaps: Smaps) -> [(&'static str, u64); 15] {
    [
        ("Size", smaps.size),
        ("Rss", smaps.rss),
        ("Pss", smaps.pss_bytes()),
        ("Pss_Dirty", smaps.pss_dirty_bytes()),
        ("Shared_Clean", smaps.shared_clean),
        ("Shared_Dirty", smaps.shared_dirty),
        ("Private_Clean", smaps.private_clean),
        ("Private_Dirty", smaps.private_dirty),
        ("Referenced", smaps.referenced),
        ("Anonymous", smaps.anonymous),
        ("AnonHugePages", smaps.anon_huge),
        ("LazyFree", smaps.lazyfree),
        ("KSM", smaps.ksm),
        ("Swap", smaps.swap),
        ("SwapPss", smaps.swap_pss_bytes()),
    ]
    .map(|(name, bytes)| (name, bytes / 1024))
}
