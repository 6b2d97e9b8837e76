//! `/proc/PID/maps` (`show_map_vma`).

use forkscope_sim::file::{FileId, FileKind};
use forkscope_sim::vma::Backing;
use forkscope_sim::{Machine, Mm, PageSize, Pid, VirtAddr, Vma};

use super::line::{hex8, padded, Lines};
use super::refers::{area, Part};
use crate::input::Naming;

/// The column at which the name begins: 25 + 6 words of 8 bytes.
const NAME: usize = 73;
/// Where a program's code begins and its stack ends.
const PROGRAM: VirtAddr = VirtAddr(0x5555_5555_4000);
const STACK_TOP: VirtAddr = VirtAddr(0x7fff_ffff_f000);

pub(super) fn print(lines: &mut Lines, machine: &Machine, naming: &dyn Naming, pid: Pid) {
    let Some((_, mm)) = machine.mm_of(pid) else { return };
    for vma in mm.vmas.values() {
        if lines.are_enough() {
            return;
        }
        lines.push(head(machine, naming, mm, vma), area(machine.page_size(), pid, vma, Part::Resident));
    }
}

/// The line of a VMA, with which its part of `smaps` begins as well.
pub(super) fn head(machine: &Machine, naming: &dyn Naming, mm: &Mm, vma: &Vma) -> String {
    let page = machine.page_size();
    let (offset, device, inode) = match vma.backing {
        Backing::Anon => (0, "00:00", 0),
        Backing::File(file) => (vma.pgoff << page.shift(), device(machine, file), file.0),
    };
    let (start, end) = (hex8(vma.start.addr(page).0), hex8(vma.end.addr(page).0));
    let text = format!("{start}-{end} {} {} {device} {inode} ", vma.perms(), hex8(offset));
    let name = name(machine, naming, mm, vma);
    if name.is_empty() {
        return text;
    }
    padded(&text, NAME) + &name
}

fn device(machine: &Machine, file: FileId) -> &'static str {
    match machine.file(file).is_some_and(|file| file.kind.is_shmem()) {
        true => "00:01",
        false => "08:01",
    }
}

fn name(machine: &Machine, naming: &dyn Naming, mm: &Mm, vma: &Vma) -> String {
    match vma.backing {
        Backing::File(file) => match machine.file(file).map(|file| file.kind) {
            Some(FileKind::Memfd) => format!("/memfd:{} (deleted)", naming.file(file)),
            Some(FileKind::SharedAnon) => "/dev/zero (deleted)".to_owned(),
            Some(FileKind::Regular) | None => format!("/{}", naming.file(file)),
        },
        Backing::Anon if is_heap(mm, vma) => "[heap]".to_owned(),
        Backing::Anon if is_stack(mm.tables.page_size(), vma) => "[stack]".to_owned(),
        Backing::Anon => String::new(),
    }
}

/// `vma_is_initial_heap`
fn is_heap(mm: &Mm, vma: &Vma) -> bool {
    vma.start < mm.brk.end && vma.end > mm.brk.start
}

/// `vma_is_initial_stack`
pub(super) fn is_stack(page: PageSize, vma: &Vma) -> bool {
    vma.is_anonymous() && vma.end == STACK_TOP.vpn(page)
}

/// Whether it is the code of the program that the process runs.
pub(super) fn is_program(page: PageSize, vma: &Vma) -> bool {
    vma.start == PROGRAM.vpn(page)
}
