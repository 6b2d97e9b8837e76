//! System calls, in Chinese.

use forkscope_sim::note::Syscall;
use forkscope_sim::Errno;

use super::{errno, words, Words};
use crate::en::syscall::name;

pub(super) fn entered(call: Syscall) -> Words {
    let why = match call {
        Syscall::Fork => "调用者要一个与自己相同的子进程。",
        Syscall::Vfork => "调用者要一个子进程，它在调用 exec 之前使用调用者的内存。",
        Syscall::Clone => "调用者要在本进程里再开一个线程。",
        Syscall::Spawn => "调用者要一个运行另一个程序的子进程。",
        Syscall::Execve => "调用者要换成运行另一个程序。",
        Syscall::ExitGroup => "调用者连同所有线程一起结束；这个调用不再返回。",
        Syscall::Exit => "只有调用的线程结束；这个调用不再返回。",
        Syscall::Wait => "调用者想知道子进程是怎样结束的。",
        Syscall::Kill => "调用者要结束另一个进程。",
        Syscall::Mmap => "调用者要一段可用的地址。",
        Syscall::Munmap => "调用者归还一段地址。",
        Syscall::Mremap => "调用者要把页移到别处，或者要更多、更少的页。",
        Syscall::Mlock => "调用者要求这些页留在内存里。",
        Syscall::Munlock => "调用者不再需要这些页留在内存里。",
        Syscall::Mprotect => "调用者要改变一段地址的权限。",
        Syscall::Madvise => "调用者说明将怎样使用一段地址。",
        Syscall::Pread => "调用者要文件的一些字节。",
        Syscall::Pwrite => "调用者向文件写入字节。",
        Syscall::Fsync => "调用者要它对文件的写入到达磁盘。",
        Syscall::Msync => "调用者要它对共享映射的写入到达磁盘。",
        Syscall::Ftruncate => "调用者要改变文件的长度。",
        Syscall::Vmsplice => "调用者要把页放进管道，而不复制。",
        Syscall::Read => "调用者要管道里的内容。",
        Syscall::IoUringRegister => "调用者要让页为设备准备好，或者不再需要。",
        Syscall::ProcessVmReadv => "调用者要读另一个进程的内存。",
        Syscall::IoUringEnter => "调用者要让设备写入它注册的缓冲区。",
        Syscall::Prlimit => "给调用者能取用的东西设一个限制。",
        Syscall::Brk => "调用者要移动堆的末尾。",
    };
    words(format!("系统调用 {}", name(call)), why)
}

pub(super) fn failed(call: Syscall, errno: Errno) -> Words {
    let title = format!("{} 失败，返回 {}", name(call), errno.name());
    words(title, format!("{}。", errno::meaning(call, errno)))
}
