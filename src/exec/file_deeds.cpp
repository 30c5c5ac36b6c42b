#include "file_deeds.h"

#include "contents.h"
#include "files_ahead.h"
#include "ignite/core/path.h"
#include "ignite/system/small_file.h"
#include "node_files.h"
#include "tree_deeds.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <list>
#include <optional>

namespace ignite::exec {

namespace {

using system::Fd;
using system::NewFile;
using system::RootDir;

constexpr mode_t default_mode = 0644;
constexpr std::size_t at_once = 16; // files that are fetched and not finished: each holds two descriptors

// A file that was made and filled ahead of its turn, or tried to be.
using Ahead = std::optional<Result<NewFile>>;

// Nobody sees the file before it is whole, so it can have its mode from birth; unless a change of owner would
// take something of it away.
bool is_born_with_mode(const plan::Attributes& attributes) {
    return attributes.mode && !(*attributes.mode & 07000) && !attributes.uid && !attributes.gid;
}

mode_t first_mode(const plan::WriteFile& step) {
    return is_born_with_mode(step.attributes) ? *step.attributes.mode : default_mode;
}

// A directory has to go first; anything else is replaced in one go, so that there is always one or the other.
Result<void> put_in_place(const plan::WriteFile& step, NewFile file, Parents& parents) {
    if (!is_born_with_mode(step.attributes))
        TRY(set_attributes(file.descriptor(), step.attributes));
    if (!step.removes_old)
        return std::move(file).appear();
    const RootDir& root = parents.root();
    const std::optional<struct stat> old = TRY(root.look(step.path));
    if (old && S_ISDIR(old->st_mode)) {
        TRY(root.remove_tree(step.path));
        parents.forget();
    }
    return std::move(file).appear_replacing();
}

// The bytes are had and verified in whole before any of them is put behind somebody's file.
Result<void> append_to_kept(const plan::Contents& piece, const plan::WriteFile& step, int file,
                            const RootDir& root, Hands& hands) {
    const NewFile buffer = TRY(begin_file(root, step.path, 0600));
    TRY(fill(buffer.descriptor(), piece, hands.fetcher));
    const off_t end = ::lseek(file, 0, SEEK_END);
    if (end < 0 || ::lseek(buffer.descriptor(), 0, SEEK_SET) < 0)
        return tl::unexpected{Error::from_errno().within("find the end of ", root.outside(step.path))};
    char bytes[65536];
    for (;;) {
        const ssize_t got = ::read(buffer.descriptor(), bytes, sizeof bytes);
        if (got == 0)
            return {};
        Result<void> written;
        if (got < 0)
            written = tl::unexpected{Error::from_errno().within("read what is to be appended")};
        else
            written = system::write_all(file, {bytes, static_cast<std::size_t>(got)});
        if (!written) {
            (void)::ftruncate(file, end); // as it was, as far as we can; the record says so too
            return std::move(written).map_error(within("append to ", root.outside(step.path)));
        }
    }
}

std::string quoted_path(const RootDir& root, const plan::WriteFile& step) {
    return cat("\"", root.outside(step.path), "\"");
}

// The last operation ends with the file in its place.
Result<void> write_new(const plan::WriteFile& step, Ahead ahead, Parents& parents, Hands& hands) {
    const RootDir& root = parents.root();
    std::optional<NewFile> file;
    Result<void> written =
        hands.journal.operation(cat("writing file ", quoted_path(root, step)), [&]() -> Result<void> {
            if (ahead) {
                file.emplace(TRY(*std::move(ahead)));
            } else {
                file.emplace(TRY(begin_file(parents, step.path, first_mode(step))));
                TRY(fill(file->descriptor(), *step.contents, hands.fetcher));
            }
            return step.appends.empty() ? put_in_place(step, std::move(*file), parents) : Result<void>{};
        });
    for (const plan::Contents& piece : step.appends) {
        TRY(std::move(written));
        written = hands.journal.operation(
            cat("appending to file ", quoted_path(root, step)), [&]() -> Result<void> {
                TRY(fill(file->descriptor(), piece, hands.fetcher));
                return &piece == &step.appends.back() ? put_in_place(step, std::move(*file), parents)
                                                      : Result<void>{};
            });
    }
    return written;
}

Result<void> change_kept(const plan::WriteFile& step, const RootDir& root, Hands& hands) {
    const Fd file = TRY(open_kept_file(root, step.path));
    if (step.keeps && !step.appends.empty())
        TRY(cut_back(root, step.path, file.number(), step.keeps->size));
    for (const plan::Contents& piece : step.appends)
        TRY(hands.journal.operation(cat("appending to file ", quoted_path(root, step)),
                                    [&] { return append_to_kept(piece, step, file.number(), root, hands); }));
    return set_attributes(file.number(), step.attributes);
}

Result<void> write_one(const plan::WriteFile& step, Ahead ahead, Parents& parents, Hands& hands) {
    Result<void> done = step.contents ? write_new(step, std::move(ahead), parents, hands)
                                      : change_kept(step, parents.root(), hands);
    return std::move(done).map_error(at(step.position));
}

// Fetches what the steps need from elsewhere; the files stand at the steps' places.
Result<std::vector<Ahead>> fetch_ahead(std::span<const plan::Step> steps, Parents& parents, Hands& hands) {
    std::vector<Ahead> ahead(steps.size());
    std::vector<fetch::Download> downloads;
    std::vector<std::size_t> places;
    std::list<fetch::FileSink> sinks; // downloads point at them
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& step = std::get<plan::WriteFile>(steps[i]);
        if (!step.contents || !is_remote(*step.contents))
            continue;
        ahead[i].emplace(TRY(begin_file(parents, step.path, first_mode(step)).map_error(at(step.position))));
        sinks.push_back(TRY(fetch::FileSink::at_end_of((*ahead[i])->descriptor())));
        fetch::Request request = TRY(request_for(*step.contents).map_error(at(step.position)));
        downloads.push_back({std::move(request), &sinks.back()});
        places.push_back(i);
    }
    std::vector<Result<void>> outcomes = hands.fetcher.fetch_all(downloads);
    for (std::size_t i = 0; i < places.size(); ++i)
        if (!outcomes[i])
            ahead[places[i]].emplace(tl::unexpected{std::move(outcomes[i]).error()});
    return ahead;
}

bool is_made_ahead(const plan::WriteFile& step) { return step.contents && is_plain(*step.contents); }

// Orders the files of this step and the next ones; returns the first step that is not looked at yet. Behind
// one that may remove a directory nothing is begun before it is done.
std::size_t order_files(std::span<const plan::Step> steps, std::size_t turn, std::size_t ordered,
                        Parents& parents, FilesAhead& ahead) {
    if (ahead.has_enough())
        return ordered;
    for (; ordered < std::min(steps.size(), turn + ahead.most()); ++ordered) {
        const auto& step = std::get<plan::WriteFile>(steps[ordered]);
        if (step.removes_old && ordered != turn)
            break;
        if (is_made_ahead(step))
            ahead.order({.directory = parents.of(step.path),
                         .path = step.path,
                         .mode = first_mode(step),
                         .data_url = source_of(*step.contents),
                         .text = step.contents->text});
        if (step.removes_old)
            return ordered + 1;
    }
    return ordered;
}

} // namespace

Result<void> write_files(std::span<const plan::Step> steps, Hands& hands) {
    const journal::Journal::Scope scope{hands.journal, "createFilesystemsFiles"};
    const journal::Journal::Scope inner{hands.journal, "createFiles"};
    const RootDir root = TRY(RootDir::open(hands.root));
    Parents parents{root};
    FilesAhead made{root, steps.size()};
    std::vector<Ahead> fetched;
    std::size_t ordered = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& step = std::get<plan::WriteFile>(steps[i]);
        if (i % at_once == 0)
            fetched = TRY(fetch_ahead(steps.subspan(i, std::min(steps.size() - i, at_once)), parents, hands));
        ordered = order_files(steps, i, ordered, parents, made);
        Ahead ahead = is_made_ahead(step) ? Ahead{made.take()} : std::move(fetched[i % at_once]);
        TRY(write_one(step, std::move(ahead), parents, hands).map_error([&](Error&& error) {
            return std::move(error).within(plan::describe(steps[i])); // which takes a while
        }));
    }
    return {};
}

} // namespace ignite::exec
