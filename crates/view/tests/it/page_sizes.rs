//! Machines with pages of 16 and of 64 KiB in the walk of an address and in the files of `/proc`.

use forkscope_sim::command::{Data, Mapping, Sharing, Source};
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Command, Config, Machine, PageRange, PageSize, Pid, Silent, VirtAddr};
use forkscope_view::inspect::{inspect, Inspection};
use forkscope_view::proc::{print, ProcFile};

use crate::story::Cast;

const HEAP: VirtAddr = VirtAddr(0x2000_0000_0000);

/// One process that wrote a byte to the second of two pages.
fn machine(page: PageSize) -> Machine {
    let mut machine = Machine::boot(Config { page, ram: 1024, ..Config::default() });
    let (range, access) = (PageRange::new(HEAP.vpn(page), 2), VmFlags::READ | VmFlags::WRITE);
    let map = Call::Mmap(Mapping { range, access, sharing: Sharing::Private, source: Source::Anon });
    let calls = [map, Call::write(VirtAddr(HEAP.0 + page.bytes() + 5), 1, Data::Fill(b'x'))];
    assert!(machine.run(&Command::Start { program: None }, &mut Silent).is_ok());
    for call in calls {
        assert!(machine.run(&Command::Do { pid: Pid(1), call }, &mut Silent).is_ok());
    }
    machine
}

fn inspected(page: PageSize) -> Inspection {
    inspect(&machine(page), None, &Cast, Pid(1), HEAP.0 + page.bytes() + 5)
}

#[test]
fn the_walk_takes_the_bits_that_the_size_gives_each_level() {
    let parts = |page| -> Vec<String> {
        let walk = inspected(page).walk;
        assert!(walk.reached && walk.tables.len() + 1 == walk.parts.len());
        walk.parts.iter().map(|part| format!("{} {} {}", part.name, part.bits, part.value)).collect()
    };
    assert_eq!(parts(PageSize::K4), ["PGD 47–39 64", "PUD 38–30 0", "PMD 29–21 0", "PTE 20–12 1", "offset 11–0 0x5"]);
    assert_eq!(parts(PageSize::K16), ["PGD 47 0", "PUD 46–36 512", "PMD 35–25 0", "PTE 24–14 1", "offset 13–0 0x5"]);
    assert_eq!(parts(PageSize::K64), ["PGD 47–42 8", "PMD 41–29 0", "PTE 28–16 1", "offset 15–0 0x5"]);
}

#[test]
fn a_frame_has_as_many_bytes_as_a_page() {
    for page in PageSize::ALL {
        let (seen, bytes) = (inspected(page), page.bytes());
        let frame = seen.frame.map_or(0, |frame| u64::from(frame.pfn));
        assert_eq!(seen.physical, format!("{frame} × {bytes} + 0x5 = {:#x}", frame * bytes + 5));
    }
}

#[test]
fn the_files_of_proc_count_in_kilobytes_of_the_size() {
    for (page, kilobytes, tables) in [(PageSize::K4, 4, 12), (PageSize::K16, 16, 48), (PageSize::K64, 64, 128)] {
        let machine = machine(page);
        let has = |file, name: &str, figure: u64| {
            let lines = print(&machine, &Cast, file, Pid(1), 400);
            let found = lines.iter().find(|line| line.text.starts_with(name)).map(|line| line.text.as_str());
            assert!(found.is_some_and(|line| line.ends_with(&format!(" {figure} kB"))), "{page:?}: {found:?}");
        };
        has(ProcFile::Smaps, "Size:", 2 * kilobytes);
        has(ProcFile::Smaps, "KernelPageSize:", kilobytes);
        has(ProcFile::Smaps, "MMUPageSize:", kilobytes);
        has(ProcFile::Smaps, "Rss:", kilobytes);
        has(ProcFile::Smaps, "Private_Dirty:", kilobytes);
        has(ProcFile::Status, "VmPTE:", tables);
        has(ProcFile::Status, "VmSize:", 2 * kilobytes);
        has(ProcFile::Meminfo, "MemTotal:", 1024 * kilobytes);
    }
}
