#include "files_ahead.h"

#include "ignite/core/path.h"
#include "ignite/fetch/fetcher.h"
#include "ignite/system/processors.h"
#include "ignite/system/small_file.h"

#include <system_error>

namespace ignite::exec {

namespace {

using system::NewFile;

constexpr std::size_t few = 4; // files that are written before a thread has begun

Result<NewFile> make(FileOrder& order, const system::RootDir& root) {
    system::SharedDirectory directory = TRY(std::move(order.directory));
    NewFile file = TRY(NewFile::in(std::move(directory), std::string{name_of(order.path)}, order.mode)
                           .map_error(within("below ", root.outside(parent_of(order.path)))));
    if (order.data_url.empty())
        TRY(system::write_all(file.descriptor(), order.text)
                .map_error(within("write ", root.outside(order.path))));
    else
        TRY(fetch::write_data(order.data_url, file.descriptor()));
    return file;
}

} // namespace

FilesAhead::FilesAhead(const system::RootDir& root, std::size_t count_of_files) : root_{root} {
    if (count_of_files <= few || system::usable_processors() < 2)
        return;
    try {
        helper_ = std::jthread{[this] { help(); }};
    } catch (const std::system_error&) { // NOLINT(bugprone-empty-catch): one is not needed either
    }
}

FilesAhead::~FilesAhead() {
    {
        const std::lock_guard lock{mutex_};
        over_ = true;
    }
    ordered_.notify_one();
}

void FilesAhead::order(FileOrder what) {
    const std::lock_guard lock{mutex_};
    orders_.push_back({.what = std::move(what), .made = {}});
    ordered_.notify_one();
}

// While it is not done there are others to be made.
Result<NewFile> FilesAhead::take() {
    std::unique_lock lock{mutex_};
    while (!orders_.front().made)
        if (!make_next(lock))
            made_.wait(lock);
    Result<NewFile> made = *std::move(orders_.front().made);
    orders_.pop_front();
    --begun_;
    return made;
}

bool FilesAhead::make_next(std::unique_lock<std::mutex>& lock) {
    if (begun_ == orders_.size())
        return false;
    Order& order = orders_[begun_++];
    lock.unlock();
    Result<NewFile> made = make(order.what, root_);
    lock.lock();
    order.made.emplace(std::move(made));
    made_.notify_one();
    return true;
}

void FilesAhead::help() {
    std::unique_lock lock{mutex_};
    while (!over_)
        if (!make_next(lock))
            ordered_.wait(lock);
}

} // namespace ignite::exec
