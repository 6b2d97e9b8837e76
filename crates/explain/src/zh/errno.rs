//! Error numbers, in Chinese.

use forkscope_sim::note::Syscall;
use forkscope_sim::Errno;

/// What an error number means: in general, or better, what this call means by it. No full stop.
pub(super) fn meaning(call: Syscall, errno: Errno) -> &'static str {
    match errno {
        Errno::EACCES => forbidden(call),
        Errno::EAGAIN => try_again(call),
        Errno::EBADF => "文件只为读取而打开",
        Errno::EBUSY => "控制组放不下一个大页",
        Errno::ECHILD => "调用者没有这样的子进程可等",
        Errno::EFAULT => bad_address(call),
        Errno::EINVAL => invalid(call),
        Errno::EIO => "那里没有映射，或者要写的共享映射不可写",
        Errno::ENOMEM => no_memory(call),
        Errno::ENXIO => "没有注册缓冲区",
        Errno::ESRCH => "没有这个进程",
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "few calls return it")]
fn try_again(call: Syscall) -> &'static str {
    match call {
        Syscall::Vmsplice => "管道已满",
        Syscall::Read => "管道为空",
        Syscall::Madvise => "管道或设备持有一个页，不能把它复制走",
        _ => "达到了进程数的上限",
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "few calls return it")]
fn forbidden(call: Syscall) -> &'static str {
    match call {
        Syscall::Madvise => "不能经这个映射写入它背后的对象",
        _ => "文件只为读取而打开：对共享映射的写入会到达它",
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "few calls return it")]
fn bad_address(call: Syscall) -> &'static str {
    match call {
        Syscall::Vmsplice => "第一页不可读",
        Syscall::ProcessVmReadv => "那个进程在那里没有可读的内存",
        Syscall::Pread => "调用者在那里没有可写的内存",
        Syscall::Pwrite => "调用者在那里没有可读的内存",
        Syscall::IoUringRegister => "有一页不可写，或者属于磁盘上的文件",
        Syscall::IoUringEnter => "没有被钉住的页",
        _ => "那里没有映射开始，或者映射不够长",
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the other calls say no more")]
fn invalid(call: Syscall) -> &'static str {
    match call {
        Syscall::Mmap => "地址、长度或偏移不能这样映射",
        Syscall::Munmap => "地址或长度不是用户页的",
        Syscall::Mprotect => "地址或权限无效",
        Syscall::Madvise => "这种映射不接受这个建议",
        Syscall::Ftruncate => "文件只为读取而打开",
        Syscall::Mremap => "两段地址重叠，或者其中一段不是用户页",
        _ => "有一个参数无效",
    }
}

fn no_memory(call: Syscall) -> &'static str {
    match call {
        Syscall::Fork | Syscall::Vfork => "没有足够的内存给子进程",
        Syscall::Clone => "没有足够的内存给线程",
        Syscall::Mmap => "没有足够的内存做这样的映射",
        Syscall::Brk => "堆不能增长到那么远",
        Syscall::Munmap => "映射必须拆分，却不能拆分",
        Syscall::Mprotect => "范围的一部分没有映射，或者要求的内存太多",
        Syscall::Madvise | Syscall::Munlock | Syscall::Msync => "范围的一部分没有映射",
        Syscall::Mremap => "映射不能在原处增长",
        Syscall::Mlock => "范围的一部分没有映射，或者谁都不能访问",
        Syscall::Execve | Syscall::Spawn => "没有足够的内存给新程序",
        Syscall::ExitGroup | Syscall::Exit | Syscall::Wait | Syscall::Kill | Syscall::Prlimit => "没有足够的内存",
        Syscall::Pread | Syscall::Pwrite | Syscall::Fsync | Syscall::Ftruncate => "没有足够的内存",
        Syscall::Vmsplice
        | Syscall::Read
        | Syscall::IoUringRegister
        | Syscall::IoUringEnter
        | Syscall::ProcessVmReadv => "没有足够的内存",
    }
}
