#include "ignite/system/file_text.h"

#include "ignite/system/fd.h"
#include "ignite/system/small_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ignite::system {

Result<FileText> FileText::read(const std::string& path) {
    const Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file)
        return tl::unexpected{Error::from_errno().within("open ", path)};
    struct stat found{};
    if (::fstat(file.number(), &found) == 0 && S_ISREG(found.st_mode) && found.st_size > 0 &&
        static_cast<std::size_t>(found.st_size) <= largest_small_file) {
        const auto size = static_cast<std::size_t>(found.st_size);
        void* const mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
        if (mapped != MAP_FAILED)
            return FileText{mapped, size};
    }
    return FileText{TRY(read_rest(file.number(), path))};
}

FileText::~FileText() {
    if (mapped_)
        ::munmap(mapped_, size_);
}

void FileText::let_go(std::size_t bytes) const {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    if (mapped_) // else it would not come back. Where it does not work, it takes more memory.
        (void)::madvise(mapped_, bytes / page * page, MADV_DONTNEED);
}

} // namespace ignite::system
