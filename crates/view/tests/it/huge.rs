//! A huge page in the files of `/proc` and in the walk of an address.

use forkscope_sim::command::{Mapping, Sharing, Source};
use forkscope_sim::thp::Thp;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Command, Config, Machine, PageRange, Pid, Silent, Vpn};
use forkscope_timeline::Cursor;
use forkscope_view::inspect::inspect;
use forkscope_view::proc::{print, ProcFile};
use forkscope_view::{ProcessCard, SizeClass};

use crate::gallery::Gallery;
use crate::story::Cast;
use crate::K4;

const BASE: Vpn = Vpn(0x2000_0000_0000 >> 12);

/// One process that wrote to a page of 4 MiB, the first half of which it got as a huge page.
fn machine() -> Machine {
    let mut machine = Machine::boot(Config { thp: Thp::Always, ..Config::default() });
    let range = PageRange::new(BASE, 1024);
    let access = VmFlags::READ | VmFlags::WRITE;
    let map = Call::Mmap(Mapping { range, access, sharing: Sharing::Private, source: Source::Anon });
    let calls = [map, Call::touch(PageRange::new(BASE.plus(3), 1), 7)];
    assert!(machine.run(&Command::Start { program: None }, &mut Silent).is_ok());
    for call in calls {
        assert!(machine.run(&Command::Do { pid: Pid(1), call }, &mut Silent).is_ok());
    }
    machine
}

#[test]
fn the_walk_ends_at_the_pmd_entry() {
    let (machine, offset) = (machine(), 3 * 4096 + 0x10);
    let seen = inspect(&machine, None, &Cast, Pid(1), BASE.addr(K4).0 + offset);
    let parts: Vec<(&str, &str)> = seen.walk.parts.iter().map(|part| (part.name, part.bits.as_str())).collect();
    assert_eq!(parts, [("PGD", "47–39"), ("PUD", "38–30"), ("PMD", "29–21"), ("offset", "20–0")]);
    assert_eq!((seen.walk.tables.len(), seen.walk.reached), (3, true));
    assert_eq!(seen.walk.parts[3].value, format!("{offset:#x}"));
    let head = machine.pte(Pid(1), BASE).pfn().map_or(0, |pfn| u64::from(pfn.0));
    assert_eq!(seen.physical, format!("{head} × 4096 + {offset:#x} = {:#x}", head * 4096 + offset));
    let fields = seen.entry.map_or(Vec::new(), |entry| entry.fields);
    assert!(fields.iter().any(|field| field.name == "PS" && field.value == "1"));
    assert_eq!(seen.frame.map(|frame| (frame.refcount, frame.mapcount)), Some((1, 1)));
}

#[test]
fn where_nothing_is_mapped_all_four_levels_count() {
    let seen = inspect(&machine(), None, &Cast, Pid(1), BASE.plus(512).addr(K4).0);
    assert_eq!((seen.walk.parts.len(), seen.walk.reached, seen.physical.as_str()), (5, false, ""));
}

#[test]
fn proc_counts_huge_pages() {
    let machine = machine();
    let lines = |file| print(&machine, &Cast, file, Pid(1), 400).into_iter().map(|line| line.text).collect::<Vec<_>>();
    let has = |file, start: &str, end: &str| {
        let lines = lines(file);
        assert!(lines.iter().any(|line| line.starts_with(start) && line.ends_with(end)), "{start}…{end}");
    };
    has(ProcFile::Smaps, "AnonHugePages:", " 2048 kB");
    has(ProcFile::Smaps, "THPeligible:", " 1");
    has(ProcFile::Meminfo, "AnonHugePages:", " 2048 kB");
    has(ProcFile::Vmstat, "thp_fault_alloc", " 1");
    has(ProcFile::Vmstat, "nr_anon_transparent_hugepages", " 1");
    has(ProcFile::Kpageflags, "", "compound_tail thp anon_exclusive");
}

#[test]
fn a_huge_page_that_a_write_splits_is_drawn_in_pieces() {
    let gallery = Gallery::run("huge-page-write");
    let pieces = |line, size| {
        let scene = gallery.after(size, line);
        let stage = &scene.stage;
        assert_eq!(stage.mosaic, None, "{line}");
        let by_pmd = |card: &ProcessCard| card.body.rows().iter().flat_map(|row| &row.cells).all(|cell| cell.by_pmd);
        let by_pmd: Vec<bool> = stage.cards.iter().map(by_pmd).collect();
        let frames = |counts: Vec<Option<u32>>| counts.into_iter().flatten().collect::<Vec<_>>();
        (by_pmd, frames(stage.tiles.iter().map(|tile| tile.count).collect()))
    };
    for size in [SizeClass::E, SizeClass::M, SizeClass::L, SizeClass::X, SizeClass::P] {
        assert_eq!(pieces("parent: fork child", size), (vec![true, true], vec![2]));
        assert_eq!(pieces("child: write heap[3] \"B\"", size), (vec![true, false], vec![512, 512, 1, 512]));
    }
}

#[test]
fn a_count_of_many_digits_fits_its_place() {
    let scene = Gallery::run("lost-dma").after(SizeClass::L, "server: write buffer[0] \"ready\"");
    let sizes: Vec<(Option<u32>, u32)> =
        scene.stage.tiles.iter().map(|tile| (tile.count, tile.count_percent())).collect();
    assert_eq!(sizes, [(Some(1024), 70), (Some(1), 100)]);
}

#[test]
fn a_count_to_come_of_many_digits_stands_below() {
    let gallery = Gallery::run("huge-page-write");
    let before = gallery.cursors().len() - 4;
    let tiles = |at| gallery.scene(SizeClass::L, Cursor { command: before, step: Some(at) }).stage.tiles.clone();
    let copied = (1..14).flat_map(tiles).find(|tile| tile.next.is_some());
    let seen = copied.map(|tile| (tile.count, tile.next, tile.count_percent(), tile.count_stacks()));
    assert_eq!(seen, Some((Some(1023), Some(1022), 70, true)));
}
