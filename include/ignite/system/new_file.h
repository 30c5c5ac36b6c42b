// A file that appears whole under its final name, with owner, mode and contents, or not at all.
#pragma once

#include "ignite/core/result.h"
#include "ignite/system/fd.h"

#include <sys/types.h>

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

namespace ignite::system {

// An open directory that new files are made in. Each of them holds it: it closes with the last one.
struct OpenDirectory {
    Fd fd;
    // With which a file was made here and was as asked for: neither the umask nor an ACL of the directory has
    // a say in it. Seen on one file, so that the thousands behind it need not be given their mode once more.
    mutable std::atomic<mode_t> kept_mode = static_cast<mode_t>(-1);
};
using SharedDirectory = std::shared_ptr<const OpenDirectory>;

inline SharedDirectory share(Fd fd) { return std::make_shared<const OpenDirectory>(std::move(fd)); }

class NewFile {
public:
    // Giving a nameless file its name goes by way of /proc/self, which is closed to those who changed their
    // user.
    enum class Nameless : bool { never, if_possible };

    // In the directory that will hold it, mode as given whatever the umask. It has no name until it appears,
    // so that nothing is left of it when we are cut off; where the filesystem cannot do that (vfat), it has a
    // name that follows from the final one, and one left by an earlier run is removed.
    static Result<NewFile> in(SharedDirectory directory, std::string name, mode_t mode,
                              Nameless nameless = Nameless::if_possible);

    NewFile(NewFile&& other) noexcept;
    NewFile& operator=(NewFile&&) = delete;
    ~NewFile();

    int descriptor() const { return file_.number(); }

    // It is not brought to the disk: a stage that writes ten thousand files does that once, at its end, and
    // until then a record on the disk says that they are not finished. See exec/conclude.h.
    Result<void> appear() &&;           // where nothing is; something there is an error
    Result<void> appear_replacing() &&; // in place of a file or link that is there; without a gap

private:
    NewFile(SharedDirectory directory, std::string name, Fd file, std::string temporary);
    Result<void> link_as(const std::string& name);

    SharedDirectory directory_;
    std::string name_;
    Fd file_;
    std::string temporary_; // empty: it has no name
};

} // namespace ignite::system
