//! Virtual memory areas: contiguous ranges with one set of permissions and one backing.

use bitflags::bitflags;

use crate::addr::{PageRange, Vpn};
use crate::file::FileId;

bitflags! {
    /// The VMA flags that the model keeps (`include/linux/mm.h`).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
    pub struct VmFlags: u16 {
        /// VM_READ.
        const READ = 1 << 0;
        /// VM_WRITE.
        const WRITE = 1 << 1;
        /// VM_EXEC.
        const EXEC = 1 << 2;
        /// VM_SHARED: stores reach the object behind the mapping.
        const SHARED = 1 << 3;
        /// VM_ACCOUNT: its pages are charged against the commit limit.
        const ACCOUNT = 1 << 4;
        /// VM_DONTCOPY: fork leaves it out (`MADV_DONTFORK`).
        const DONTCOPY = 1 << 5;
        /// VM_WIPEONFORK: fork gives the child an empty one (`MADV_WIPEONFORK`).
        const WIPEONFORK = 1 << 6;
        /// VM_LOCKED: its pages stay in memory (`mlock`).
        const LOCKED = 1 << 7;
        /// VM_NORESERVE: never charged (`MAP_NORESERVE`).
        const NORESERVE = 1 << 15;
        /// VM_MERGEABLE: ksmd may merge its pages with equal ones (`MADV_MERGEABLE`).
        const MERGEABLE = 1 << 8;
        /// VM_HUGEPAGE: it may have huge pages (`MADV_HUGEPAGE`).
        const HUGEPAGE = 1 << 12;
        /// VM_NOHUGEPAGE: it may not (`MADV_NOHUGEPAGE`).
        const NOHUGEPAGE = 1 << 13;
        /// The read, write and execute bits: what `mprotect` changes.
        const ACCESS = Self::READ.bits() | Self::WRITE.bits() | Self::EXEC.bits();
    }
}

/// What is behind a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Backing {
    /// Nothing: private anonymous memory.
    Anon,
    /// A file, a memfd, or the hidden object of a shared anonymous mapping.
    File(FileId),
}

/// The anonymous-memory bookkeeping of a VMA: there once it may hold an anonymous page.
///
/// Fork gives the child's VMA one of its own and links it to the parent's; the length of that chain decides merges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnonVma {
    /// Which one.
    pub id: u32,
    /// How many the VMA is linked to, itself included: 1 but for VMAs that came by fork.
    pub chain: u32,
}

/// A virtual memory area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vma {
    /// First page.
    pub start: Vpn,
    /// First page after it.
    pub end: Vpn,
    /// Flags.
    pub flags: VmFlags,
    /// What is behind it.
    pub backing: Backing,
    /// Page of the file that `start` shows; for anonymous memory the page number where it was first mapped (`vm_pgoff`).
    pub pgoff: u64,
    /// There once the VMA may hold anonymous pages.
    pub anon_vma: Option<AnonVma>,
}

impl Vma {
    /// The pages it covers.
    pub fn range(&self) -> PageRange {
        PageRange { start: self.start, end: self.end }
    }

    /// Number of pages.
    pub fn pages(&self) -> u64 {
        self.range().pages()
    }

    /// Whether it is MAP_SHARED.
    pub fn is_shared(&self) -> bool {
        self.flags.contains(VmFlags::SHARED)
    }

    /// Whether it is private anonymous memory (`vma_is_anonymous`).
    pub fn is_anonymous(&self) -> bool {
        self.backing == Backing::Anon
    }

    /// The file behind it, with shared memory's objects.
    pub fn file(&self) -> Option<FileId> {
        match self.backing {
            Backing::Anon => None,
            Backing::File(file) => Some(file),
        }
    }

    /// Whether its pages are locked in memory.
    pub fn is_locked(&self) -> bool {
        self.flags.contains(VmFlags::LOCKED)
    }

    /// Whether any access at all is allowed.
    pub fn is_accessible(&self) -> bool {
        self.flags.intersects(VmFlags::ACCESS)
    }

    /// Whether stores are allowed.
    pub fn is_writable(&self) -> bool {
        self.flags.contains(VmFlags::WRITE)
    }

    /// Whether stores are allowed and stay private: what copy-on-write is about.
    #[inline]
    pub fn is_private_writable(&self) -> bool {
        self.is_writable() && !self.is_shared()
    }

    /// The page of the backing object that `vpn` shows.
    pub fn pgoff_of(&self, vpn: Vpn) -> u64 {
        self.pgoff + (vpn.0 - self.start.0)
    }

    /// The part of it in `range`, which must overlap.
    #[must_use]
    pub fn clipped(&self, range: PageRange) -> Vma {
        let part = self.range().intersect(range);
        Vma { start: part.start, end: part.end, pgoff: self.pgoff_of(part.start), ..*self }
    }

    /// Whether its anonymous pages may also belong to a VMA inherited by or from another process (`vma_is_fork_child`).
    pub(crate) fn is_fork_child(&self) -> bool {
        self.anon_vma.is_some_and(|anon| anon.chain > 1)
    }

    /// Permissions as `/proc/PID/maps` prints them: `rw-p`.
    pub fn perms(&self) -> String {
        let flag = |bit, letter| if self.flags.contains(bit) { letter } else { '-' };
        let sharing = if self.is_shared() { 's' } else { 'p' };
        [flag(VmFlags::READ, 'r'), flag(VmFlags::WRITE, 'w'), flag(VmFlags::EXEC, 'x'), sharing].iter().collect()
    }
}
