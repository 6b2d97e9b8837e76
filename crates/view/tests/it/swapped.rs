//! The entry of a page that was swapped out, bit by bit.

use forkscope_sim::command::{Advice, Mapping, Sharing, Source};
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Command, Config, Machine, PageRange, Pid, Silent, Vpn};
use forkscope_view::inspect::{inspect, EntryBits};

use crate::story::Cast;
use crate::K4;

const BASE: Vpn = Vpn(0x2000_0000_0000 >> 12);

/// One process that wrote to two pages, before and after they were swapped out.
fn machines() -> [Machine; 2] {
    let mut machine = Machine::boot(Config { swap: 16, ..Config::default() });
    let range = PageRange::new(BASE, 2);
    let access = VmFlags::READ | VmFlags::WRITE;
    let map = Call::Mmap(Mapping { range, access, sharing: Sharing::Private, source: Source::Anon });
    assert!(machine.run(&Command::Start { program: None }, &mut Silent).is_ok());
    let mut run = |call| {
        assert!(machine.run(&Command::Do { pid: Pid(1), call }, &mut Silent).is_ok());
        machine.clone()
    };
    run(map);
    let before = run(Call::touch(range, 7));
    run(Call::Madvise { range, advice: Advice::PageOut });
    assert!(machine.run(&Command::Reclaim { pages: 1 }, &mut Silent).is_ok());
    [before, machine]
}

fn bits(now: &Machine, later: Option<&Machine>, page: u64) -> EntryBits {
    let seen = inspect(now, later, &Cast, Pid(1), BASE.plus(page).addr(K4).0);
    seen.entry.expect("the walk reaches an entry")
}

#[test]
fn a_swap_entry_has_fields_of_its_own() {
    let [_, gone] = machines();
    let slot = gone.pte(Pid(1), BASE.plus(1)).swap_slot().expect("it is swapped out");
    let entry = bits(&gone, None, 1);
    let fields: Vec<(&str, &str, &str)> =
        entry.fields.iter().map(|field| (field.bits, field.name, field.value.as_str())).collect();
    let expected = [("63–59", "type", "0"), ("58–9", "offset", &slot.to_string()), ("8", "G", "0"), ("7", "PS", "0")];
    assert_eq!(fields[..4], expected);
    assert_eq!(
        fields[4..],
        [("6–4", "free", "0"), ("3", "E", "1"), ("2", "F", "0"), ("1", "SD", "0"), ("0", "P", "0")]
    );
}

#[test]
fn fields_that_become_others_are_not_compared() {
    let [before, gone] = machines();
    let entry = bits(&before, Some(&gone), 1);
    assert!(entry.next.is_some_and(|next| next != entry.word));
    assert!(entry.fields.iter().all(|field| field.next.is_none()));
}

#[test]
fn the_table_shows_the_slot() {
    let [_, gone] = machines();
    let slot = gone.pte(Pid(1), BASE).swap_slot().expect("it is swapped out");
    let seen = inspect(&gone, None, &Cast, Pid(1), BASE.addr(K4).0);
    let taken = seen.walk.tables.iter().flat_map(|table| &table.rows).rfind(|row| row.taken);
    assert_eq!(taken.map(|row| row.frame.clone()), Some(format!("slot {slot}")));
}
