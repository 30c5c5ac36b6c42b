// New files that are made ahead of their turn. Making a file and filling it takes most of the time that it
// takes at all, and nobody sees it before it has its name. So a thread beside the caller's makes the next
// ones, and the caller gives them their names in the order of the config: what is seen from outside, messages
// and errors too, is what one thread alone would do.
#pragma once

#include "ignite/core/result.h"
#include "ignite/system/new_file.h"
#include "ignite/system/root_dir.h"

#include <sys/types.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

namespace ignite::exec {

// A file to be: where, and what is in it. The views live until the file is taken.
struct FileOrder {
    Result<system::SharedDirectory> directory; // that will hold it
    std::string_view path;                     // below the new root
    mode_t mode;
    std::string_view data_url; // empty: what it holds is `text`
    std::string_view text;
};

class FilesAhead {
public:
    // Without a thread where that would not be quicker: for a few files, or on one processor.
    FilesAhead(const system::RootDir& root, std::size_t count_of_files);
    ~FilesAhead(); // what was ordered and not taken does not appear
    FilesAhead(const FilesAhead&) = delete;
    FilesAhead& operator=(const FilesAhead&) = delete;

    // How many may be ordered and not taken: each holds a descriptor. Orders come many at a time, so that the
    // thread is not woken for each of them.
    std::size_t most() const { return helper_.joinable() ? 64 : 1; }
    bool has_enough() const { return orders_.size() > most() / 2; }

    void order(FileOrder what);
    Result<system::NewFile> take(); // the first that was ordered and not taken

private:
    struct Order {
        FileOrder what;
        std::optional<Result<system::NewFile>> made;
    };

    void help();
    bool make_next(std::unique_lock<std::mutex>& lock); // whether there was one

    const system::RootDir& root_;
    std::mutex mutex_;
    std::condition_variable ordered_; // or all is over
    std::condition_variable made_;
    std::deque<Order> orders_; // added to at the back and taken from the front, so that the others stay
    std::size_t begun_ = 0;    // of them, from the front
    bool over_ = false;
    std::jthread helper_; // the last: it ends before what it works on
};

} // namespace ignite::exec
